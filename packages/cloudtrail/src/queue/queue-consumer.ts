import type { Message, SQSClient } from '@aws-sdk/client-sqs';
import { type Clock, type Logger, silentLogger, systemClock } from '@fullstop/core';
import { sleep } from './abort.js';
import type { DeadLetterQueue } from './dead-letters.js';
import { closedGate, type Gate } from './gate.js';
import { MessageLease } from './message-lease.js';
import type { MessageOutcome } from './message-outcome.js';
import type { MessageProcessor } from './message-processor.js';
import { MessageSettler } from './message-settler.js';
import type { BackoffOptions } from './poll-backoff.js';
import { Poller } from './poller.js';
import { ConsumerStoppedError } from './queue-errors.js';
import { type QueueListener, type Tell, tellerOf } from './queue-listener.js';
import { type ReceivedMessage, receivedMessageOf } from './queue-message.js';

/** What a queue consumer is made of. */
export interface QueueConsumerOptions {
  /** Its request time-out must be longer than `waitTimeSeconds`; {@link createSqsClient} sees to that. */
  readonly sqs: SQSClient;
  readonly queueUrl: string;
  readonly processor: Pick<MessageProcessor, 'process' | 'outcomeOfFailure'>;
  /** Where messages go that cannot be processed. Without it they stay in the queue. */
  readonly deadLetters?: DeadLetterQueue;
  /** Messages worked on at the same time; up to 20 more may wait to be deleted. Default 4. */
  readonly maxInFlight?: number;
  /** How long a message stays hidden from others without a sign of life, in seconds. Default 300. */
  readonly visibilityTimeoutSeconds?: number;
  /** How long one message may take, in seconds. With the visibility timeout at most 43 200, SQS's limit. Default 3 600. */
  readonly maxProcessingSeconds?: number;
  /** Longest wait of a poll for messages, in seconds, 1 to 20. Default 20. */
  readonly waitTimeSeconds?: number;
  readonly backoff?: BackoffOptions;
  /** When a poison message that cannot go to a dead-letter queue is seen again, in seconds. Default 21 600. */
  readonly keptDelaySeconds?: number;
  /**
   * Rejects while nothing can be stored. Asked before the first poll and before a poll that follows a failure; until it is
   * fulfilled nothing is polled, so that an outage does not use up the receives of the messages.
   */
  readonly checkStore?: () => Promise<void>;
  readonly listener?: QueueListener;
  readonly logger?: Logger;
  readonly clock?: Clock;
  /** Number from 0 to 1, for jitter. Default `Math.random`. */
  readonly random?: () => number;
}

/** How a consumer is, for readiness and metrics. */
export interface QueueStatus {
  /** `waiting`: polling waits until the store works again. */
  readonly state: 'stopped' | 'running' | 'paused' | 'waiting';
  readonly inFlight: number;
  /** Failed polls since the last one that worked. */
  readonly consecutivePollFailures: number;
  /** When SQS last answered a poll, with messages or without. */
  readonly lastSuccessfulPollAt: Date | undefined;
}

/** How long a stop may take. */
export interface StopOptions {
  /** How long messages in work may take to get done, in seconds. Default 60. */
  readonly timeoutSeconds?: number;
}

const RELEASE_SECONDS = 5;
/** Two requests: one that is under way and one that fills. */
const MAX_UNDELETED = 20;
/** A poll for one message costs about as much as the work on it. */
const WORTH_A_POLL = 10;
const POLL_LINGER_MS = 20;

/**
 * Works on the messages of one queue: at most `maxInFlight` at a time, each kept hidden from others while it is worked on,
 * and deleted when everything that it announces is durable. Any number of consumers may share a queue.
 */
export class QueueConsumer {
  readonly #options: QueueConsumerOptions;
  readonly #maxInFlight: number;
  readonly #logger: Logger;
  readonly #tell: Tell;
  readonly #poller: Poller;
  readonly #settler: MessageSettler;
  /** Work on each message, from its receive until SQS knows what became of it. */
  readonly #inFlight = new Map<MessageLease, Promise<void>>();
  /** Those of them whose work is durable: they only wait to be deleted. */
  readonly #undeleted = new Set<MessageLease>();
  #slotFreed: Gate = closedGate();
  #isRunning = false;
  #stopped: Promise<void> | undefined;

