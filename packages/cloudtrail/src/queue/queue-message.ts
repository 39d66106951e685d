import type { Message } from '@aws-sdk/client-sqs';

/** A message of the queue, as far as the work on it goes. */
export interface QueueMessage {
  readonly id: string;
  readonly body: string;
  /** How often it has been handed out, this time included; at least 1. */
  readonly receiveCount: number;
  readonly sentAt?: Date;
  readonly firstReceivedAt?: Date;
}

/** A message together with the right to delete it, which ends when its visibility timeout runs out. */
export interface ReceivedMessage extends QueueMessage {
  readonly receiptHandle: string;
}

/** A message as SQS handed it out, with all its system attributes. */
export function receivedMessageOf(message: Message): ReceivedMessage {
  const { ApproximateReceiveCount, SentTimestamp, ApproximateFirstReceiveTimestamp } =
    message.Attributes ?? {};
  return {
    id: message.MessageId ?? '',
    body: message.Body ?? '',
    receiptHandle: message.ReceiptHandle ?? '',
    receiveCount: Math.max(1, Number(ApproximateReceiveCount ?? 1)),
    sentAt: instantOf(SentTimestamp),
    firstReceivedAt: instantOf(ApproximateFirstReceiveTimestamp),
  };
}

function instantOf(epochMs: string | undefined): Date | undefined {
  return epochMs === undefined ? undefined : new Date(Number(epochMs));
}
