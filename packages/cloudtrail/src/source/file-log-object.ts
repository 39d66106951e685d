import { createReadStream } from 'node:fs';
import { stat } from 'node:fs/promises';
import { relative, resolve, sep } from 'node:path';
import { keyOriginOf } from '../objects/object-name.js';
import type { LogObject } from './log-object.js';

const PIECE_BYTES = 512 * 1024;

/**
 * A file as a log object: `bucket` is `file://` and the absolute folder, `key` the path below it with `/`, `etag` size and
 * time of change.
 * @throws {NodeJS.ErrnoException} when the file cannot be looked at.
 */
export async function fileLogObject(folder: string, path: string): Promise<LogObject> {
  const { size, mtimeMs } = await stat(path);
  const bucket = resolve(folder);
  const key = relative(bucket, path).split(sep).join('/');
  return {
    id: { bucket: `file://${bucket}`, key, etag: `${size}-${mtimeMs}` },
    sizeBytes: size,
    ...keyOriginOf(key),
    open: () => pieces(resolve(path)),
  };
}

async function* pieces(path: string): AsyncGenerator<Uint8Array> {
  yield* createReadStream(path, { highWaterMark: PIECE_BYTES }) as AsyncIterable<Buffer>;
}
