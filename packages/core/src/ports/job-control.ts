import { FullstopError } from '../errors/errors.js';
import type { JobFinding } from '../job/account-job.js';
import type { JobStatus } from '../job/installed-job.js';

/**
 * How a run stands. `queued`: asked for, not begun. `partial`: some accounts could not be scanned, or not wholly. `interrupted`:
 * the process stopped, or died too often. `skipped`: a slot that passed while an earlier run was still busy.
 */
export type JobRunStatus =
  | 'queued'
  | 'running'
  | 'succeeded'
  | 'partial'
  | 'failed'
  | 'interrupted'
  | 'skipped';

/** What a run has seen and done so far. */
export interface JobRunCounters {
  readonly accountsTotal: number;
  /** Accounts that were scanned as a whole. */
  readonly accountsOk: number;
  readonly accountsFailed: number;
  /** Findings that the scans returned. */
  readonly findings: number;
  /** Violations that are new, recurrences included. */
  readonly opened: number;
  /** Violations that were resolved because they are gone. */
  readonly closed: number;
}

/** One run of a job. */
export interface JobRun extends JobRunCounters {
  readonly id: number;
  readonly job: string;
  readonly trigger: 'schedule' | 'manual';
  /** When it was due; `null` for one that somebody asked for. */
  readonly slot: Date | null;
  readonly status: JobRunStatus;
  readonly requestedAt: Date;
  /** Who asked for it; `null` for the schedule. */
  readonly requestedBy: string | null;
  readonly startedAt: Date | null;
  readonly finishedAt: Date | null;
  /** Process that runs it, or ran it last. */
  readonly owner: string | null;
  /** Until then its process need not give another sign of life; `null` when nobody runs it. */
  readonly leaseUntil: Date | null;
  /** 1 for the first process that runs it; each that takes over from a dead one adds one. */
  readonly attempt: number;
  /** The one account that it looks at; `null` for all. */
  readonly account: string | null;
  readonly dryRun: boolean;
  /** Why it failed, or is not whole. */
  readonly error: string | null;
}

/** What became of one account and region in a run. */
export interface JobRunTarget {
  readonly accountId: string;
  /** `null` when the account's regions could not be found out. */
  readonly region: string | null;
  /** `incomplete`: some resources could not be looked at. `failed`: nothing was. */
  readonly status: 'ok' | 'incomplete' | 'failed';
  readonly findings: number;
  readonly error: string | null;
  /** Resources that could not be looked at, and why; the first ones. */
  readonly problems: readonly JobRunProblem[];
}

/** A resource that a scan could not look at. */
export interface JobRunProblem {
  readonly resource: string;
  readonly error: string;
}

/** Something that a dry run found and did not store. */
export interface DryRunFinding extends JobFinding {
  readonly accountId: string;
  readonly region: string;
}

/** A run with its targets: those that failed or are incomplete first. */
export interface JobRunDetails extends JobRun {
  readonly targets: readonly JobRunTarget[];
  /** What a dry run would have stored, the first thousand; empty for other runs. */
  readonly dryRunFindings: readonly DryRunFinding[];
}

/** How a job stands. */
export interface JobDetails extends JobStatus {
  /** Time zone of its schedule, such as `UTC`. */
  readonly timeZone: string;
  /** `null` while it is not active. */
  readonly nextRun: Date | null;
  /** The run that goes on; `null` when there is none. */
  readonly running: JobRun | null;
  /** The newest run that ended and was not skipped; `null` before the first. */
  readonly lastRun: JobRun | null;
  /** When it last was successful as a whole; `null` when it never was. */
  readonly lastSuccess: Date | null;
}

/** How a run is asked for. */
export interface JobRunRequest {
  /** Who asks. */
  readonly by: string;
  /** Waits for a run that goes on, instead of being refused. Default `false`. */
  readonly queue?: boolean;
  /** Only this account. Default: all. */
  readonly account?: string;
  /** Finds, and stores nothing but the run. Default `false`. */
  readonly dryRun?: boolean;
}

/** Tells about jobs and has them run. */
export interface JobControl {
  /** Ids of all jobs, active or not, in ascending order. */
  list(): readonly string[];
  /** @throws {JobNotFoundError} */
  details(job: string): Promise<JobDetails>;
  /**
   * Asks for a run, which begins soon, in this process or in another one.
   * @returns the id of the run.
   * @throws {JobNotFoundError | JobInactiveError | JobBusyError}
   */
  run(job: string, request: JobRunRequest): Promise<number>;
  /** Runs with ids below `beforeId`, newest first. @throws {JobNotFoundError} */
  runs(job: string, page: { readonly beforeId?: number; readonly limit: number }): Promise<readonly JobRun[]>;
  /** @throws {JobNotFoundError | JobRunNotFoundError} */
  runDetails(job: string, runId: number): Promise<JobRunDetails>;
}

/** Token of the {@link JobControl}. */
export const JOB_CONTROL = Symbol.for('@fullstop/core:job-control');

/** There is no such job. */
export class JobNotFoundError extends FullstopError {
  constructor(job: string) {
    super('JOB_NOT_FOUND', `There is no job ${job}; GET /api/jobs lists them.`);
  }
}

/** The job has no such run. */
export class JobRunNotFoundError extends FullstopError {
  constructor(job: string, runId: number) {
    super('JOB_RUN_NOT_FOUND', `Job ${job} has no run ${runId}.`);
  }
}

/** The job is switched off, or lacks something. */
export class JobInactiveError extends FullstopError {
  constructor(job: string, reason: string) {
    super('JOB_INACTIVE', `Job ${job} is not active: ${reason}.`);
  }
}

/** A run of the job goes on, or waits. */
export class JobBusyError extends FullstopError {
  readonly runId: number;

  constructor(job: string, runId: number) {
    super('JOB_BUSY', `Job ${job} has run ${runId} under way; wait for it, or ask with queue=true.`);
    this.runId = runId;
  }
}
