import type { Random } from '../../sample-world/random.js';

/** A log object as it lies in the bucket. */
export interface StoredLog {
  readonly bucket: string;
  readonly key: string;
  readonly etag: string;
  readonly sizeBytes: number;
}

/** What announces objects. */
type Form = (objects: readonly StoredLog[]) => unknown;

const s3Event: Form = (objects) => ({
  Records: objects.map(({ bucket, key, etag, sizeBytes }) => ({
    eventVersion: '2.1',
    eventSource: 'aws:s3',
    awsRegion: 'us-east-1',
    eventName: 'ObjectCreated:Put',
    s3: {
      bucket: { name: bucket },
      object: { key: encodeURIComponent(key).replaceAll('%2F', '/'), eTag: etag, size: sizeBytes },
    },
  })),
});

const trailNotice: Form = (objects) => ({
  s3Bucket: objects[0]?.bucket,
  s3ObjectKey: objects.map(({ key }) => key),
});

const eventBridge: Form = ([object]) => ({
  source: 'aws.s3',
  'detail-type': 'Object Created',
  region: 'us-east-1',
  detail: {
    bucket: { name: object?.bucket },
    object: { key: object?.key, etag: object?.etag, size: object?.sizeBytes },
  },
});

const throughSns =
  (form: Form): Form =>
  (objects) => ({ Type: 'Notification', Message: JSON.stringify(form(objects)) });

const FOR_ONE = [s3Event, throughSns(s3Event), trailNotice, throughSns(trailNotice), eventBridge];
const FOR_SEVERAL = [s3Event, throughSns(s3Event), trailNotice];

/** Body of a message that announces these objects, at least one, in one of the forms that senders use. */
export function notificationOf(objects: readonly StoredLog[], random: Random): string {
  const form = random.pick(objects.length === 1 ? FOR_ONE : FOR_SEVERAL);
  return JSON.stringify(form(objects));
}
