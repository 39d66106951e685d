const INITIAL_BYTES = 64 * 1024;

/** The part of a text that is being looked at: `start` to `end` of `bytes`. */
export class ByteWindow {
  bytes = Buffer.allocUnsafeSlow(INITIAL_BYTES);
  /** The next byte; whoever is done with it moves on. */
  start = 0;
  end = 0;
  #dropped: number;

  /** @param offset of the first byte in the whole text. */
  constructor(offset = 0) {
    this.#dropped = offset;
  }

  get length(): number {
    return this.end - this.start;
  }

  /** Where `start` is in the whole text, from 0. */
  get offset(): number {
    return this.#dropped + this.start;
  }

  /** Adds what comes next, and gives up what is before `start`. */
  append(piece: Uint8Array): void {
    const kept = this.length;
    const source = this.bytes;
    if (kept + piece.length > source.length) {
      this.bytes = Buffer.allocUnsafeSlow(Math.max(source.length * 2, kept + piece.length));
    }
    source.copy(this.bytes, 0, this.start, this.end);
    this.bytes.set(piece, kept);
    this.#dropped += this.start;
    this.start = 0;
    this.end = kept + piece.length;
  }
}
