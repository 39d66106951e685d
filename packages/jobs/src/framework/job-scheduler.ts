import { type Clock, type InstalledJob, type JobRun, type Logger, messageOf } from '@fullstop/core';
import { type JobLease, JobLeaseLostError, type JobRuns, type JobState, type RunEnd } from '@fullstop/store';
import type { JobRunner, RunResult } from './job-runner.js';
import type { JobTelemetry } from './job-telemetry.js';
import { JobsStoppedError, RunDeadlineError } from './run-limits.js';
import { Schedule } from './schedule.js';
import { Deadline, type Timers } from './timers.js';

/** What a {@link JobScheduler} is made of. */
export interface JobSchedulerOptions {
  readonly jobs: readonly InstalledJob[];
  readonly runs: Pick<
    JobRuns,
    'states' | 'claimSlot' | 'claimQueued' | 'claimExpired' | 'giveUpOrphans' | 'renew' | 'finish' | 'prune'
  >;
  readonly runner: Pick<JobRunner, 'run'>;
  readonly clock: Clock;
  readonly timers: Timers;
  readonly logger: Logger;
  readonly telemetry: JobTelemetry;
  /** Name of this process, different from that of any other. */
  readonly owner: string;
  /** Time zone of the schedules, such as `UTC`. */
  readonly timeZone: string;
  /** Without a sign of life for so long, in seconds, a process counts as dead. Default 60. */
  readonly leaseSeconds?: number;
  /** Pause between two looks for runs that were asked for elsewhere or whose process died, in seconds. Default 15. */
  readonly pollSeconds?: number;
  /** How long runs are kept, in days. Default 30. */
  readonly historyDays?: number;
}

interface ActiveRun {
  readonly abort: AbortController;
  readonly ended: Promise<void>;
}

const DAY_MILLISECONDS = 86_400_000;
/** A run whose job no process has any more is given up after so many seconds. */
const ORPHAN_SECONDS = 3600;
/** How long a stop waits for scans that do not end although they were told to, in milliseconds. */
const STOP_MILLISECONDS = 10_000;

/**
 * Runs jobs when they are due. Any number of processes may have one on the same database: each slot runs once. Slots that
 * passed while a run was busy are made up for by one run, the newest; the others are recorded as skipped.
 */
export class JobScheduler {
  readonly #options: Required<JobSchedulerOptions>;
  readonly #schedules: ReadonlyMap<string, Schedule>;
  readonly #active = new Map<string, ActiveRun>();
  /** Slots before this are none of ours, where there was no run yet. */
  readonly #since: Date;
  #round: Promise<void> | undefined;
  #isWanted = false;
  #cancelTimer = () => {};
  #stopped = false;

