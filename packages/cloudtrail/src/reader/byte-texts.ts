import { BACKSLASH } from './json-bytes.js';

const SLOTS = 1024;
const LONGEST_KEPT = 128;

/**
 * Turns bytes into text, and remembers what it made: the same few hundred names come again and again. Holds at most
 * 1 024 short texts, whatever the input.
 */
export class ByteTexts {
  readonly #kept: (string | undefined)[] = Array.from({ length: SLOTS });

  /** The text of bytes that read the same in JSON: printable ASCII without a backslash; else `undefined`. */
  find(bytes: Buffer, start: number, end: number): string | undefined {
    let hash = 0;
    for (let at = start; at < end; at += 1) {
      const byte = bytes[at]!;
      if (byte < 0x20 || byte > 0x7e || byte === BACKSLASH) return undefined;
      hash = (Math.imul(hash, 31) + byte) | 0;
    }
    if (end - start > LONGEST_KEPT) return bytes.toString('latin1', start, end);

    const slot = (hash ^ (hash >>> 10)) & (SLOTS - 1);
    const kept = this.#kept[slot];
    if (kept !== undefined && isTextOf(kept, bytes, start, end)) return kept;
    const text = bytes.toString('latin1', start, end);
    this.#kept[slot] = text;
    return text;
  }
}

function isTextOf(text: string, bytes: Buffer, start: number, end: number): boolean {
  const length = end - start;
  if (text.length !== length) return false;
  for (let at = 0; at < length; at += 1) {
    if (text.charCodeAt(at) !== bytes[start + at]) return false;
  }
  return true;
}
