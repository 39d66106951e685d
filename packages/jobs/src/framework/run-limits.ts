import { FullstopError } from '@fullstop/core';

/** An account took longer than an account may. Its scan is tried again with the next run. */
export class AccountDeadlineError extends FullstopError {
  constructor(job: string, accountId: string, seconds: number) {
    super(
      'ACCOUNT_DEADLINE',
      `Job ${job} did not finish account ${accountId} within ${seconds} s. It is tried again with the next run; ` +
        'raise jobs.accountDeadlineSeconds if it lasts.',
    );
  }
}

/** A run took longer than a run may. What it had scanned by then is stored. */
export class RunDeadlineError extends FullstopError {
  constructor(job: string, seconds: number) {
    super(
      'RUN_DEADLINE',
      `Job ${job} did not finish within ${seconds} s; raise jobs.${job}.deadlineSeconds or jobs.accountConcurrency.`,
    );
  }
}

/** There is no account to scan. A run that looked at nothing would pass for a success. */
export class NoAccountsError extends FullstopError {
  constructor(job: string) {
    super(
      'NO_ACCOUNTS',
      `Job ${job} has no account to scan: all that are listed are disabled or excluded, or the list is empty. See ` +
        'jobs.accountSource and jobs.excludedAccounts.',
    );
  }
}

/** Somebody asked for an account that is not to be scanned. */
export class AccountExcludedError extends FullstopError {
  constructor(accountId: string) {
    super(
      'ACCOUNT_EXCLUDED',
      `Account ${accountId} is never scanned, as it is among the excluded ones (jobs.excludedAccounts).`,
    );
  }
}

/** The process stops. */
export class JobsStoppedError extends FullstopError {
  constructor() {
    super('JOBS_STOPPED', 'The process stopped during the run.');
  }
}
