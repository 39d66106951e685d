export type { AnnouncedObject, IgnoredReason, Notification } from '../notifications/notification.js';
export { parseNotification } from '../notifications/parse-notification.js';
export type { DeadLetter } from './dead-letter.js';
export {
  type DeadLetterFilter,
  DeadLetterQueue,
  listDeadLetters,
  type QueueAddress,
  type RedriveOptions,
  type RedriveReport,
  redriveDeadLetters,
} from './dead-letters.js';
export type { Failure, FailureClass } from './failure.js';
export type { MessageOutcome } from './message-outcome.js';
export { MessageProcessor, type MessageProcessorOptions } from './message-processor.js';
export type { ObjectSource } from './object-source.js';
export type { BackoffOptions } from './poll-backoff.js';
export {
  QueueConsumer,
  type QueueConsumerOptions,
  type QueueStatus,
  type StopOptions,
} from './queue-consumer.js';
export * from './queue-errors.js';
export type { QueueListener, SkipReason } from './queue-listener.js';
export type { QueueMessage } from './queue-message.js';
export type { RedeliveryOptions } from './redelivery-policy.js';
export { createSqsClient } from './sqs-client.js';
