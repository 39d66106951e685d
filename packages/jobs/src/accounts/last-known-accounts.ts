import { type Clock, type Logger, messageOf, systemClock } from '@fullstop/core';
import { type Counter, metrics } from '@opentelemetry/api';
import type { AccountSource, ScannedAccount } from '../framework/accounts.js';

/** What {@link LastKnownAccounts} is made of. */
export interface LastKnownAccountsOptions {
  readonly logger: Logger;
  /** Default: the machine's clock. */
  readonly clock?: Clock;
  /** How long a list may be used in place of a new one, in hours. Default 24. */
  readonly maxAgeHours?: number;
}

const HOUR_MILLISECONDS = 3_600_000;

/** Another source, whose last list stands in for a new one while that cannot be had. Each time is logged and counted. */
export class LastKnownAccounts implements AccountSource {
  readonly #clock: Clock;
  readonly #maxAgeMilliseconds: number;
  readonly #standIns: Counter;
  #known: { readonly accounts: readonly ScannedAccount[]; readonly at: number } | undefined;

  constructor(
    private readonly source: AccountSource,
    private readonly options: LastKnownAccountsOptions,
  ) {
    const { clock = systemClock, maxAgeHours = 24 } = options;
    this.#clock = clock;
    this.#maxAgeMilliseconds = maxAgeHours * HOUR_MILLISECONDS;
    this.#standIns = metrics.getMeter('@fullstop/jobs').createCounter('fullstop_job_old_account_lists', {
      description: 'Runs of jobs with an old list of accounts, since a new one could not be had',
    });
  }

  /** @throws what the source throws, when there is no list that is young enough. */
  async accounts(signal: AbortSignal): Promise<readonly ScannedAccount[]> {
    try {
      const accounts = await this.source.accounts(signal);
      this.#known = { accounts, at: this.#clock.now().getTime() };
      return accounts;
    } catch (error) {
      signal.throwIfAborted();
      return this.#standIn(error);
    }
  }

  isExcluded(accountId: string): boolean {
    return this.source.isExcluded?.(accountId) ?? false;
  }

  #standIn(error: unknown): readonly ScannedAccount[] {
    const known = this.#known;
    const age = known && this.#clock.now().getTime() - known.at;
    if (!known || age === undefined || age > this.#maxAgeMilliseconds) throw error;
    this.#standIns.add(1);
    const since = new Date(known.at).toISOString();
    this.options.logger.warn(
      { err: error },
      `The accounts cannot be listed (${messageOf(error)}); the list of ${since} is used`,
    );
    return known.accounts;
  }
}