  /** Makes no request. */
  constructor(options: QueueConsumerOptions) {
    this.#options = options;
    this.#maxInFlight = options.maxInFlight ?? 4;
    this.#logger = options.logger ?? silentLogger;
    this.#tell = tellerOf(options.listener, this.#logger);
    const { sqs, queueUrl, deadLetters, keptDelaySeconds = 21_600 } = options;
    const shared = { sqs, queueUrl, tell: this.#tell, logger: this.#logger };
    this.#settler = new MessageSettler({ ...shared, deadLetters, keptDelaySeconds });
    this.#poller = new Poller({
      ...shared,
      visibilityTimeoutSeconds: this.#visibilityTimeoutSeconds,
      waitTimeSeconds: options.waitTimeSeconds ?? 20,
      backoff: options.backoff ?? {},
      checkStore: options.checkStore,
      clock: options.clock ?? systemClock,
      random: options.random ?? Math.random,
      freeSlots: () => this.#freeSlots,
      untilFree: () => this.#untilFree(),
      take: (messages) => this.#take(messages),
    });
  }

  get status(): QueueStatus {
    return {
      state: this.#state,
      inFlight: this.#inFlight.size,
      consecutivePollFailures: this.#poller.consecutiveFailures,
      lastSuccessfulPollAt: this.#poller.lastSuccessAt,
    };
  }

  /** Begins to poll. Again after a stop; without effect while it runs. */
  start(): void {
    if (this.#isRunning) return;
    this.#isRunning = true;
    this.#stopped = undefined;
    this.#poller.start();
    this.#logger.info({}, `Polling ${this.#options.queueUrl}, ${this.#maxInFlight} messages at a time.`);
  }

  /** Polls no more until {@link resume}; what a poll under way brings is given back. Messages in work are finished. */
  pause(): void {
    this.#poller.pause();
  }

  /** Ends a pause. */
  resume(): void {
    this.#poller.resume();
  }

  /**
   * Polls no more, waits for messages in work, and gives back those that are not done in time. Ends some seconds after
   * `timeoutSeconds` at the latest, whatever SQS, source and store do. Called again it waits for the first stop.
   */
  stop({ timeoutSeconds = 60 }: StopOptions = {}): Promise<void> {
    if (this.#isRunning) {
      this.#isRunning = false;
      this.#stopped = this.#stop(timeoutSeconds);
    }
    return this.#stopped ?? Promise.resolve();
  }

  async #stop(timeoutSeconds: number): Promise<void> {
    // The last poll may still bring messages: they are given back while the others are finished.
    await Promise.all([this.#poller.stop(), this.#untilIdle(timeoutSeconds)]);
    for (const lease of this.#inFlight.keys()) lease.abort(new ConsumerStoppedError(lease.messageId));
    await this.#untilIdle(RELEASE_SECONDS);
    const left = this.#inFlight.size;
    if (left > 0) this.#logger.warn({}, `Stopped with ${left} messages that SQS did not take back in time.`);
  }

  async #untilIdle(seconds: number): Promise<void> {
    const isIdle = new AbortController();
    const idle = Promise.all(this.#inFlight.values()).then(() => isIdle.abort());
    await Promise.race([idle, sleep(seconds * 1000, isIdle.signal)]);
  }

  get #state(): QueueStatus['state'] {
    if (!this.#isRunning) return 'stopped';
    if (this.#poller.isPaused) return 'paused';
    return this.#poller.blockedBy === undefined ? 'running' : 'waiting';
  }

  get #visibilityTimeoutSeconds(): number {
    return this.#options.visibilityTimeoutSeconds ?? 300;
  }

  get #freeSlots(): number {
    return this.#maxInFlight - this.#inFlight.size + Math.min(this.#undeleted.size, MAX_UNDELETED);
  }

  /** Until half of the slots are free, or one of them for a moment: so that a poll brings several messages. */
  async #untilFree(): Promise<void> {
    while (this.#freeSlots <= 0) await this.#slotFreed.opened;
    const enough = Math.min(Math.ceil(this.#maxInFlight / 2), WORTH_A_POLL);
    const lingered = sleep(POLL_LINGER_MS);
    for (let isOver = false; !isOver && this.#freeSlots < enough; ) {
      isOver = await Promise.race([lingered, this.#slotFreed.opened.then(() => false)]);
    }
  }

  #take(messages: readonly Message[]): void {
    for (const message of messages.map(receivedMessageOf)) {
      const lease = this.#newLease(message);
      const isWanted = this.#isRunning && !this.#poller.isPaused;
      const work = isWanted ? this.#workOn(message, lease) : this.#giveBack(message, lease);
      this.#inFlight.set(lease, work);
      void work.finally(() => this.#free(lease));
    }
  }

  #free(lease: MessageLease): void {
    this.#inFlight.delete(lease);
    this.#undeleted.delete(lease);
    this.#tellSlotFreed();
  }

  #tellSlotFreed(): void {
    this.#slotFreed.open();
    this.#slotFreed = closedGate();
  }

  #newLease(message: ReceivedMessage): MessageLease {
    const { sqs, queueUrl, maxProcessingSeconds = 3_600 } = this.#options;
    return new MessageLease(message, {
      sqs,
      queueUrl,
      visibilityTimeoutSeconds: this.#visibilityTimeoutSeconds,
      maxProcessingSeconds,
      tell: this.#tell,
      logger: this.#logger,
    });
  }

  /** Never rejects: neither the processor's outcome nor the settler can. */
  async #workOn(message: ReceivedMessage, lease: MessageLease): Promise<void> {
    this.#tell((to) => to.onReceived?.(message));
    const outcome = await this.#outcomeOf(message, lease);
    await lease.end();
    if (lease.isLost) return this.#forget(message, lease);
    if (outcome === 'stopped') return this.#settler.release(message);
    if (outcome.kind === 'retry') this.#poller.doubtStore();
    if (outcome.kind === 'done') {
      this.#undeleted.add(lease);
      this.#tellSlotFreed();
    }
    await this.#settler.settle(message, outcome);
  }

  async #outcomeOf(message: ReceivedMessage, lease: MessageLease): Promise<MessageOutcome | 'stopped'> {
    const { processor } = this.#options;
    try {
      return await processor.process(message, lease.signal);
    } catch (error) {
      if (error instanceof ConsumerStoppedError) return 'stopped';
      return processor.outcomeOfFailure(message, error);
    }
  }

  #forget(message: ReceivedMessage, lease: MessageLease): void {
    const err: unknown = lease.signal.reason;
    this.#logger.warn(
      { sqs_message_id: message.id, err },
      `Message ${message.id} was lost to another consumer; its work ended and it is not deleted here.`,
    );
    this.#tell((to) => to.onLost?.(message));
  }

  async #giveBack(message: ReceivedMessage, lease: MessageLease): Promise<void> {
    await lease.end();
    await this.#settler.release(message);
  }
}
