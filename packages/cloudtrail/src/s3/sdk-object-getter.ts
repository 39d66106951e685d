import { Readable } from 'node:stream';
import { GetObjectCommand, type GetObjectCommandOutput } from '@aws-sdk/client-s3';
import { FullstopError } from '@fullstop/core';
import { bareEtag } from './etag.js';
import type { ObjectAnswer, ObjectGetter, ObjectRequest } from './object-getter.js';
import type { S3Clients } from './s3-clients.js';

const CONTENT_RANGE = /^bytes (\d+)-\d+\/(\d+)$/;

/** Gets objects with the AWS SDK. */
export class SdkObjectGetter implements ObjectGetter {
  readonly #clients: S3Clients;
  readonly #requesterPays: boolean;

  constructor(clients: S3Clients, requesterPays: boolean) {
    this.#clients = clients;
    this.#requesterPays = requesterPays;
  }

  async get(
    { bucket, key, etag, fromByte, region }: ObjectRequest,
    signal: AbortSignal,
  ): Promise<ObjectAnswer> {
    const command = new GetObjectCommand({
      Bucket: bucket,
      Key: key,
      IfMatch: `"${etag}"`,
      ...(fromByte > 0 && { Range: `bytes=${fromByte}-` }),
      ...(this.#requesterPays && { RequestPayer: 'requester' }),
    });
    const answer = await this.#clients.run(bucket, region, (client) =>
      client.send(command, { abortSignal: signal }),
    );
    return { ...placeOf(answer), etag: answer.ETag && bareEtag(answer.ETag), body: streamOf(answer) };
  }
}

/** What part of the object an answer holds. A server that does not know ranges answers all of it. */
function placeOf({ ContentRange, ContentLength }: GetObjectCommandOutput): {
  fromByte: number;
  totalBytes: number | undefined;
} {
  const [, first, total] = CONTENT_RANGE.exec(ContentRange ?? '') ?? [];
  if (first === undefined) return { fromByte: 0, totalBytes: ContentLength };
  return { fromByte: Number(first), totalBytes: Number(total) };
}

function streamOf({ Body }: GetObjectCommandOutput): Readable {
  if (Body instanceof Readable) return Body;
  throw new FullstopError(
    'S3_BODY_UNKNOWN',
    'The S3 client gave a body that is no Node stream. Use its Node request handler.',
  );
}
