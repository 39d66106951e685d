import { closeSync, openSync, readSync } from 'node:fs';
import { open } from 'node:fs/promises';

// Most files are smaller: they come in one piece, and cost one call to open, one to read and one to close.
const PIECE_BYTES = 512 * 1024;
const SMALLEST_PIECE_BYTES = 16 * 1024;

/** The bytes of a file, to be read once. Whoever knows that it is a file can read it in another way, by its path. */
export class FileBody implements AsyncIterable<Uint8Array> {
  /** @param sizeBytes that the file had when somebody looked; it may have changed since. */
  constructor(
    readonly path: string,
    readonly sizeBytes: number,
  ) {}

  async *[Symbol.asyncIterator](): AsyncGenerator<Uint8Array> {
    const file = await open(this.path);
    const pieces = new PieceSizes(this.sizeBytes);
    try {
      while (!pieces.ended) {
        const room = Buffer.allocUnsafeSlow(pieces.next);
        const { bytesRead } = await file.read(room, 0, room.length, null);
        pieces.took(bytesRead);
        if (bytesRead > 0) yield room.subarray(0, bytesRead);
      }
    } finally {
      await file.close();
    }
  }
}

// Of the thread; used for one file after the other.
let keptRoom: Buffer | undefined;

/**
 * The same pieces for a thread that has nothing else to do meanwhile and reads one file at a time, at a third of the cost. A
 * piece is valid until the next one is asked for, also of another file.
 */
export async function* piecesAtOnce({ path, sizeBytes }: FileBody): AsyncGenerator<Uint8Array> {
  keptRoom ??= Buffer.allocUnsafeSlow(PIECE_BYTES);
  const file = openSync(path, 'r');
  const pieces = new PieceSizes(sizeBytes);
  try {
    while (!pieces.ended) {
      const room = keptRoom.subarray(0, pieces.next);
      const bytesRead = readSync(file, room);
      pieces.took(bytesRead);
      if (bytesRead > 0) yield room.subarray(0, bytesRead);
    }
  } finally {
    closeSync(file);
  }
}

class PieceSizes {
  ended = false;
  readonly #sizeBytes: number;
  #done = 0;

  constructor(sizeBytes: number) {
    this.#sizeBytes = sizeBytes;
  }

  /** How much to ask for: one byte more than is expected, so that a file that did not grow ends with this piece. */
  get next(): number {
    return Math.min(PIECE_BYTES, Math.max(SMALLEST_PIECE_BYTES, this.#sizeBytes - this.#done + 1));
  }

  took(bytes: number): void {
    const wanted = this.next;
    this.#done += bytes;
    // Pipes give less than they are asked for without being at their end, but have no size either.
    this.ended = bytes === 0 || (bytes < wanted && this.#done === this.#sizeBytes);
  }
}
