import type { Message, SQSClient } from '@aws-sdk/client-sqs';
import { type Clock, type Logger, messageOf } from '@fullstop/core';
import { Consumer } from 'sqs-consumer';
import { sleep, untilAborted, untilDoneOrAborted } from './abort.js';
import { codeOf } from './failure.js';
import { closedGate, type Gate } from './gate.js';
import { type BackoffOptions, backoffMs } from './poll-backoff.js';
import type { Tell } from './queue-listener.js';

const MAX_BATCH = 10;
const LAST_POLL_GRACE_MS = 250;

/** What a poller is made of. */
export interface PollerOptions {
  readonly sqs: SQSClient;
  readonly queueUrl: string;
  readonly visibilityTimeoutSeconds: number;
  readonly waitTimeSeconds: number;
  readonly backoff: BackoffOptions;
  /** Messages that can be taken now. */
  freeSlots(): number;
  /** Fulfilled when at least one message can be taken. */
  untilFree(): Promise<void>;
  /** Takes messages over at once, no more than there were free slots when the poll began. Must not throw. */
  take(messages: readonly Message[]): void;
  /** Rejects while nothing can be stored. */
  readonly checkStore?: () => Promise<void>;
  readonly clock: Clock;
  readonly random: () => number;
  readonly tell: Tell;
  readonly logger: Logger;
}

/**
 * Polls a queue, and asks only for as many messages as there are free slots.
 *
 * A consumer of the library waits for all messages of a poll before it polls again, so that one long object would keep the
 * other slots empty. Here its batch handler hands the messages over and returns as soon as a slot is free; work, heartbeat
 * and deletion are the caller's. The library does the loop, the long poll and its cancellation.
 */
export class Poller {
  readonly #options: PollerOptions;
  #consumer: Consumer | undefined;
  #ending = new AbortController();
  #isStopping = false;
  #resumed: Gate | undefined;
  #poll: Gate | undefined;
  #isStoreInDoubt = true;
  #consecutiveFailures = 0;
  #lastSuccessAt: Date | undefined;
  #blockedBy: string | undefined;

  constructor(options: PollerOptions) {
    this.#options = options;
  }

  get isPaused(): boolean {
    return this.#resumed !== undefined;
  }

  /** Failed polls since the last one that worked. */
  get consecutiveFailures(): number {
    return this.#consecutiveFailures;
  }

  /** When SQS last answered a poll, with messages or without. */
  get lastSuccessAt(): Date | undefined {
    return this.#lastSuccessAt;
  }

  /** Why nothing can be stored, while that is so. */
  get blockedBy(): string | undefined {
    return this.#blockedBy;
  }

  start(): void {
    if (this.#consumer) return;
    this.#ending = new AbortController();
    this.#isStopping = false;
    this.#isStoreInDoubt = true;
    this.#consumer = this.#newConsumer(this.#ending.signal);
    this.#consumer.start();
  }

  /** No further poll begins. One that is under way may still bring messages. */
  pause(): void {
    this.#resumed ??= closedGate();
  }

  resume(): void {
    this.#resumed?.open();
    this.#resumed = undefined;
  }

  /** Makes the next poll wait until the store has been asked whether it works. */
  doubtStore(): void {
    this.#isStoreInDoubt = true;
  }

  /** Stops within a fraction of a second. */
  async stop(): Promise<void> {
    if (!this.#consumer || this.#isStopping) return;
    this.#isStopping = true;
    // A poll of a busy queue answers at once. To cut it off would hide its messages for a whole visibility timeout.
    if (this.#poll) await Promise.race([this.#poll.opened, sleep(LAST_POLL_GRACE_MS)]);
    this.#consumer.stop({ abort: true });
    this.#ending.abort();
    this.#consumer = undefined;
  }

  #newConsumer(ending: AbortSignal): Consumer {
    const { sqs, queueUrl, visibilityTimeoutSeconds, waitTimeSeconds } = this.#options;
    const consumer = Consumer.create({
      sqs,
      queueUrl,
      visibilityTimeout: visibilityTimeoutSeconds,
      waitTimeSeconds,
      batchSize: this.#batchSize(),
      messageSystemAttributeNames: ['All'],
      shouldDeleteMessages: false,
      // The back-off is ours, and the same for every error.
      authenticationErrorTimeout: 0,
      preReceiveMessageCallback: () => this.#beforePoll(ending),
      postReceiveMessageCallback: async () => this.#pollWorked(),
      handleMessageBatch: async (messages) => {
        this.#options.take(messages);
        await untilDoneOrAborted(this.#options.untilFree(), ending);
        consumer.updateOption('batchSize', this.#batchSize());
        return undefined;
      },
    });
    consumer.on('empty', () => consumer.updateOption('batchSize', this.#batchSize()));
    consumer.on('error', (error) => this.#pollFailed(error, ending));
    return consumer;
  }

  #batchSize(): number {
    return Math.min(Math.max(this.#options.freeSlots(), 1), MAX_BATCH);
  }

  async #beforePoll(ending: AbortSignal): Promise<void> {
    if (this.#consecutiveFailures > 0) await this.#backOff(this.#consecutiveFailures, ending);
    await this.#untilStoreWorks(ending);
    while (this.#resumed && !ending.aborted) await untilDoneOrAborted(this.#resumed.opened, ending);
    if (this.#isStopping) await untilAborted(ending);
    this.#poll = closedGate();
  }

  async #untilStoreWorks(ending: AbortSignal): Promise<void> {
    const { checkStore, logger } = this.#options;
    for (let failures = 1; checkStore && this.#isStoreInDoubt && !ending.aborted; failures++) {
      try {
        await checkStore();
        this.#isStoreInDoubt = false;
      } catch (error) {
        this.#blockedBy = messageOf(error);
        if (isPowerOfTwo(failures)) {
          logger.error({ err: error }, `Polling waits for the store (try ${failures}): ${messageOf(error)}`);
        }
        await this.#backOff(failures, ending);
      }
    }
    if (this.#blockedBy !== undefined && !ending.aborted) logger.info({}, 'The store works again.');
    this.#blockedBy = undefined;
  }

  async #backOff(failures: number, ending: AbortSignal): Promise<void> {
    const { backoff, random } = this.#options;
    await sleep(backoffMs(failures, backoff, random), ending);
  }

  #pollWorked(): void {
    this.#poll?.open();
    this.#poll = undefined;
    const { clock, logger } = this.#options;
    if (this.#consecutiveFailures > 0) {
      logger.info({}, `The queue can be polled again, after ${this.#consecutiveFailures} failed polls.`);
    }
    this.#consecutiveFailures = 0;
    this.#lastSuccessAt = clock.now();
  }

  #pollFailed(error: Error, ending: AbortSignal): void {
    this.#poll?.open();
    this.#poll = undefined;
    // The poll that `stop` cut off.
    if (ending.aborted) return;
    const { queueUrl, tell, logger } = this.#options;
    const failures = ++this.#consecutiveFailures;
    tell((to) => to.onPollFailed?.(error, failures));
    // A queue that is missing stays missing for long; its log lines get rarer.
    if (!isPowerOfTwo(failures)) return;
    logger.error(
      { err: error, error_code: codeOf(error.cause ?? error), poll_failures: failures },
      `Queue ${queueUrl} cannot be polled (${failures} times in a row): ${error.message} Check its address, region and ` +
        'the permission sqs:ReceiveMessage. Polling goes on, more rarely.',
    );
  }
}

function isPowerOfTwo(count: number): boolean {
  return (count & (count - 1)) === 0;
}
