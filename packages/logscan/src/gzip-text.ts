import { gzipHeaderLength, hasGzipMagic, MAX_HEADER_BYTES } from './gzip-header.js';
import type { InputBuffer } from './input-buffer.js';
import { INFLATE_DONE, INFLATE_NEEDS_INPUT, INFLATE_NEEDS_ROOM, type ScanExports } from './scan-module.js';
import type { ScanProblem } from './scan-problem.js';

const TRAILER_BYTES = 8;
const LENGTH_MODULUS = 2 ** 32;
// Small enough that what was unpacked is still in the processor's cache when it is looked at.
const STEP_BYTES = 128 * 1024;

/** Unpacks all members of a gzip body into the module's memory, one after the other, and checks their checksums. */
export class GzipText {
  /** The byte after the text so far. */
  end: number;
  /** Whether nothing follows; {@link problem} says whether that is as it should be. */
  ended = false;
  problem: ScanProblem | undefined;
  readonly #module: ScanExports;
  readonly #input: InputBuffer;
  readonly #checksum: boolean;
  #inMember = false;
  /** Where the bytes of this member that are not part of the checksum yet begin. */
  #unchecked = 0;
  #memberBytes = 0;

  constructor(module: ScanExports, input: InputBuffer, checksum: boolean) {
    this.#module = module;
    this.#input = input;
    this.#checksum = checksum;
    this.end = module.textAt.value;
  }

  /** Unpacks up to 128 KiB more, but not beyond `limit`; up to 300 bytes may be written behind either. */
  async step(limit: number): Promise<void> {
    const stop = Math.min(limit, this.end + STEP_BYTES);
    while (!this.ended && this.end < stop) {
      if (this.#inMember || (await this.#beginMember())) await this.#unpack(stop);
    }
  }

  /** Tells that all of the text was moved down by so many bytes. */
  move(by: number): void {
    this.#module.moveInflated(by, this.#module.textAt.value);
    this.end -= by;
    this.#unchecked -= by;
  }

  async #beginMember(): Promise<boolean> {
    let wanted = 1;
    for (;;) {
      const cut = !(await this.#input.has(wanted));
      const length = gzipHeaderLength(this.#input.bytes);
      if (length === 'invalid') return this.#stop('corrupt', 'The gzip header cannot be read.');
      if (length !== 'cut') {
        this.#input.from += length;
        break;
      }
      if (cut) return this.#stop('truncated', 'The object ends in the middle of a gzip header.');
      wanted = Math.min(this.#input.bytes.length + 1, MAX_HEADER_BYTES);
    }
    this.#module.startInflate(this.end);
    if (this.#checksum) this.#module.startCrc();
    this.#unchecked = this.end;
    this.#memberBytes = 0;
    this.#inMember = true;
    return true;
  }

  async #unpack(limit: number): Promise<void> {
    const input = this.#input;
    const status = this.#module.inflate(input.from, input.end, limit);
    input.from = this.#module.inputPosition();
    const end = this.#module.inflatedEnd();
    this.#memberBytes += end - this.end;
    this.end = end;
    if (this.#checksum) this.#unchecked = this.#module.addToCrc(this.#unchecked, end);
    if (status === INFLATE_NEEDS_ROOM) return;
    if (status === INFLATE_DONE) await this.#endMember();
    else if (status !== INFLATE_NEEDS_INPUT) this.#stop('corrupt', 'The gzip data are damaged.');
    else if (!(await input.refill())) {
      this.#stop('truncated', 'The object ends in the middle of the compressed text.');
    }
  }

  async #endMember(): Promise<void> {
    const input = this.#input;
    this.#inMember = false;
    if (!(await input.has(TRAILER_BYTES))) {
      this.#stop('truncated', 'The object ends in the middle of the compressed text.');
      return;
    }
    const trailer = input.bytes;
    input.from += TRAILER_BYTES;
    const length = trailer.readUInt32LE(4);
    if (length !== this.#memberBytes % LENGTH_MODULUS || !this.#hasChecksum(trailer.readUInt32LE(0))) {
      this.#stop('corrupt', 'The checksum of the compressed text is wrong.');
      return;
    }
    await this.#skipPadding();
    if (!(await input.has(1))) this.ended = true;
    else if (!(await input.has(2)) || !hasGzipMagic(input.bytes)) {
      this.#stop('trailing-garbage', 'Bytes that are not gzip follow the compressed text.');
    }
  }

  #hasChecksum(expected: number): boolean {
    if (!this.#checksum) return true;
    // WebAssembly knows no signs, JavaScript takes its numbers as signed ones.
    return this.#module.finishCrc(this.#unchecked, this.end) >>> 0 === expected;
  }

  /** Skips zeros, which tapes and block copies append. */
  async #skipPadding(): Promise<void> {
    while (await this.#input.has(1)) {
      const bytes = this.#input.bytes;
      const zeros = bytes.findIndex((byte) => byte !== 0);
      this.#input.from += zeros < 0 ? bytes.length : zeros;
      if (zeros >= 0) return;
    }
  }

  #stop(kind: ScanProblem['kind'], detail: string): false {
    this.problem = { kind, detail };
    this.ended = true;
    return false;
  }
}
