import {
  type CheckKey,
  type Clock,
  type FindingsStore,
  type LifecycleEntry,
  type PendingChecks,
  type PluginHost,
  systemClock,
  type UnfinishedCheck,
  type Violation,
} from '@fullstop/core';

/** What a check retrier is made of. */
export interface CheckRetrierOptions {
  readonly host: PluginHost;
  readonly store: FindingsStore & PendingChecks;
  readonly clock?: Clock;
  /** Checks taken at a time. Default 50. */
  readonly batchSize?: number;
  /** How long other replicas keep off a check that was taken, in seconds. Longer than the time limit of a check. Default 300. */
  readonly leaseSeconds?: number;
}

/** What one round of retries did. */
export interface RetryReport {
  readonly decided: number;
  /** Tried and still without a decision. */
  readonly undecided: number;
  /** Checks of plugins that are not active here; they keep waiting. */
  readonly waiting: number;
}

/** Tries pending checks again, and stores each decision together with the end of the check. */
export class CheckRetrier {
  readonly #host: PluginHost;
  readonly #store: FindingsStore & PendingChecks;
  readonly #clock: Clock;
  readonly #batchSize: number;
  readonly #leaseSeconds: number;

  constructor({ host, store, clock = systemClock, batchSize = 50, leaseSeconds = 300 }: CheckRetrierOptions) {
    this.#host = host;
    this.#store = store;
    this.#clock = clock;
    this.#batchSize = batchSize;
    this.#leaseSeconds = leaseSeconds;
  }

  /** One round over the checks that are due. @throws errors of the store; the checks taken become due again. */
  async retryDue(): Promise<RetryReport> {
    const now = this.#clock.now();
    const leaseUntil = new Date(now.getTime() + this.#leaseSeconds * 1000);
    const due = await this.#store.claimDue(now, leaseUntil, this.#batchSize);

    const violations: Violation[] = [];
    const lifecycleEntries: LifecycleEntry[] = [];
    const retriedChecks: UnfinishedCheck[] = [];
    const decidedChecks: CheckKey[] = [];
    const outcomes = await Promise.all(
      due.map(async (check) => ({ check, outcome: await this.#host.retry(check) })),
    );
    for (const { check, outcome } of outcomes) {
      if (!outcome) continue;
      violations.push(...outcome.violations);
      lifecycleEntries.push(...outcome.lifecycleEntries);
      if (outcome.unfinished) retriedChecks.push(outcome.unfinished);
      else decidedChecks.push(check);
    }
    const decided = decidedChecks.length;
    const undecided = retriedChecks.length;
    if (decided + undecided > 0)
      await this.#store.commit({ violations, lifecycleEntries, retriedChecks, decidedChecks });
    return { decided, undecided, waiting: due.length - decided - undecided };
  }
}
