import { listS3Objects, parseS3Url, type S3ObjectSource } from '@fullstop/cloudtrail/s3';
import { messageOf } from '@fullstop/core';
import { s3SourceOf } from '../../aws/aws-sources.js';
import { type DoctorLine, DoctorLines } from '../doctor-line.js';
import type { Examination } from '../examination.js';
import { remedyOfOwnCredentials } from '../own-credentials.js';
import type { ExaminedDatabase } from './database.js';

/** Objects that a listing may go through until one of them is a log. */
const MAX_LISTED = 1000;

/** Whether log objects can be listed and read. */
export async function examineBucket(
  { config, trail }: Examination,
  newestObject: ExaminedDatabase['newestObject'],
): Promise<DoctorLine[]> {
  const lines = new DoctorLines('bucket');
  if (trail === undefined && config.sqs.url === undefined)
    return lines.ok('no queue announces log objects').lines;
  const place = trail ?? (newestObject && `s3://${newestObject.bucket}/${folderOf(newestObject.key)}`);
  if (place === undefined) {
    lines.warn(
      'nothing was read yet, so nobody knows where the logs are',
      'Name them: --trail s3://bucket/AWSLogs/.',
    );
    return lines.lines;
  }
  const source = s3SourceOf(config);
  try {
    await examinePlace(source, place, lines);
  } finally {
    source.clients.destroy();
  }
  return lines.lines;
}

async function examinePlace(source: S3ObjectSource, place: string, lines: DoctorLines): Promise<void> {
  const { bucket } = parseS3Url(place);
  let listed = 0;
  try {
    for await (const entry of listS3Objects(source, place, { pageSize: 100 })) {
      listed += 1;
      if (entry.kind === 'log') {
        lines.ok(`${place} can be listed`);
        await examineReading(entry.object, lines);
        return;
      }
      if (listed >= MAX_LISTED) break;
    }
  } catch (error) {
    lines.warn(
      `${place} cannot be listed: ${messageOf(error)}`,
      remedyOfOwnCredentials(error) ??
        `Allow the service s3:ListBucket on arn:aws:s3:::${bucket}. Only fullstop replay needs it.`,
    );
    return;
  }
  lines.warn(
    `${place} can be listed, but there is no log among its first ${listed} objects`,
    'See that a trail writes there, or name another place with --trail.',
  );
}

async function examineReading(
  object: {
    readonly id: { readonly bucket: string; readonly key: string };
    open(): AsyncIterable<Uint8Array>;
  },
  lines: DoctorLines,
): Promise<void> {
  const { bucket, key } = object.id;
  try {
    // The first piece is enough; leaving the loop ends the connection.
    for await (const _piece of object.open()) break;
    lines.ok(`s3://${bucket}/${key} can be read`);
  } catch (error) {
    lines.fail(
      `s3://${bucket}/${key} cannot be read: ${messageOf(error)}`,
      remedyOfOwnCredentials(error) ??
        `Allow the service s3:GetObject on arn:aws:s3:::${bucket}/*, and kms:Decrypt with the key of the bucket if it has one.`,
    );
  }
}

/** Down to the day, as CloudTrail makes folders. */
function folderOf(key: string): string {
  return key.slice(0, key.lastIndexOf('/') + 1);
}
