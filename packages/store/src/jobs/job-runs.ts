import { type DryRunFinding, JobBusyError, type JobRun, type JobRunRequest } from '@fullstop/core';
import type { DataSource, EntityManager } from 'typeorm';
import { SCHEMA } from '../connection/database-options.js';
import { inTransaction, runQuery } from '../connection/transaction.js';
import { storableJson, storableText } from '../findings/storable-text.js';
import { type JobLease, JobLeaseLostError, leaseParameters, OWN_RUN } from './job-lease.js';
import { JOB_RUN_COLUMNS, type JobRunRow, jobRunOf } from './job-run-row.js';

/** What a scheduler needs to know of a job. */
export interface JobState {
  /** The newest slot that ran or was skipped; `null` before the first. */
  readonly lastSlot: Date | null;
  /** End of the lease of the run that goes on; `null` when there is none. */
  readonly leaseUntil: Date | null;
  readonly isQueued: boolean;
  /** When it last was successful as a whole, for all accounts. */
  readonly lastSuccess: Date | null;
}

/** Who wants to run something, from when on, and until when it promises a sign of life. */
export interface Claim {
  readonly job: string;
  readonly owner: string;
  readonly now: Date;
  readonly leaseUntil: Date;
}

/** How a run ended. */
export interface RunEnd {
  readonly status: 'succeeded' | 'partial' | 'failed' | 'interrupted';
  readonly error: string | null;
  readonly at: Date;
  readonly dryRunFindings?: readonly DryRunFinding[];
}

/** Any number that nothing else in the database uses as an advisory lock. */
const LOCK = `SELECT pg_advisory_xact_lock(hashtextextended('fullstop job ' || $1, 7158204394))`;

const RUNNING = `SELECT id, lease_until, attempt FROM ${SCHEMA}.job_run WHERE job = $1 AND status = 'running'`;

const STATES = `
  SELECT given.job,
         (SELECT max(slot) FROM ${SCHEMA}.job_run run WHERE run.job = given.job) AS last_slot,
         (SELECT lease_until FROM ${SCHEMA}.job_run run WHERE run.job = given.job AND run.status = 'running') AS lease_until,
         EXISTS (SELECT FROM ${SCHEMA}.job_run run WHERE run.job = given.job AND run.status = 'queued') AS is_queued,
         (SELECT max(finished_at) FROM ${SCHEMA}.job_run run
           WHERE run.job = given.job AND run.status = 'succeeded' AND run.account IS NULL AND NOT run.dry_run) AS last_success
    FROM unnest($1::text[]) AS given (job)`;

const INSERT_SLOT = `
  INSERT INTO ${SCHEMA}.job_run (job, slot, trigger, status, requested_at, started_at, owner, lease_until, attempt)
  VALUES ($1, $2, 'schedule', 'running', $3, $3, $4, $5, 1)
  ON CONFLICT DO NOTHING RETURNING ${JOB_RUN_COLUMNS}`;

const INSERT_SKIPPED = `
  INSERT INTO ${SCHEMA}.job_run (job, slot, trigger, status, requested_at, finished_at, error)
  SELECT $1, slot, 'schedule', 'skipped', $3, $3, 'an earlier run was still busy, or no process was there'
    FROM unnest($2::timestamptz[]) AS given (slot)
  ON CONFLICT DO NOTHING`;

const START_QUEUED = `
  UPDATE ${SCHEMA}.job_run SET status = 'running', started_at = $2, owner = $3, lease_until = $4, attempt = 1
   WHERE id = (SELECT id FROM ${SCHEMA}.job_run WHERE job = $1 AND status = 'queued' ORDER BY id LIMIT 1)
  RETURNING ${JOB_RUN_COLUMNS}`;

const TAKE_OVER = `
  UPDATE ${SCHEMA}.job_run SET owner = $2, lease_until = $3, attempt = attempt + 1,
         accounts_total = 0, accounts_ok = 0, accounts_failed = 0, findings = 0
   WHERE id = $1 RETURNING ${JOB_RUN_COLUMNS}`;

const GIVE_UP = `
  UPDATE ${SCHEMA}.job_run SET status = 'interrupted', finished_at = $2, lease_until = NULL, error = $3
   WHERE id = $1`;

