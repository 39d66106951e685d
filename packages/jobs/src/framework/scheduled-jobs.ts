import {
  type Clock,
  type JobControl,
  type JobDetails,
  JobInactiveError,
  JobNotFoundError,
  type JobRun,
  type JobRunDetails,
  JobRunNotFoundError,
  type JobRunRequest,
  type JobStatus,
} from '@fullstop/core';
import type { JobRunQueries, JobRuns } from '@fullstop/store';
import { Schedule } from './schedule.js';

/** What {@link ScheduledJobs} are made of. */
export interface ScheduledJobsOptions {
  readonly statuses: readonly JobStatus[];
  readonly runs: Pick<JobRuns, 'request' | 'states'>;
  readonly queries: Pick<JobRunQueries, 'find' | 'findLast' | 'findRunning' | 'list'>;
  readonly clock: Clock;
  readonly timeZone: string;
  /** Tells this process' scheduler, if it has one, that somebody asked for a run. */
  readonly onRequest: () => void;
}

/** Tells about jobs and has them run, by this process or by another one on the same database. */
export class ScheduledJobs implements JobControl {
  constructor(private readonly options: ScheduledJobsOptions) {}

  list(): readonly string[] {
    return this.options.statuses.map(({ id }) => id).sort();
  }

  async details(job: string): Promise<JobDetails> {
    const { runs, queries, timeZone, clock } = this.options;
    const status = this.#status(job);
    const [states, running, last] = [
      await runs.states([job]),
      await queries.findRunning(job),
      await queries.findLast(job),
    ];
    const next = status.active ? new Schedule(status.schedule, timeZone).next(clock.now()) : undefined;
    return {
      ...status,
      timeZone,
      nextRun: next ?? null,
      running: running ?? null,
      lastRun: last ?? null,
      lastSuccess: states.get(job)?.lastSuccess ?? null,
    };
  }

  async run(job: string, request: JobRunRequest): Promise<number> {
    const { active, reason } = this.#status(job);
    if (!active) throw new JobInactiveError(job, reason);
    const { runs, clock, onRequest } = this.options;
    const runId = await runs.request(job, request, clock.now());
    onRequest();
    return runId;
  }

  async runs(
    job: string,
    { beforeId, limit }: { readonly beforeId?: number; readonly limit: number },
  ): Promise<readonly JobRun[]> {
    return this.options.queries.list(this.#status(job).id, beforeId, limit);
  }

  async runDetails(job: string, runId: number): Promise<JobRunDetails> {
    const found = await this.options.queries.find(this.#status(job).id, runId);
    if (!found) throw new JobRunNotFoundError(job, runId);
    return found;
  }

  #status(job: string): JobStatus {
    const found = this.options.statuses.find(({ id }) => id === job);
    if (!found) throw new JobNotFoundError(job);
    return found;
  }
}