  /** @throws {Error} when a schedule or the time zone cannot be read. */
  constructor(options: JobSchedulerOptions) {
    this.#options = { leaseSeconds: 60, pollSeconds: 15, historyDays: 30, ...options };
    this.#since = options.clock.now();
    this.#schedules = new Map(
      options.jobs.map(({ metadata, schedule }) => [metadata.id, new Schedule(schedule, options.timeZone)]),
    );
  }

  /** Looks at once: runs may wait, or their process may have died, while no process was there. */
  start(): void {
    this.wake();
  }

  /** Looks for something to run now, for instance because somebody asked for a run. */
  wake(): void {
    if (this.#stopped) return;
    if (this.#round) {
      this.#isWanted = true;
      return;
    }
    this.#cancelTimer();
    this.#round = this.#lookAround().finally(() => {
      this.#round = undefined;
      this.#planNext();
    });
  }

  /** Starts nothing any more; what runs is stopped, recorded as interrupted, and its lease is given back. */
  async stop(): Promise<void> {
    this.#stopped = true;
    this.#cancelTimer();
    await this.#round;
    for (const { abort } of this.#active.values()) abort.abort(new JobsStoppedError());
    await this.#endOfRuns();
  }

  async #endOfRuns(): Promise<void> {
    let cancel = () => {};
    const tooLate = new Promise<void>((resolve) => {
      cancel = this.#options.timers.after(STOP_MILLISECONDS, resolve);
    });
    await Promise.race([Promise.all([...this.#active.values()].map(({ ended }) => ended)), tooLate]);
    cancel();
  }

  #planNext(): void {
    if (this.#stopped) return;
    if (this.#isWanted) {
      this.#isWanted = false;
      this.wake();
      return;
    }
    const { clock, timers, pollSeconds } = this.#options;
    const now = clock.now();
    const untilSlots = [...this.#schedules.values()].flatMap((schedule) => {
      const next = schedule.next(now);
      return next ? [next.getTime() - now.getTime()] : [];
    });
    this.#cancelTimer = timers.after(Math.min(pollSeconds * 1000, ...untilSlots), () => this.wake());
  }

  /** Never rejects: the database may be away for a while. */
  async #lookAround(): Promise<void> {
    const { jobs, runs, clock, logger } = this.#options;
    try {
      const now = clock.now();
      const ids = jobs.map(({ metadata }) => metadata.id);
      await runs.giveUpOrphans(ids, new Date(now.getTime() - ORPHAN_SECONDS * 1000), now);
      const states = await runs.states(ids);
      for (const job of jobs) {
        const state = states.get(job.metadata.id);
        if (state && !this.#active.has(job.metadata.id)) await this.#look(job, state, now);
      }
    } catch (error) {
      logger.error({ err: error }, `Jobs could not be looked for: ${messageOf(error)}`);
    }
  }

  async #look(job: InstalledJob, state: JobState, now: Date): Promise<void> {
    const { runs, owner, leaseSeconds, telemetry } = this.#options;
    const { id } = job.metadata;
    if (state.lastSuccess) telemetry.lastSuccess(id, state.lastSuccess);
    const claim = { job: id, owner, now, leaseUntil: new Date(now.getTime() + leaseSeconds * 1000) };
    let run: JobRun | undefined;
    if (state.leaseUntil) run = state.leaseUntil <= now ? await runs.claimExpired(claim) : undefined;
    else if (state.isQueued) run = await runs.claimQueued(claim);
    else {
      const due = this.#schedules.get(id)!.between(state.lastSlot ?? this.#since, now);
      const newest = due.pop();
      if (newest) run = await runs.claimSlot(claim, newest, due);
    }
    if (run) this.#begin(job, run);
  }

  #begin(job: InstalledJob, run: JobRun): void {
    const { id } = job.metadata;
    const abort = new AbortController();
    // A stop that came while the run was claimed.
    if (this.#stopped) abort.abort(new JobsStoppedError());
    const ended = this.#run(job, run, abort).finally(() => {
      this.#active.delete(id);
      // The next slot may be due already, or somebody asked for a run meanwhile.
      this.wake();
    });
    this.#active.set(id, { abort, ended });
  }

  /** Never rejects. */
  async #run(job: InstalledJob, run: JobRun, abort: AbortController): Promise<void> {
    const { runner, timers, clock, telemetry, logger, owner } = this.#options;
    const { id } = job.metadata;
    const lease = { runId: run.id, owner, attempt: run.attempt };
    const fields = { job: id, job_run: run.id, attempt: run.attempt };
    const began = clock.now();
    const seconds = job.deadlineSeconds ?? this.#schedules.get(id)!.deadlineSeconds(run.slot ?? began);
    const deadline = new Deadline(
      timers,
      seconds * 1000,
      abort.signal,
      () => new RunDeadlineError(id, seconds),
    );
    const stopHeartbeat = this.#heartbeat(lease, abort);
    logger.info(
      fields,
      run.attempt === 1 ? `Job ${id} starts` : `Job ${id} is taken over from a dead process`,
    );
    let end: RunEnd | undefined;
    try {
      end = this.#endOf(await runner.run(job, run, lease, deadline.signal));
    } catch (error) {
      end = this.#endByError(error);
      if (!end) logger.warn(fields, `Job ${id} goes on elsewhere: ${messageOf(error)}`);
      else if (end.status === 'failed')
        logger.error({ ...fields, err: error }, `Job ${id} failed: ${messageOf(error)}`);
    } finally {
      deadline.end();
      stopHeartbeat();
    }
    if (!end) return;
    telemetry.ended(run, end.status, (clock.now().getTime() - began.getTime()) / 1000);
    if (end.status === 'succeeded' && run.account === null && !run.dryRun) telemetry.lastSuccess(id, end.at);
    await this.#finish(id, lease, end);
  }

  async #finish(job: string, lease: JobLease, end: RunEnd): Promise<void> {
    const { runs, logger, historyDays } = this.#options;
    const fields = { job, job_run: lease.runId, status: end.status };
    try {
      await runs.finish(lease, end);
      logger.info(fields, `Job ${job} ended: ${end.status}${end.error === null ? '' : `, ${end.error}`}`);
      await runs.prune(job, new Date(end.at.getTime() - historyDays * DAY_MILLISECONDS));
    } catch (error) {
      // Its lease ends, and another process, or this one, runs it again.
      logger.error(
        { ...fields, err: error },
        `The end of job ${job} could not be stored: ${messageOf(error)}`,
      );
    }
  }

  /** Gives signs of life until it is stopped; ends the run when these do not arrive. @returns what stops it. */
  #heartbeat(lease: JobLease, abort: AbortController): () => void {
    const { runs, clock, timers, leaseSeconds, logger } = this.#options;
    let isOver = false;
    let cancel = () => {};
    let until = clock.now().getTime() + leaseSeconds * 1000;
    const beat = async () => {
      const next = clock.now().getTime() + leaseSeconds * 1000;
      try {
        await runs.renew(lease, new Date(next));
        until = next;
      } catch (error) {
        if (isOver) return;
        const isLost = error instanceof JobLeaseLostError || clock.now().getTime() >= until;
        if (isLost) abort.abort(error instanceof JobLeaseLostError ? error : new JobLeaseLostError(lease));
        else logger.warn({ job_run: lease.runId, err: error }, `No sign of life: ${messageOf(error)}`);
      }
      if (!isOver && !abort.signal.aborted) plan();
    };
    const plan = () => {
      cancel = timers.after((leaseSeconds * 1000) / 3, () => void beat());
    };
    plan();
    return () => {
      isOver = true;
      cancel();
    };
  }

  #endOf({ status, error, dryRunFindings }: RunResult): RunEnd {
    return { status, error, at: this.#options.clock.now(), ...(dryRunFindings && { dryRunFindings }) };
  }

  /** `undefined` when the run is somebody else's. */
  #endByError(error: unknown): RunEnd | undefined {
    if (error instanceof JobLeaseLostError) return undefined;
    const status = error instanceof JobsStoppedError ? 'interrupted' : 'failed';
    return { status, error: messageOf(error), at: this.#options.clock.now() };
  }
}