const REQUEST = `
  INSERT INTO ${SCHEMA}.job_run (job, trigger, status, requested_at, requested_by, account, dry_run)
  VALUES ($1, 'manual', 'queued', $2, $3, $4, $5) RETURNING id`;

const UNDER_WAY = `
  SELECT id FROM ${SCHEMA}.job_run WHERE job = $1 AND status IN ('running', 'queued') ORDER BY id LIMIT 1`;

/** Runs that died so often are given up: whatever kills their processes would kill the next one, too. */
const MAX_ATTEMPTS = 3;

/**
 * Hands out runs of jobs to processes: each slot once, one run of a job at a time, whatever the number of processes. Claims of
 * one job follow each other by an advisory lock.
 */
export class JobRuns {
  constructor(private readonly dataSource: DataSource) {}

  /** How jobs stand, by id. */
  async states(jobs: readonly string[]): Promise<ReadonlyMap<string, JobState>> {
    type Row = {
      job: string;
      last_slot: Date | null;
      lease_until: Date | null;
      is_queued: boolean;
      last_success: Date | null;
    };
    const rows = await runQuery<Row>(this.dataSource, STATES, [jobs]);
    return new Map(
      rows.map(({ job, last_slot, lease_until, is_queued, last_success }) => [
        job,
        { lastSlot: last_slot, leaseUntil: lease_until, isQueued: is_queued, lastSuccess: last_success },
      ]),
    );
  }

