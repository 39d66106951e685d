import {
  CompleteMultipartUploadCommand,
  CreateMultipartUploadCommand,
  type S3Client,
  UploadPartCommand,
} from '@aws-sdk/client-s3';
import { type PackedLog, packedLogs } from '../../sample-world/index.js';

/** The server takes no larger requests. */
const PART_BYTES = 8 * 1024 * 1024;
/** Text that is different; beyond it the same gzip members come again, each a whole document. */
const DISTINCT_BYTES = 32e6;

/** One log file of many gzip members. */
export interface LargeLog {
  readonly members: readonly Uint8Array[];
  readonly compressedBytes: number;
  readonly textBytes: number;
  readonly records: number;
}

/** A log file with so much text. */
export function largeLog(textBytes: number): LargeLog {
  const distinct: PackedLog[] = [
    ...packedLogs({ bytes: DISTINCT_BYTES, recordsPerFile: 450, interestingShare: 0.005 }),
  ];
  const log = { members: [] as Uint8Array[], compressedBytes: 0, textBytes: 0, records: 0 };
  for (let n = 0; log.textBytes < textBytes; n += 1) {
    const { body, textBytes: bytes, records } = distinct[n % distinct.length]!;
    log.members.push(body);
    log.compressedBytes += body.length;
    log.textBytes += bytes;
    log.records += records;
  }
  return log;
}

/** Stores a large object in parts. */
export async function putInParts(
  s3: S3Client,
  bucket: string,
  key: string,
  pieces: readonly Uint8Array[],
): Promise<void> {
  const place = { Bucket: bucket, Key: key };
  const { UploadId } = await s3.send(new CreateMultipartUploadCommand(place));
  const body = Buffer.concat(pieces);
  const Parts: { ETag: string | undefined; PartNumber: number }[] = [];
  for (let at = 0; at < body.length; at += PART_BYTES) {
    const PartNumber = Parts.length + 1;
    const part = { ...place, UploadId, PartNumber, Body: body.subarray(at, at + PART_BYTES) };
    Parts.push({ ETag: (await s3.send(new UploadPartCommand(part))).ETag, PartNumber });
  }
  await s3.send(new CompleteMultipartUploadCommand({ ...place, UploadId, MultipartUpload: { Parts } }));
}
