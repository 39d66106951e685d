import type { Message, MessageAttributeValue } from '@aws-sdk/client-sqs';
import type { Failure } from './failure.js';
import type { QueueMessage } from './queue-message.js';

/** A message that nobody could process. All but id, body and count come from attributes, which others do not write. */
export interface DeadLetter {
  /** Id in the dead-letter queue. */
  readonly id: string;
  /** As it was in the source queue. */
  readonly body: string;
  readonly errorCode?: string;
  /** At most 1 000 characters. */
  readonly errorMessage?: string;
  readonly bucket?: string;
  readonly key?: string;
  /** Id in the source queue. */
  readonly originalMessageId?: string;
  /** How often the source queue had handed it out. */
  readonly receiveCount?: number;
  readonly firstReceivedAt?: Date;
  /** When it came to the dead-letter queue. */
  readonly deadSince?: Date;
}

const MAX_TEXT = 1_000;
// What XML 1.0 cannot hold; SQS refuses it in attributes.
const UNSENDABLE = /[^\t\n\r\u0020-\ud7ff\ue000-\ufffd\u{10000}-\u{10ffff}]/gu;

/** What is known about a poison message, as attributes of its copy. Absent and empty ones are left out. */
export function attributesOf(
  { id, receiveCount, firstReceivedAt }: QueueMessage,
  { code, message, bucket, key }: Failure,
): Record<string, MessageAttributeValue> {
  const texts: Record<string, string | undefined> = {
    error_code: code,
    error_message: message.slice(0, MAX_TEXT),
    s3_bucket: bucket,
    s3_key: key,
    sqs_message_id: id,
    first_received_at: firstReceivedAt?.toISOString(),
  };
  const attributes: Record<string, MessageAttributeValue> = {
    receive_count: { DataType: 'Number', StringValue: String(receiveCount) },
  };
  for (const [name, text] of Object.entries(texts)) {
    const sendable = text?.replace(UNSENDABLE, '\ufffd');
    if (sendable) attributes[name] = { DataType: 'String', StringValue: sendable };
  }
  return attributes;
}

/** A message of a dead-letter queue, received with all attributes. */
export function deadLetterOf(message: Message): DeadLetter {
  const text = (name: string): string | undefined => message.MessageAttributes?.[name]?.StringValue;
  const count = text('receive_count');
  const firstReceivedAt = text('first_received_at');
  const sentTimestamp = message.Attributes?.SentTimestamp;
  return {
    id: message.MessageId ?? '',
    body: message.Body ?? '',
    errorCode: text('error_code'),
    errorMessage: text('error_message'),
    bucket: text('s3_bucket'),
    key: text('s3_key'),
    originalMessageId: text('sqs_message_id'),
    receiveCount: count === undefined ? undefined : Number(count),
    firstReceivedAt: firstReceivedAt === undefined ? undefined : new Date(firstReceivedAt),
    deadSince: sentTimestamp === undefined ? undefined : new Date(Number(sentTimestamp)),
  };
}
