import type { ByteSource } from './byte-source.js';
import { gunzip } from './gunzip.js';
import { hasGzipMagic } from './gzip-header.js';
import { LogFormatError } from './log-format-error.js';
import type { ReadLimits } from './read-limits.js';

const MAX_PIECE_BYTES = 1024 * 1024;

/**
 * The text of a body in pieces of at most 1 MiB, whatever its name says: unpacked when it begins like gzip, else as it is.
 * Returns what is wrong with it, if anything is.
 * @throws what the body throws.
 */
export async function* logText(
  source: ByteSource,
  limits: ReadLimits,
): AsyncGenerator<Uint8Array, LogFormatError | undefined> {
  const start = await source.peek(2);
  if (start.length === 0) return new LogFormatError('LOG_EMPTY', 'The object has no bytes.');
  if (!hasGzipMagic(start)) return yield* limited(plain(source), limits.maxDecompressedBytes);

  source.maxBytes = limits.maxCompressedBytes;
  const problem = yield* limited(gunzip(source), limits.maxDecompressedBytes);
  // Whatever else there is comes from the cut at the limit.
  return source.exceeded ? tooLarge('compressed', limits.maxCompressedBytes) : problem;
}

async function* plain(source: ByteSource): AsyncGenerator<Uint8Array, undefined> {
  for (let piece = await source.pull(); piece; piece = await source.pull()) {
    for (let at = 0; at < piece.length; at += MAX_PIECE_BYTES) yield piece.subarray(at, at + MAX_PIECE_BYTES);
  }
}

async function* limited(
  text: AsyncGenerator<Uint8Array, LogFormatError | undefined>,
  maxBytes: number,
): AsyncGenerator<Uint8Array, LogFormatError | undefined> {
  let room = maxBytes;
  try {
    for (;;) {
      const { done, value } = await text.next();
      if (done) return value;
      if (value.length > room) {
        yield value.subarray(0, room);
        return tooLarge('of text', maxBytes);
      }
      room -= value.length;
      yield value;
    }
  } finally {
    await text.return(undefined);
  }
}

/** The problem of an object that is larger than a limit; `what` follows on a number of bytes. */
export function tooLarge(what: string, maxBytes: number): LogFormatError {
  return new LogFormatError('LOG_TOO_LARGE', `The object has more than ${maxBytes} bytes ${what}.`);
}
