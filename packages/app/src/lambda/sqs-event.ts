import type { QueueMessage } from '@fullstop/cloudtrail/queue';

/** One message as an SQS event source mapping hands it to a function. */
export interface SqsRecord {
  readonly messageId: string;
  readonly body: string;
  readonly attributes: {
    readonly ApproximateReceiveCount: string;
    /** Epoch milliseconds. */
    readonly SentTimestamp?: string;
    /** Epoch milliseconds. */
    readonly ApproximateFirstReceiveTimestamp?: string;
  };
}

/** What wakes the function: a batch of messages, or, without `Records`, a schedule. */
export interface LambdaEvent {
  readonly Records?: readonly SqsRecord[];
}

/** What Lambda tells a function about the call. */
export interface LambdaContext {
  getRemainingTimeInMillis(): number;
}

/** Messages that are not done and must come again; the mapping needs `ReportBatchItemFailures`. */
export interface BatchResponse {
  readonly batchItemFailures: readonly { readonly itemIdentifier: string }[];
}

/** The message of a record. */
export function messageOf({ messageId, body, attributes }: SqsRecord): QueueMessage {
  return {
    id: messageId,
    body,
    receiveCount: Number(attributes.ApproximateReceiveCount) || 1,
    sentAt: timeOf(attributes.SentTimestamp),
    firstReceivedAt: timeOf(attributes.ApproximateFirstReceiveTimestamp),
  };
}

function timeOf(epochMs: string | undefined): Date | undefined {
  return epochMs === undefined ? undefined : new Date(Number(epochMs));
}
