import { FullstopError } from '@fullstop/core';

/** A place in S3, as people write it. */
export interface S3Url {
  readonly bucket: string;
  /** What keys begin with; empty for the whole bucket. Taken as it is: nothing is decoded. */
  readonly prefix: string;
}

const S3_URL = /^s3:\/\/(?<bucket>[A-Za-z0-9._-]{3,255})(?:\/(?<prefix>.*))?$/s;

/**
 * Reads `s3://bucket` or `s3://bucket/prefix`.
 * @throws {FullstopError} `S3_URL_INVALID`.
 */
export function parseS3Url(url: string): S3Url {
  const { bucket, prefix = '' } = S3_URL.exec(url)?.groups ?? {};
  if (bucket === undefined) {
    throw new FullstopError(
      'S3_URL_INVALID',
      `${url} names no place in S3. Write s3://bucket or s3://bucket/prefix.`,
    );
  }
  return { bucket, prefix };
}
