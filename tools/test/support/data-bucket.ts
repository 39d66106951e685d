import {
  CreateBucketCommand,
  GetObjectCommand,
  ListObjectsV2Command,
  PutObjectCommand,
  type S3Client,
} from '@aws-sdk/client-s3';
import type { ExpectedArchive } from '../../src/sample-world/connected/index.js';
import { archiveOf } from './comparable.js';

/** Makes a bucket with these objects: texts by key. */
export async function fillBucket(
  s3: S3Client,
  Bucket: string,
  objects: Readonly<Record<string, string>>,
): Promise<void> {
  await s3.send(new CreateBucketCommand({ Bucket }));
  await Promise.all(
    Object.entries(objects).map(([Key, Body]) => s3.send(new PutObjectCommand({ Bucket, Key, Body }))),
  );
}

/** The archived security groups in a bucket, without the times of this run. */
export async function archivesIn(
  s3: S3Client,
  Bucket: string,
  since: Date,
): Promise<Omit<ExpectedArchive, 'event_id'>[]> {
  const keys: string[] = [];
  let ContinuationToken: string | undefined;
  do {
    const page = await s3.send(new ListObjectsV2Command({ Bucket, ContinuationToken }));
    keys.push(...(page.Contents ?? []).flatMap(({ Key }) => (Key?.includes('security-groups') ? [Key] : [])));
    ContinuationToken = page.NextContinuationToken;
  } while (ContinuationToken !== undefined);
  return Promise.all(
    keys.map(async (Key) => {
      const { Body } = await s3.send(new GetObjectCommand({ Bucket, Key }));
      return archiveOf(Key, (await Body?.transformToString()) ?? '', since);
    }),
  );
}
