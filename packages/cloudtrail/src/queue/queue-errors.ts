import { FullstopError, RetryableError } from '@fullstop/core';

/** The body of a message says nothing that can be understood. */
export class UnreadableNotificationError extends FullstopError {
  constructor(messageId: string, problem: string) {
    super(
      'NOTIFICATION_UNREADABLE',
      `Message ${messageId}: ${problem}. Find out who sends it to the queue; it announces nothing that could be read.`,
    );
  }
}

/** Work on a message took longer than its limit. */
export class ProcessingTimeoutError extends RetryableError {
  constructor(messageId: string, maxProcessingSeconds: number) {
    super(
      'PROCESSING_TIMEOUT',
      `Message ${messageId} was not done within ${maxProcessingSeconds} s. It is tried again later; ` +
        'raise maxProcessingSeconds when its objects are that large.',
    );
  }
}

/** The message belongs to somebody else now. What was stored stays; nothing of the message may be changed any more. */
export class MessageLostError extends FullstopError {
  constructor(messageId: string, options?: ErrorOptions) {
    super(
      'MESSAGE_LOST',
      `The visibility of message ${messageId} ran out before it was done: whoever receives it next does the work. ` +
        'Raise visibilityTimeoutSeconds when this happens often.',
      options,
    );
  }
}

/** Work on a message was stopped because this process ends. */
export class ConsumerStoppedError extends FullstopError {
  constructor(messageId: string) {
    super('CONSUMER_STOPPED', `Message ${messageId} was given back: this process stops.`);
  }
}

/** SQS deleted others that were to be deleted with the same request, and not this message. */
export class MessageNotDeletedError extends FullstopError {
  /** @param failure - what SQS says about it, which may be nothing. */
  constructor(messageId: string, failure: { readonly Code?: string; readonly Message?: string } = {}) {
    const reason = [failure.Code ?? 'no reason given', failure.Message].filter(Boolean).join(': ');
    super('MESSAGE_NOT_DELETED', `SQS did not delete message ${messageId} (${reason}).`);
  }
}
