import { BACKSLASH, closes, endOfScalar, opens, QUOTE } from './json-bytes.js';

/** Steps over one JSON value of any length, in as many pieces as it comes in, keeping nothing of it. */
export class ValueSkipper {
  #depth = 0;
  #inString = false;
  #escaped = false;

  /** Forgets the last value. */
  reset(): void {
    this.#depth = 0;
    this.#inString = false;
    this.#escaped = false;
  }

  /** The byte after the value; -1 when it goes on after this piece. */
  skip(bytes: Uint8Array, from: number, end: number): number {
    let at = from;
    while (at < end) {
      if (this.#inString) {
        at = this.#skipString(bytes, at, end);
        if (!this.#inString && this.#depth === 0) return at;
        continue;
      }
      const byte = bytes[at]!;
      if (this.#depth === 0 && byte !== QUOTE && !opens(byte)) return endOfScalar(bytes, at, end);
      at += 1;
      if (byte === QUOTE) this.#inString = true;
      else if (opens(byte)) this.#depth += 1;
      else if (closes(byte)) this.#depth -= 1;
      if (this.#depth === 0 && !this.#inString) return at;
    }
    return -1;
  }

  #skipString(bytes: Uint8Array, from: number, end: number): number {
    for (let at = from; at < end; at += 1) {
      const byte = bytes[at];
      if (this.#escaped) this.#escaped = false;
      else if (byte === BACKSLASH) this.#escaped = true;
      else if (byte === QUOTE) {
        this.#inString = false;
        return at + 1;
      }
    }
    return end;
  }
}
