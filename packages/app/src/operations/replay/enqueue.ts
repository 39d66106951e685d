import { SendMessageBatchCommand, type SQSClient } from '@aws-sdk/client-sqs';
import { listS3Objects, type S3ObjectSource } from '@fullstop/cloudtrail/s3';
import { FullstopError } from '@fullstop/core';
import { type EventWindow, fileWindowOf } from './event-window.js';
import { isS3Url } from './log-sources.js';

/** Keys in one message, and messages in one request: as many as CloudTrail and SQS put there at most. */
const KEYS_PER_MESSAGE = 10;
const MESSAGES_PER_REQUEST = 10;

/** What is announced, and where. */
export interface EnqueueOptions {
  /** `s3://bucket/prefix`, one or more. */
  readonly paths: readonly string[];
  readonly window: EventWindow;
  readonly source: S3ObjectSource;
  readonly sqs: SQSClient;
  readonly queueUrl: string;
}

/**
 * Announces log objects on the queue as CloudTrail does, so that all replicas share the work.
 * @returns how many objects were announced.
 * @throws {FullstopError} for a path that is not in S3, and for a message that SQS did not take.
 */
export async function enqueue(
  options: EnqueueOptions,
  progress?: (objects: number) => void,
): Promise<number> {
  const elsewhere = options.paths.find((path) => !isS3Url(path));
  if (elsewhere !== undefined) {
    throw new FullstopError(
      'USAGE',
      `${elsewhere} is not in S3; --enqueue can only announce s3://bucket/prefix.`,
    );
  }
  let objects = 0;
  let bodies: string[] = [];
  for await (const body of announcements(options)) {
    bodies.push(body.text);
    objects += body.keys;
    if (bodies.length < MESSAGES_PER_REQUEST) continue;
    await send(options, bodies);
    bodies = [];
    progress?.(objects);
  }
  await send(options, bodies);
  return objects;
}

/** Notifications in CloudTrail's own form, each for some objects of one bucket. */
async function* announcements({
  paths,
  window,
  source,
}: EnqueueOptions): AsyncGenerator<{ text: string; keys: number }> {
  for (const path of paths) {
    let keys: string[] = [];
    let bucket = '';
    for await (const entry of listS3Objects(source, path, fileWindowOf(window))) {
      if (entry.kind !== 'log') continue;
      bucket = entry.object.id.bucket;
      keys.push(entry.object.id.key);
      if (keys.length < KEYS_PER_MESSAGE) continue;
      yield announcement(bucket, keys);
      keys = [];
    }
    if (keys.length > 0) yield announcement(bucket, keys);
  }
}

function announcement(s3Bucket: string, s3ObjectKey: readonly string[]): { text: string; keys: number } {
  return { text: JSON.stringify({ s3Bucket, s3ObjectKey }), keys: s3ObjectKey.length };
}

async function send({ sqs, queueUrl }: EnqueueOptions, bodies: readonly string[]): Promise<void> {
  if (bodies.length === 0) return;
  const Entries = bodies.map((MessageBody, index) => ({ Id: String(index), MessageBody }));
  const { Failed = [] } = await sqs.send(new SendMessageBatchCommand({ QueueUrl: queueUrl, Entries }));
  const [first] = Failed;
  if (first) {
    throw new FullstopError(
      'ENQUEUE_FAILED',
      `${Failed.length} of ${bodies.length} messages were not taken by ${queueUrl}: ${first.Message ?? first.Code}. ` +
        'Call it again; objects that are done already are not read twice.',
    );
  }
}
