import type { CheckRetrier } from '@fullstop/cloudtrail';
import { type Logger, messageOf } from '@fullstop/core';

/** What a pending checks worker is made of. */
export interface PendingChecksWorkerOptions {
  readonly retrier: CheckRetrier;
  readonly logger: Logger;
  /** Pause between two rounds, in seconds. */
  readonly intervalSeconds: number;
}

/** Tries pending checks again, round by round, until it is stopped. */
export class PendingChecksWorker {
  readonly #options: PendingChecksWorkerOptions;
  #timer: NodeJS.Timeout | undefined;
  #round: Promise<void> = Promise.resolve();
  #stopped = false;

  constructor(options: PendingChecksWorkerOptions) {
    this.#options = options;
  }

  /** Starts with a round at once: checks may have become due while no process ran. */
  start(): void {
    this.#round = this.#runRound();
  }

  /** Resolves when the round that runs is stored. */
  async stop(): Promise<void> {
    this.#stopped = true;
    clearTimeout(this.#timer);
    await this.#round;
  }

  async #runRound(): Promise<void> {
    const { retrier, logger, intervalSeconds } = this.#options;
    let taken = 0;
    try {
      const { decided, undecided, waiting } = await retrier.retryDue();
      taken = decided + undecided + waiting;
      if (decided + undecided > 0) logger.info({ decided, undecided }, 'Pending checks tried again');
    } catch (error) {
      logger.error({ err: error }, `Pending checks could not be tried again: ${messageOf(error)}`);
    }
    if (this.#stopped) return;
    // One round takes only some: after an outage the next ones are due already.
    const pauseSeconds = taken > 0 ? 0 : intervalSeconds;
    this.#timer = setTimeout(() => {
      this.#round = this.#runRound();
    }, pauseSeconds * 1000);
  }
}
