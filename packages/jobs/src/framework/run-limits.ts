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

/** The process stops. */
export class JobsStoppedError extends FullstopError {
  constructor() {
    super('JOBS_STOPPED', 'The process stopped during the run.');
  }
}
