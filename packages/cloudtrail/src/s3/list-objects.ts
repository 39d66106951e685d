import { ListObjectsV2Command, type ListObjectsV2CommandOutput } from '@aws-sdk/client-s3';
import { type KeyFilter, unwantedFolderOf, wantsKey } from '../objects/key-filter.js';
import { classifyObject } from '../objects/object-name.js';
import type { FolderEntry } from '../source/folder-source.js';
import { toS3Error } from './s3-errors.js';
import type { S3ObjectSource } from './s3-object-source.js';
import { parseS3Url } from './s3-url.js';

/** Which objects are listed, and how. */
export interface S3ListOptions extends KeyFilter {
  /** Key after which to begin, to go on with a listing that was left: the last key that was dealt with. */
  readonly startAfter?: string;
  /** Names of log objects. Default: CloudTrail's. Tried on the last segment of a key. */
  readonly logName?: RegExp;
  /** Keys per request. S3 gives no more than 1 000, the default. */
  readonly pageSize?: number;
  /** Ends the listing, and every reading of the objects listed; its reason is what they throw then. */
  readonly signal?: AbortSignal;
}

/** One object that a listing met: a log, or something else, whose `path` is an `s3://` URL. */
export type S3Entry = Exclude<FolderEntry, { kind: 'unreadable' }>;

/** Sorts behind every name in a folder. */
const LAST_NAME = '\u{10FFFF}';

/**
 * The objects under `s3://bucket/prefix` that the filter wants, in the order of their keys. Folders of accounts, regions
 * and times that are not wanted are jumped over where the layout is CloudTrail's own. Keys that appear behind the place
 * where the listing is are listed too.
 * @throws {FullstopError} `S3_URL_INVALID`; {S3AccessError | S3UnavailableError} for a page that could not be had.
 */
export async function* listS3Objects(
  source: S3ObjectSource,
  url: string,
  options: S3ListOptions = {},
): AsyncGenerator<S3Entry> {
  const { bucket, prefix } = parseS3Url(url);
  let after = options.startAfter;
  for (;;) {
    const page = await pageAfter(source, { bucket, prefix, after }, options);
    let jumped: string | undefined;
    for (const { key, etag, sizeBytes } of page.objects) {
      if (jumped !== undefined && key.startsWith(jumped)) continue;
      jumped = unwantedFolderOf(key, options);
      after = jumped === undefined ? key : jumped + LAST_NAME;
      if (jumped === undefined && wantsKey(key, options)) yield entryOf({ bucket, key, etag, sizeBytes });
    }
    if (!page.more) return;
  }

  function entryOf(ref: ListedObject & { bucket: string }): S3Entry {
    const { class: name } = classifyObject(ref.key, options.logName && { logName: options.logName });
    if (name !== 'log') return { kind: 'skipped', path: `s3://${bucket}/${ref.key}`, class: name };
    return { kind: 'log', object: source.versionOf(ref, options.signal) };
  }
}

interface ListedObject {
  readonly key: string;
  readonly etag: string;
  readonly sizeBytes?: number;
}

interface Page {
  readonly objects: readonly ListedObject[];
  readonly more: boolean;
}

async function pageAfter(
  { clients, payer }: S3ObjectSource,
  { bucket, prefix, after }: { bucket: string; prefix: string; after: string | undefined },
  { pageSize, signal }: S3ListOptions,
): Promise<Page> {
  const command = new ListObjectsV2Command({
    Bucket: bucket,
    Prefix: prefix,
    // A key instead of S3's token for the next page: it can jump, be kept, and does not expire.
    ...(after !== undefined && { StartAfter: after }),
    ...(pageSize !== undefined && { MaxKeys: pageSize }),
    // Keys may have characters that XML has not.
    EncodingType: 'url',
    ...payer,
  });
  try {
    signal?.throwIfAborted();
    const send = clients.run(bucket, undefined, (client) => client.send(command, { abortSignal: signal }));
    return pageOf(await send);
  } catch (error) {
    throw signal?.aborted ? signal.reason : toS3Error(error, { bucket });
  }
}

function pageOf({ Contents = [], IsTruncated = false, EncodingType }: ListObjectsV2CommandOutput): Page {
  const objects = Contents.map(({ Key = '', ETag = '', Size }) => ({
    key: EncodingType === 'url' ? decodeURIComponent(Key.replaceAll('+', ' ')) : Key,
    etag: ETag,
    ...(Size !== undefined && { sizeBytes: Size }),
  }));
  // A page without keys could not tell where to go on.
  return { objects, more: IsTruncated && objects.length > 0 };
}