  /**
   * Takes a slot that is due, and records earlier ones as skipped.
   * @returns `undefined` when somebody else has the slot, or another run of the job goes on.
   */
  claimSlot(
    { job, owner, now, leaseUntil }: Claim,
    slot: Date,
    skipped: readonly Date[],
  ): Promise<JobRun | undefined> {
    return this.#locked(job, async (manager) => {
      const at = now.toISOString();
      const parameters = [job, slot.toISOString(), at, owner, leaseUntil.toISOString()];
      const [row] = await manager.query<JobRunRow[]>(INSERT_SLOT, parameters);
      if (row === undefined) return undefined;
      await manager.query(INSERT_SKIPPED, [job, skipped.map((each) => each.toISOString()), at]);
      return jobRunOf(row);
    });
  }

  /** Takes the oldest run that was asked for; `undefined` when there is none, or another run of the job goes on. */
  claimQueued({ job, owner, now, leaseUntil }: Claim): Promise<JobRun | undefined> {
    return this.#locked(job, async (manager) => {
      if ((await manager.query<unknown[]>(RUNNING, [job])).length > 0) return undefined;
      const parameters = [job, now.toISOString(), owner, leaseUntil.toISOString()];
      const [[row]]: [JobRunRow[], number] = await manager.query(START_QUEUED, parameters);
      return row && jobRunOf(row);
    });
  }

  /**
   * Takes over the run of a process that gave no sign of life in time; one that died too often is marked as interrupted.
   * @returns `undefined` when there is nothing to take over.
   */
  claimExpired({ job, owner, now, leaseUntil }: Claim): Promise<JobRun | undefined> {
    return this.#locked(job, async (manager) => {
      type Row = { id: string; lease_until: Date; attempt: number };
      const [running] = await manager.query<Row[]>(RUNNING, [job]);
      if (running === undefined || running.lease_until > now) return undefined;
      if (running.attempt >= MAX_ATTEMPTS) {
        const error = `${running.attempt} processes that ran it ended without a word`;
        await manager.query(GIVE_UP, [running.id, now.toISOString(), error]);
        return undefined;
      }
      await manager.query(`DELETE FROM ${SCHEMA}.job_run_target WHERE run_id = $1`, [running.id]);
      const parameters = [running.id, owner, leaseUntil.toISOString()];
      const [[row]]: [JobRunRow[], number] = await manager.query(TAKE_OVER, parameters);
      return row && jobRunOf(row);
    });
  }

  /** Marks runs as interrupted whose lease ended before an instant and whose job is not among the known ones. */
  async giveUpOrphans(knownJobs: readonly string[], before: Date, now: Date): Promise<void> {
    const sql = `
      UPDATE ${SCHEMA}.job_run SET status = 'interrupted', finished_at = $3, lease_until = NULL,
             error = 'its process ended without a word, and no process has this job any more'
       WHERE status = 'running' AND lease_until < $2 AND NOT job = ANY($1::text[])`;
    await runQuery(this.dataSource, sql, [knownJobs, before.toISOString(), now.toISOString()]);
  }

  /**
   * Asks for a run.
   * @returns its id.
   * @throws {JobBusyError} when another one goes on or waits, unless it may be queued.
   */
  request(job: string, request: JobRunRequest, now: Date): Promise<number> {
    return this.#locked(job, async (manager) => {
      if (!request.queue) {
        const [busy] = await manager.query<{ id: string }[]>(UNDER_WAY, [job]);
        if (busy !== undefined) throw new JobBusyError(job, Number(busy.id));
      }
      const { by, account = null, dryRun = false } = request;
      const parameters = [job, now.toISOString(), storableText(by), account, dryRun];
      const [row] = await manager.query<{ id: string }[]>(REQUEST, parameters);
      return Number(row!.id);
    });
  }

  /** A sign of life. @throws {JobLeaseLostError} when the run is somebody else's by now. */
  async renew(lease: JobLease, leaseUntil: Date): Promise<void> {
    await this.#change(lease, 'lease_until = $4', [leaseUntil.toISOString()]);
  }

  /** Notes how far a run is. @throws {JobLeaseLostError} */
  async progress(lease: JobLease, total: number, ok: number, failed: number): Promise<void> {
    await this.#change(lease, 'accounts_total = $4, accounts_ok = $5, accounts_failed = $6', [
      total,
      ok,
      failed,
    ]);
  }

  /** Ends a run. @throws {JobLeaseLostError} */
  async finish(lease: JobLease, { status, error, at, dryRunFindings }: RunEnd): Promise<void> {
    await this.#change(
      lease,
      'status = $4, error = $5, finished_at = $6, lease_until = NULL, dry_run_findings = $7::jsonb',
      [
        status,
        error === null ? null : storableText(error),
        at.toISOString(),
        dryRunFindings === undefined ? null : storableJson(dryRunFindings),
      ],
    );
  }

  /** Deletes what is too old to be of interest: runs that ended before an instant, and the details of most others. */
  async prune(job: string, before: Date): Promise<void> {
    await inTransaction(this.dataSource, async (manager) => {
      await manager.query(PRUNE_RUNS, [job, before.toISOString()]);
      await manager.query(PRUNE_TARGETS, [job]);
    });
  }

  async #change(lease: JobLease, assignments: string, parameters: readonly unknown[]): Promise<void> {
    const sql = `UPDATE ${SCHEMA}.job_run SET ${assignments} WHERE ${OWN_RUN} RETURNING id`;
    const [rows]: [unknown[], number] = await inTransaction(this.dataSource, (manager) =>
      manager.query(sql, [...leaseParameters(lease), ...parameters]),
    );
    if (rows.length === 0) throw new JobLeaseLostError(lease);
  }

  #locked<T>(job: string, work: (manager: EntityManager) => Promise<T>): Promise<T> {
    return inTransaction(this.dataSource, async (manager) => {
      await manager.query(LOCK, [job]);
      return work(manager);
    });
  }
}

/** Newer runs keep a line for each target; of older ones only what was not in order is kept. */
const RUNS_WITH_ALL_TARGETS = 20;

// Three stay, whatever their age: the newest, the one whose slot says from where to go on, and the last success.
const PRUNE_RUNS = `
  DELETE FROM ${SCHEMA}.job_run
   WHERE job = $1 AND finished_at < $2
     AND id < (SELECT max(id) FROM ${SCHEMA}.job_run WHERE job = $1)
     AND (slot IS NULL OR slot < (SELECT max(slot) FROM ${SCHEMA}.job_run WHERE job = $1))
     AND (status <> 'succeeded' OR finished_at IS DISTINCT FROM
       (SELECT max(finished_at) FROM ${SCHEMA}.job_run
         WHERE job = $1 AND status = 'succeeded' AND account IS NULL AND NOT dry_run))`;

const PRUNE_TARGETS = `
  DELETE FROM ${SCHEMA}.job_run_target target
   USING (SELECT id FROM ${SCHEMA}.job_run WHERE job = $1 AND status <> 'skipped'
           ORDER BY id DESC OFFSET ${RUNS_WITH_ALL_TARGETS} LIMIT ${RUNS_WITH_ALL_TARGETS}) old
   WHERE target.run_id = old.id AND target.status = 'ok'`;
