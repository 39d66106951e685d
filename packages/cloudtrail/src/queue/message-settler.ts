import { ChangeMessageVisibilityCommand, type SQSClient } from '@aws-sdk/client-sqs';
import { type LogFields, type Logger, messageOf } from '@fullstop/core';
import type { DeadLetterQueue } from './dead-letters.js';
import type { Failure } from './failure.js';
import { MessageDeleter } from './message-deleter.js';
import type { MessageOutcome } from './message-outcome.js';
import type { Tell } from './queue-listener.js';
import type { ReceivedMessage } from './queue-message.js';

/** What a settler is made of. */
export interface SettlerOptions {
  readonly sqs: SQSClient;
  readonly queueUrl: string;
  readonly deadLetters?: DeadLetterQueue;
  readonly keptDelaySeconds: number;
  readonly tell: Tell;
  readonly logger: Logger;
}

const DEAD_LETTER_RETRY_SECONDS = 900;

/** Tells SQS what became of messages. Never rejects: what SQS does not take happens again, which is harmless. */
export class MessageSettler {
  readonly #options: SettlerOptions;
  readonly #deleter: MessageDeleter;

  constructor(options: SettlerOptions) {
    this.#options = options;
    this.#deleter = new MessageDeleter(options);
  }

  async settle(message: ReceivedMessage, outcome: MessageOutcome): Promise<void> {
    switch (outcome.kind) {
      case 'done':
        return this.#delete(message);
      case 'retry':
        return this.#retry(message, outcome.failure, outcome.delaySeconds);
      case 'poison':
        return this.#bury(message, outcome.failure);
    }
  }

  /** Makes a message visible to others at once. */
  async release(message: ReceivedMessage): Promise<void> {
    if (!(await this.#show(message, 0))) return;
    this.#options.tell((to) => to.onReleased?.(message));
  }

  async #delete(message: ReceivedMessage): Promise<void> {
    const isDeleted = await this.#attempt(message, 'deleted', () => this.#deleter.delete(message));
    if (isDeleted) this.#options.tell((to) => to.onDeleted?.(message));
  }

  async #retry(message: ReceivedMessage, failure: Failure, delaySeconds: number): Promise<void> {
    const { logger, tell } = this.#options;
    logger.info(
      fieldsOf(message, failure),
      `Message is tried again in ${delaySeconds} s (receive ${message.receiveCount}): ${failure.message}`,
    );
    if (await this.#show(message, delaySeconds)) tell((to) => to.onRetried?.(message, failure, delaySeconds));
  }

  async #bury(message: ReceivedMessage, failure: Failure): Promise<void> {
    const { deadLetters, logger, keptDelaySeconds, tell } = this.#options;
    if (!deadLetters) {
      logger.error(
        fieldsOf(message, failure),
        `Message cannot be processed and stays in the queue, for there is no dead-letter queue: ${failure.message}`,
      );
      return this.#keep(message, failure, keptDelaySeconds);
    }
    const isCopied = await this.#attempt(message, 'copied to the dead-letter queue', () =>
      deadLetters.put(message, failure),
    );
    if (!isCopied) return this.#keep(message, failure, DEAD_LETTER_RETRY_SECONDS);
    logger.error(
      fieldsOf(message, failure),
      `Message went to the dead-letter queue after ${message.receiveCount} receives: ${failure.message}`,
    );
    tell((to) => to.onDeadLettered?.(message, failure));
    await this.#delete(message);
  }

  async #keep(message: ReceivedMessage, failure: Failure, delaySeconds: number): Promise<void> {
    this.#options.tell((to) => to.onKept?.(message, failure));
    await this.#show(message, delaySeconds);
  }

  async #show(message: ReceivedMessage, afterSeconds: number): Promise<boolean> {
    const { sqs, queueUrl } = this.#options;
    const command = new ChangeMessageVisibilityCommand({
      QueueUrl: queueUrl,
      ReceiptHandle: message.receiptHandle,
      VisibilityTimeout: afterSeconds,
    });
    return this.#attempt(message, 'given back', () => sqs.send(command));
  }

  async #attempt(message: ReceivedMessage, what: string, work: () => Promise<unknown>): Promise<boolean> {
    const { logger, tell } = this.#options;
    try {
      await work();
      return true;
    } catch (error) {
      logger.error(
        { sqs_message_id: message.id, err: error },
        `Message could not be ${what}, and will come again: ${messageOf(error)}`,
      );
      tell((to) => to.onSettleFailed?.(message, error));
      return false;
    }
  }
}

function fieldsOf({ id, receiveCount }: ReceivedMessage, { code, bucket, key, error }: Failure): LogFields {
  return {
    sqs_message_id: id,
    s3_bucket: bucket,
    s3_key: key,
    error_code: code,
    receive_count: receiveCount,
    err: error,
  };
}
