import type { TransformOptions } from 'node:stream';
import { constants, crc32, createInflateRaw, type InflateRaw, type ZlibOptions } from 'node:zlib';
import { messageOf } from '@fullstop/core';
import type { ByteSource } from './byte-source.js';
import { hasGzipMagic, takeGzipHeader } from './gzip-header.js';
import { LogFormatError } from './log-format-error.js';

const TEXT_CHUNK_BYTES = 1024 * 1024;
const TRAILER_BYTES = 8;
const PADDING_BYTES = 4096;

/**
 * The text of all members of a gzip body, piece by piece; returns what is wrong with the body, if anything is.
 *
 * Members are told apart here and not by `createGunzip`, which neither says where one ends (garbage after the last one
 * looks like a corrupt body) nor hands out the text before a truncated end.
 * @throws what the body throws.
 */
export async function* gunzip(source: ByteSource): AsyncGenerator<Uint8Array, LogFormatError | undefined> {
  for (;;) {
    const header = await takeGzipHeader(source);
    if (header === 'truncated') return truncated('a gzip header');
    if (header === 'invalid') return new LogFormatError('LOG_CORRUPT', 'The gzip header cannot be read.');

    const problem = yield* inflateMember(source);
    if (problem) return problem;
    const rest = await skipPadding(source);
    if (rest.length === 0) return undefined;
    if (!hasGzipMagic(rest)) {
      return new LogFormatError(
        'LOG_TRAILING_GARBAGE',
        'Bytes that are not gzip follow the compressed text.',
      );
    }
  }
}

async function* inflateMember(source: ByteSource): AsyncGenerator<Uint8Array, LogFormatError | undefined> {
  const options: ZlibOptions & TransformOptions = {
    chunkSize: TEXT_CHUNK_BYTES,
    // An early end is told by the missing trailer; as an error it would take readable text with it.
    finishFlush: constants.Z_SYNC_FLUSH,
    // Nothing is inflated ahead of a piece that waits to be read, which an error would throw away.
    readableHighWaterMark: 1,
  };
  const inflate = createInflateRaw(options);
  const feeder = new Feeder(source, inflate);
  let checksum = 0;
  let length = 0;
  try {
    for await (const text of inflate as AsyncIterable<Buffer>) {
      checksum = crc32(text, checksum);
      length += text.length;
      yield text;
    }
  } catch (error) {
    if (source.failure !== undefined) throw source.failure;
    return new LogFormatError('LOG_CORRUPT', `The gzip data are damaged (${messageOf(error)}).`, {
      cause: error,
    });
  } finally {
    inflate.destroy();
  }
  source.unread(feeder.leftOver());
  return checkTrailer(source, checksum, length);
}

/** Writes a body into an inflater, one piece at a time, until either ends. */
class Feeder {
  readonly #inflate: InflateRaw;
  #last: Uint8Array = new Uint8Array(0);
  #written = 0;

  constructor(source: ByteSource, inflate: InflateRaw) {
    this.#inflate = inflate;
    this.#feed(source).catch((error: Error) => inflate.destroy(error));
  }

  /** What the inflater did not take of its last piece. Its end is the end of the member. */
  leftOver(): Uint8Array {
    const taken = this.#last.length - (this.#written - this.#inflate.bytesWritten);
    return this.#last.subarray(taken);
  }

  async #feed(source: ByteSource): Promise<void> {
    while (!this.#inflate.destroyed) {
      const piece = await source.pull();
      if (this.#inflate.destroyed) return;
      if (!piece) {
        this.#inflate.end();
        return;
      }
      this.#last = piece;
      this.#written += piece.length;
      await this.#write(piece);
      // Bytes that are left tell that the member is over; the next piece would be left too, and `leftOver` has one only.
      if (this.#inflate.bytesWritten < this.#written) return;
    }
  }

  #write(piece: Uint8Array): Promise<void> {
    return new Promise((resolve) => {
      // An inflater that is closed may not answer any more.
      this.#inflate.once('close', resolve);
      this.#inflate.write(piece, () => {
        this.#inflate.off('close', resolve);
        resolve();
      });
    });
  }
}

async function checkTrailer(
  source: ByteSource,
  checksum: number,
  length: number,
): Promise<LogFormatError | undefined> {
  const trailer = await source.peek(TRAILER_BYTES);
  if (trailer.length < TRAILER_BYTES) return truncated('the compressed text');

  const view = new DataView(trailer.buffer, trailer.byteOffset, TRAILER_BYTES);
  source.skip(TRAILER_BYTES);
  if (view.getUint32(0, true) === checksum && view.getUint32(4, true) === length % 2 ** 32) return undefined;
  return new LogFormatError('LOG_CORRUPT', 'The checksum of the compressed text is wrong.');
}

/** Skips zeros, which tapes and block copies append, and shows what follows: two bytes, fewer only at the end. */
async function skipPadding(source: ByteSource): Promise<Uint8Array> {
  for (;;) {
    const bytes = await source.peek(1);
    const padding = bytes.subarray(0, PADDING_BYTES).findIndex((byte) => byte !== 0);
    if (padding >= 0) {
      source.skip(padding);
      return source.peek(2);
    }
    if (bytes.length === 0) return bytes;
    source.skip(Math.min(bytes.length, PADDING_BYTES));
  }
}

function truncated(where: string): LogFormatError {
  return new LogFormatError('LOG_TRUNCATED', `The object ends in the middle of ${where}.`);
}
