import { createSqsClient, type QueueAddress } from '@fullstop/cloudtrail/queue';
import { FullstopError } from '@fullstop/core';
import { awsCredentialsOf } from '../aws/aws-sources.js';
import type { Config } from '../config/config.schema.js';

/** The queue and its dead-letter queue. */
export interface Queues {
  readonly source: QueueAddress;
  readonly deadLetters: QueueAddress;
}

/** The configured queue. @throws {FullstopError} when none is configured. */
export function queueOf(config: Config): QueueAddress {
  return {
    sqs: createSqsClient({ region: config.sqs.region, credentials: awsCredentialsOf(config) }),
    queueUrl: required(config.sqs.url, 'sqs.url', 'FULLSTOP_SQS_URL'),
  };
}

/** Both configured queues. @throws {FullstopError} naming the one that is not configured. */
export function queuesOf(config: Config): Queues {
  const source = queueOf(config);
  const queueUrl = required(config.sqs.deadLetterUrl, 'sqs.deadLetterUrl', 'FULLSTOP_SQS_DEAD_LETTER_URL');
  return { source, deadLetters: { sqs: source.sqs, queueUrl } };
}

function required(url: string | undefined, setting: string, variable: string): string {
  if (url !== undefined) return url;
  throw new FullstopError('USAGE', `No queue is configured; set ${setting} (${variable}).`);
}
