import { type FolderEntry, listLogObjects } from '@fullstop/cloudtrail';
import { listS3Objects, type S3Entry, type S3ObjectSource } from '@fullstop/cloudtrail/s3';
import { type EventWindow, fileWindowOf } from './event-window.js';

/** Whether a path names objects in S3. */
export function isS3Url(path: string): boolean {
  return path.startsWith('s3://');
}

/** What lies under files, folders and `s3://bucket/prefix`, path by path, in a fixed order. */
export async function* logEntriesOf(
  paths: readonly string[],
  window: EventWindow,
  s3: () => S3ObjectSource,
): AsyncGenerator<FolderEntry | S3Entry> {
  for (const path of paths) {
    if (isS3Url(path)) yield* listS3Objects(s3(), path, fileWindowOf(window));
    else yield* listLogObjects([path]);
  }
}
