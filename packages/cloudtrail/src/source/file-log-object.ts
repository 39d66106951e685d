import { stat } from 'node:fs/promises';
import { relative, resolve, sep } from 'node:path';
import { keyOriginOf } from '../objects/object-name.js';
import { FileBody } from './file-body.js';
import type { LogObject } from './log-object.js';

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
    open: () => new FileBody(resolve(path), size),
  };
}
