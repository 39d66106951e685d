import { Readable } from 'node:stream';

const NOTHING = new Uint8Array(0);

/** The bytes of a body, to be taken piece by piece, looked at in advance, and given back. */
export class ByteSource {
  /** Most bytes to take from the body; what is behind counts as not there, and {@link exceeded} says so. */
  maxBytes = Number.POSITIVE_INFINITY;
  /** What the body threw. */
  failure: unknown;
  readonly #body: AsyncIterable<Uint8Array>;
  readonly #pieces: AsyncIterator<Uint8Array>;
  #held: Uint8Array = NOTHING;
  #taken = 0;
  #ended = false;

  constructor(body: AsyncIterable<Uint8Array>) {
    this.#body = body;
    this.#pieces = body[Symbol.asyncIterator]();
  }

  /** Bytes taken from the body so far, at most {@link maxBytes}. */
  get bytesRead(): number {
    return Math.min(this.#taken, this.maxBytes);
  }

  /** Whether the body has more than {@link maxBytes}. */
  get exceeded(): boolean {
    return this.#taken > this.maxBytes;
  }

  /** The next piece, never an empty one; `undefined` at the end. @throws what the body throws. */
  async pull(): Promise<Uint8Array | undefined> {
    if (this.#held.length === 0) return this.#fetch();
    const held = this.#held;
    this.#held = NOTHING;
    return held;
  }

  /** Puts bytes back in front. */
  unread(bytes: Uint8Array): void {
    this.#held = this.#held.length === 0 ? bytes : Buffer.concat([bytes, this.#held]);
  }

  /** The next bytes without taking them: at least `count`, fewer only at the end. @throws what the body throws. */
  async peek(count: number): Promise<Uint8Array> {
    while (this.#held.length < count) {
      const piece = await this.#fetch();
      if (!piece) break;
      this.#held = this.#held.length === 0 ? piece : Buffer.concat([this.#held, piece]);
    }
    return this.#held;
  }

  /** Drops bytes that {@link peek} showed. */
  skip(count: number): void {
    this.#held = this.#held.subarray(count);
  }

  /** Releases the body, also in the middle of it. */
  async close(): Promise<void> {
    this.#ended = true;
    // A stream that waits for its peer would keep `return` waiting too.
    if (this.#body instanceof Readable) this.#body.destroy();
    await this.#pieces.return?.();
  }

  async #fetch(): Promise<Uint8Array | undefined> {
    while (!this.#ended && !this.exceeded) {
      const piece = await this.#next();
      if (piece === undefined) break;
      const room = this.maxBytes - this.#taken;
      this.#taken += piece.length;
      if (piece.length > 0 && room > 0) return piece.length > room ? piece.subarray(0, room) : piece;
    }
    return undefined;
  }

  async #next(): Promise<Uint8Array | undefined> {
    try {
      const { done, value } = await this.#pieces.next();
      if (!done) return value;
    } catch (error) {
      this.failure = error;
      throw error;
    } finally {
      this.#ended ||= this.failure !== undefined;
    }
    this.#ended = true;
    return undefined;
  }
}
