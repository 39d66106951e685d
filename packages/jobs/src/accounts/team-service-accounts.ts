import type { TeamService } from '@fullstop/clients';
import { isRetryable, RetryableError } from '@fullstop/core';
import type { AccountSource, ScannedAccount } from '../framework/accounts.js';
import { Deadline, systemTimers, type Timers, untilAborted } from '../framework/timers.js';

/** How a team service is asked for accounts. */
export interface TeamServiceAccountsOptions {
  readonly teams: Pick<TeamService, 'activeAccounts'>;
  /** Longest time of one attempt, in seconds. Default 5. */
  readonly attemptSeconds?: number;
  /** Attempts in all, when the service cannot tell. Default 3. */
  readonly attempts?: number;
  /** Pause after the first attempt, in seconds; twice as long after each further one. Default 1. */
  readonly pauseSeconds?: number;
  /** Default: the machine's timers. */
  readonly timers?: Timers;
}

/** The team service did not answer in time. */
export class TeamServiceLateError extends RetryableError {
  constructor(seconds: number) {
    super('TEAM_SERVICE_LATE', `The team service did not name the accounts within ${seconds} s.`);
  }
}

/** The accounts of the team service that are not disabled. */
export class TeamServiceAccounts implements AccountSource {
  readonly #options: Required<TeamServiceAccountsOptions>;

  constructor(options: TeamServiceAccountsOptions) {
    this.#options = { attemptSeconds: 5, attempts: 3, pauseSeconds: 1, timers: systemTimers, ...options };
  }

  /** @throws {TeamServiceLateError} and what the client throws, after the last attempt. */
  async accounts(signal: AbortSignal): Promise<readonly ScannedAccount[]> {
    const { attempts, pauseSeconds } = this.#options;
    for (let attempt = 1; ; attempt += 1) {
      try {
        return await this.#ask(signal);
      } catch (error) {
        signal.throwIfAborted();
        if (attempt >= attempts || !isRetryable(error)) throw error;
      }
      await this.#pause(pauseSeconds * 2 ** (attempt - 1), signal);
    }
  }

  async #ask(signal: AbortSignal): Promise<readonly ScannedAccount[]> {
    const { teams, timers, attemptSeconds } = this.#options;
    const late = () => new TeamServiceLateError(attemptSeconds);
    const deadline = new Deadline(timers, attemptSeconds * 1000, signal, late);
    try {
      const accounts = await untilAborted(deadline.signal, () => teams.activeAccounts());
      return accounts
        .filter(({ disabled }) => !disabled)
        .map(({ id, name }) => ({ id, ...(name !== undefined && { name }) }));
    } finally {
      deadline.end();
    }
  }

  async #pause(seconds: number, signal: AbortSignal): Promise<void> {
    let cancel = () => {};
    try {
      await untilAborted(signal, () => {
        return new Promise<void>((resolve) => {
          cancel = this.#options.timers.after(seconds * 1000, resolve);
        });
      });
    } finally {
      cancel();
    }
  }
}
