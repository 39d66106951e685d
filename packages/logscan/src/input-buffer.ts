import type { ScanExports } from './scan-module.js';

/** Where compressed bytes come from, piece by piece; `undefined` at the end. */
export interface ByteSupply {
  /** @throws what the source of the bytes throws. */
  pull(): Promise<Uint8Array | undefined>;
}

/** The part of a module's memory that holds compressed bytes, and how more of them get there. */
export class InputBuffer {
  /** The next byte to use; whoever uses bytes moves it on. */
  from: number;
  end: number;
  readonly #memory: Buffer;
  readonly #start: number;
  readonly #limit: number;
  readonly #supply: ByteSupply;
  #piece: Uint8Array = new Uint8Array(0);

  constructor(module: ScanExports, memory: Buffer, supply: ByteSupply) {
    this.#memory = memory;
    this.#start = module.inputAt.value;
    this.#limit = this.#start + module.inputBytes.value;
    this.#supply = supply;
    this.from = this.#start;
    this.end = this.#start;
  }

  /** The bytes that are there. */
  get bytes(): Buffer {
    return this.#memory.subarray(this.from, this.end);
  }

  /** Adds bytes behind those that are there; `false` when there are no more. */
  async refill(): Promise<boolean> {
    while (this.#piece.length === 0) {
      const piece = await this.#supply.pull();
      if (piece === undefined) return false;
      this.#piece = piece;
    }
    this.#memory.copyWithin(this.#start, this.from, this.end);
    this.end -= this.from - this.#start;
    this.from = this.#start;
    const room = this.#limit - this.end;
    this.#memory.set(this.#piece.length > room ? this.#piece.subarray(0, room) : this.#piece, this.end);
    this.end += Math.min(room, this.#piece.length);
    this.#piece = this.#piece.subarray(room);
    return true;
  }

  /** Waits until so many bytes are there; `false` when the supply ends before. At most half of the buffer. */
  async has(count: number): Promise<boolean> {
    while (this.end - this.from < count) {
      if (!(await this.refill())) return false;
    }
    return true;
  }
}
