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

  async get(request: ObjectRequest, signal: AbortSignal): Promise<ObjectAnswer> {
    const { bucket, region } = request;
    const command = getCommandOf(request, this.#requesterPays);
    return objectAnswerOf(
      await this.#clients.run(bucket, region, (client) => client.send(command, { abortSignal: signal })),
    );
  }
}

/** The SDK's command for a request. */
export function getCommandOf(
  { bucket, key, etag, fromByte }: ObjectRequest,
  requesterPays: boolean,
): GetObjectCommand {
  return new GetObjectCommand({
    Bucket: bucket,
    Key: key,
    IfMatch: `"${etag}"`,
    ...(fromByte > 0 && { Range: `bytes=${fromByte}-` }),
    ...(requesterPays && { RequestPayer: 'requester' }),
  });
}

/** The SDK's answer as one of ours. @throws {FullstopError} `S3_BODY_UNKNOWN`. */
export function objectAnswerOf(answer: GetObjectCommandOutput): ObjectAnswer {
  const { ETag, ContentRange, ContentLength } = answer;
  return { ...placeOf(ContentRange, ContentLength), etag: ETag && bareEtag(ETag), body: streamOf(answer) };
}

/** What part of the object an answer holds. A server that does not know ranges answers all of it. */
export function placeOf(
  contentRange: string | undefined,
  contentLength: number | undefined,
): Pick<ObjectAnswer, 'fromByte' | 'totalBytes'> {
  const [, first, total] = CONTENT_RANGE.exec(contentRange ?? '') ?? [];
  if (first === undefined) return { fromByte: 0, totalBytes: contentLength };
  return { fromByte: Number(first), totalBytes: Number(total) };
}

function streamOf({ Body }: GetObjectCommandOutput): Readable {
  if (Body instanceof Readable) return Body;
  throw new FullstopError(
    'S3_BODY_UNKNOWN',
    'The S3 client gave a body that is no Node stream. Use its Node request handler.',
  );
}
