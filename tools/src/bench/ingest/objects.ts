import { type PackedLog, packedLogs } from '../../sample-world/index.js';
import { BUCKET, type LocalAws } from '../../support/local-aws.js';

/** A log object in the bucket. */
export interface BenchObject {
  readonly key: string;
  readonly etag: string;
  /** Gzip. */
  readonly body: Buffer;
  readonly records: number;
  readonly textBytes: number;
}

/** What the objects look like. */
export interface ObjectOptions {
  readonly count: number;
  readonly recordsPerFile: number;
  /** Share (0 to 1) of records that some plugin looks at. */
  readonly interestingShare: number;
}

const PARALLEL_UPLOADS = 8;

/** Writes log objects into the bucket. */
export async function uploadObjects(
  aws: LocalAws,
  { count, ...options }: ObjectOptions,
): Promise<BenchObject[]> {
  const objects: BenchObject[] = [];
  let uploads: Promise<BenchObject>[] = [];
  const logs = packedLogs({ ...options, bytes: Number.POSITIVE_INFINITY });
  while (objects.length < count) {
    const next = logs.next();
    if (next.done) break;
    uploads.push(upload(aws, next.value));
    if (uploads.length < PARALLEL_UPLOADS && objects.length + uploads.length < count) continue;
    objects.push(...(await Promise.all(uploads)));
    uploads = [];
  }
  return objects;
}

async function upload(aws: LocalAws, { key, body, records, textBytes }: PackedLog): Promise<BenchObject> {
  return { key, etag: await aws.put(key, body), body, records, textBytes };
}

/** The message that announces an object. */
export function announcementOf({ key, etag, body }: BenchObject): string {
  const object = { key: encodeURIComponent(key), eTag: etag, size: body.length };
  return JSON.stringify({
    Records: [{ eventName: 'ObjectCreated:Put', s3: { bucket: { name: BUCKET }, object } }],
  });
}
