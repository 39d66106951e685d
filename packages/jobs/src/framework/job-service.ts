import { randomUUID } from 'node:crypto';
import { hostname } from 'node:os';
import { AWS_CLIENTS, type AwsClients } from '@fullstop/aws';
import {
  CLOCK,
  type Clock,
  type FindingsStore,
  findJobMetadata,
  type InstalledJob,
  installJobs,
  type JobCandidate,
  JobConfigError,
  type JobControl,
  type JobSettings,
  type JobStatus,
  LOGGER,
  type Logger,
  type Provided,
  systemClock,
  type ViolationType,
} from '@fullstop/core';
import { type Database, JobFindings, type JobFindingsOptions, JobRunQueries, JobRuns } from '@fullstop/store';
import type { AccountSource, RegionSource } from './accounts.js';
import { countedClients } from './counted-clients.js';
import { JobRunner, type JobRunnerOptions } from './job-runner.js';
import { JobScheduler, type JobSchedulerOptions } from './job-scheduler.js';
import { JobTelemetry } from './job-telemetry.js';
import { scheduleProblem } from './schedule.js';
import { ScheduledJobs } from './scheduled-jobs.js';
import { systemTimers, type Timers } from './timers.js';

/** What a {@link JobService} is made of. */
export interface JobServiceOptions
  extends Pick<JobRunnerOptions, 'accountConcurrency' | 'accountDeadlineSeconds' | 'random'>,
    Pick<JobFindingsOptions, 'goneAfterScans' | 'onRuleNotEvaluable'>,
    Partial<
      Pick<JobSchedulerOptions, 'leaseSeconds' | 'pollSeconds' | 'historyDays' | 'timeZone' | 'owner'>
    > {
  readonly candidates: readonly JobCandidate[];
  /** By job id. */
  readonly settings?: Readonly<Record<string, JobSettings>>;
  /** What jobs may inject, beside their options, clock and logger. Calls of `AWS_CLIENTS` are counted for each job. */
  readonly provided: readonly Provided[];
  /** Why no job runs in any process of this installation. Default: they do. */
  readonly idleBecause?: string;
  readonly accounts: AccountSource;
  readonly regions: RegionSource;
  readonly database: Pick<Database, 'dataSource'>;
  readonly store: Pick<FindingsStore, 'registerViolationTypes'>;
  readonly logger: Logger;
  /** Default: the machine's clock. */
  readonly clock?: Clock;
  /** Default: the machine's timers. */
  readonly timers?: Timers;
}

/** The jobs of a process, put together: what is installed, its schedule, and its control. */
export class JobService {
  /** A line about each job found, by id. */
  readonly statuses: readonly JobStatus[];
  readonly control: JobControl;
  readonly #jobs: readonly InstalledJob[];
  readonly #scheduler: JobScheduler;
  readonly #store: Pick<FindingsStore, 'registerViolationTypes'>;
  #isStarted = false;

  /** @throws {JobConfigError} with the problems of all jobs at once. */
  constructor(options: JobServiceOptions) {
    const { clock = systemClock, timers = systemTimers, timeZone = 'UTC', logger, database } = options;
    const telemetry = new JobTelemetry();
    const { jobs, statuses } = installedJobs(options, clock, timeZone, telemetry);
    this.#jobs = jobs;
    this.statuses = statuses;
    this.#store = options.store;
    const runs = new JobRuns(database.dataSource);
    const shared = { ...options, runs, clock, timers, telemetry, timeZone, jobs };
    const findings = new JobFindings(database.dataSource, { ...options, clock });
    const runner = new JobRunner({ ...shared, findings });
    const owner = options.owner ?? `${hostname()}:${process.pid}:${randomUUID().slice(0, 8)}`;
    this.#scheduler = new JobScheduler({ ...shared, runner, owner });
    this.control = new ScheduledJobs({
      statuses,
      runs,
      queries: new JobRunQueries(database.dataSource),
      clock,
      timeZone,
      onRequest: () => {
        if (this.#isStarted) this.#scheduler.wake();
      },
    });
    logger.debug({ owner }, `Jobs found: ${statuses.map(({ id }) => id).join(', ')}`);
  }

  /** Runs jobs from now on. A process that only answers questions about jobs does without. */
  async start(): Promise<void> {
    const types = this.#jobs.flatMap(({ metadata }) => Object.values<ViolationType>(metadata.emits));
    await this.#store.registerViolationTypes([...new Map(types.map((type) => [type.id, type])).values()]);
    this.#isStarted = true;
    this.#scheduler.start();
  }

  /** What runs is recorded as interrupted, and the jobs are disposed of. */
  async stop(): Promise<void> {
    await this.#scheduler.stop();
    await Promise.all(this.#jobs.map(({ container }) => container.dispose()));
  }
}

function installedJobs(
  { candidates, settings: given = {}, provided, logger, idleBecause }: JobServiceOptions,
  clock: Clock,
  timeZone: string,
  telemetry: JobTelemetry,
) {
  const base = [{ token: CLOCK, value: clock }, { token: LOGGER, value: logger }, ...provided];
  const settings = idleBecause === undefined ? given : switchedOff(candidates, given);
  const found = installJobs(candidates, settings, (job) =>
    base.map(({ token, value }) =>
      token === AWS_CLIENTS
        ? { token, value: countedClients(value as AwsClients, job, telemetry) }
        : { token, value },
    ),
  );
  const problems = scheduleProblems(found.statuses, timeZone);
  if (problems.length > 0) throw new JobConfigError(problems);
  if (idleBecause === undefined) return found;
  return { jobs: [], statuses: found.statuses.map((status) => ({ ...status, reason: idleBecause })) };
}

function switchedOff(
  candidates: readonly JobCandidate[],
  given: Readonly<Record<string, JobSettings>>,
): Record<string, JobSettings> {
  const ids = candidates.flatMap(({ jobClass }) => findJobMetadata(jobClass)?.id ?? []);
  return Object.fromEntries(
    [...Object.keys(given), ...ids].map((id) => [id, { ...given[id], enabled: false }]),
  );
}

/** What is wrong with the schedules of jobs, one sentence for each. */
export function scheduleProblems(
  statuses: readonly Pick<JobStatus, 'id' | 'schedule'>[],
  timeZone: string,
): string[] {
  const zone = scheduleProblem('0 0 * * *', timeZone);
  if (zone !== undefined) return [`jobs.timeZone ${timeZone}: ${zone}`];
  return statuses.flatMap(({ id, schedule }) => {
    const problem = scheduleProblem(schedule, timeZone);
    return problem === undefined
      ? []
      : [`job ${id}, schedule "${schedule}": ${problem}; expected a cron expression of five fields`];
  });
}
