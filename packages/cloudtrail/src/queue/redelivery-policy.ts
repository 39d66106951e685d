import type { Failure } from './failure.js';
import type { MessageOutcome } from './message-outcome.js';
import type { QueueMessage } from './queue-message.js';

/** When a message that failed is tried again. */
export interface RedeliveryOptions {
  /** Receives after which a message that still fails is poison. Must be lower than that of the queue's own redrive policy. Default 10. */
  readonly maxReceiveCount?: number;
  /** Delay after the first failure, in seconds; it doubles with each further one. Default 10. */
  readonly firstDelaySeconds?: number;
  /** Longest delay, in seconds. Default 900. */
  readonly maxDelaySeconds?: number;
  /** Number from 0 to 1, for jitter. Default `Math.random`. */
  readonly random?: () => number;
}

/** Decides what becomes of messages that failed. */
export class RedeliveryPolicy {
  readonly #maxReceiveCount: number;
  readonly #firstDelaySeconds: number;
  readonly #maxDelaySeconds: number;
  readonly #random: () => number;

  constructor(options: RedeliveryOptions = {}) {
    this.#maxReceiveCount = options.maxReceiveCount ?? 10;
    this.#firstDelaySeconds = options.firstDelaySeconds ?? 10;
    this.#maxDelaySeconds = options.maxDelaySeconds ?? 900;
    this.#random = options.random ?? Math.random;
  }

  /**
   * What becomes of a message with these failures, at least one. As long as one of them may go away the message is tried
   * again, for a dead letter is looked at once and should then be the whole truth.
   */
  outcomeOf({ receiveCount }: QueueMessage, failures: readonly [Failure, ...Failure[]]): MessageOutcome {
    const passing = failures.find(({ failureClass }) => failureClass !== 'permanent');
    if (passing && receiveCount < this.#maxReceiveCount) {
      return { kind: 'retry', delaySeconds: this.#delaySeconds(receiveCount), failure: passing };
    }
    const lasting = failures.find(({ failureClass }) => failureClass === 'permanent');
    return { kind: 'poison', failure: lasting ?? failures[0] };
  }

  /** `min(2^n · first, max)` for n earlier failures, and of that a random part that is at least one half. */
  #delaySeconds(receiveCount: number): number {
    const full = Math.min(this.#firstDelaySeconds * 2 ** (receiveCount - 1), this.#maxDelaySeconds);
    return Math.round(full * (0.5 + this.#random() / 2));
  }
}
