import { ChangeMessageVisibilityCommand, type SQSClient } from '@aws-sdk/client-sqs';
import { type Logger, messageOf } from '@fullstop/core';
import { sleep } from './abort.js';
import { MessageLostError, ProcessingTimeoutError } from './queue-errors.js';
import type { Tell } from './queue-listener.js';
import type { ReceivedMessage } from './queue-message.js';

/** How messages are kept hidden from others while they are worked on. */
export interface LeaseOptions {
  readonly sqs: SQSClient;
  readonly queueUrl: string;
  readonly visibilityTimeoutSeconds: number;
  readonly maxProcessingSeconds: number;
  readonly tell: Tell;
  readonly logger: Logger;
}

/**
 * Keeps one message hidden: extends its visibility every third of the timeout. Says by its signal when work has to end:
 * the message belongs to somebody else, or took too long.
 */
export class MessageLease {
  readonly #message: ReceivedMessage;
  readonly #options: LeaseOptions;
  readonly #work = new AbortController();
  readonly #ended = new AbortController();
  readonly #startedAtMs = performance.now();
  #hiddenUntilMs: number;
  readonly #beats: Promise<void>;

  constructor(message: ReceivedMessage, options: LeaseOptions) {
    this.#message = message;
    this.#options = options;
    this.#hiddenUntilMs = this.#startedAtMs + options.visibilityTimeoutSeconds * 1000;
    this.#beats = this.#beat();
  }

  get messageId(): string {
    return this.#message.id;
  }

  /** Given when the work has to end; its reason is the error. */
  get signal(): AbortSignal {
    return this.#work.signal;
  }

  /** Whether the message belongs to somebody else. Then nothing of it may be changed. */
  get isLost(): boolean {
    return this.#work.signal.reason instanceof MessageLostError;
  }

  /** Ends the work from outside. */
  abort(reason: Error): void {
    this.#work.abort(reason);
  }

  /** Ends the extensions. When it is fulfilled none is under way that could undo what is done with the message next. */
  async end(): Promise<void> {
    this.#ended.abort();
    await this.#beats;
  }

  async #beat(): Promise<void> {
    const { visibilityTimeoutSeconds, maxProcessingSeconds } = this.#options;
    const everyMs = (visibilityTimeoutSeconds * 1000) / 3;
    const deadlineMs = this.#startedAtMs + maxProcessingSeconds * 1000;
    while (!this.#work.signal.aborted) {
      const restMs = deadlineMs - performance.now();
      if (restMs <= 0) return this.abort(new ProcessingTimeoutError(this.#message.id, maxProcessingSeconds));
      if (!(await sleep(Math.min(everyMs, restMs), this.#ended.signal))) return;
      if (performance.now() < deadlineMs) await this.#extend();
    }
  }

  async #extend(): Promise<void> {
    const { sqs, queueUrl, visibilityTimeoutSeconds, tell } = this.#options;
    const hiddenUntilMs = performance.now() + visibilityTimeoutSeconds * 1000;
    try {
      await sqs.send(
        new ChangeMessageVisibilityCommand({
          QueueUrl: queueUrl,
          ReceiptHandle: this.#message.receiptHandle,
          VisibilityTimeout: visibilityTimeoutSeconds,
        }),
      );
      this.#hiddenUntilMs = hiddenUntilMs;
      tell((to) => to.onExtended?.(this.#message));
    } catch (error) {
      this.#extensionFailed(error);
    }
  }

  #extensionFailed(error: unknown): void {
    // No answer for a whole timeout, or a machine that slept: by now somebody else may have the message.
    if (saysExpired(error) || performance.now() >= this.#hiddenUntilMs) {
      this.abort(new MessageLostError(this.#message.id, { cause: error }));
      return;
    }
    this.#options.logger.warn(
      { sqs_message_id: this.#message.id, err: error },
      `The visibility of a message could not be extended: ${messageOf(error)} It is tried again before it runs out.`,
    );
  }
}

function saysExpired(error: unknown): boolean {
  if (!(error instanceof Error)) return false;
  if (/^(ReceiptHandleIsInvalid|MessageNotInflight)/.test(error.name)) return true;
  // The name that SQS gives most often says less than its text, and is also used for other parameters.
  return (
    /^InvalidParameterValue/.test(error.name) && /message does not exist|ReceiptHandle/i.test(error.message)
  );
}
