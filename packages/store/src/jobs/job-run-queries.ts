import type { DryRunFinding, JobRun, JobRunDetails, JobRunProblem, JobRunTarget } from '@fullstop/core';
import type { DataSource } from 'typeorm';
import { SCHEMA } from '../connection/database-options.js';
import { runQuery } from '../connection/transaction.js';
import { JOB_RUN_COLUMNS, type JobRunRow, jobRunOf } from './job-run-row.js';

const ENDED = `('succeeded', 'partial', 'failed', 'interrupted')`;

const RUNNING = `SELECT ${JOB_RUN_COLUMNS} FROM ${SCHEMA}.job_run WHERE job = $1 AND status = 'running'`;

const LAST = `
  SELECT ${JOB_RUN_COLUMNS} FROM ${SCHEMA}.job_run WHERE job = $1 AND status IN ${ENDED} ORDER BY id DESC LIMIT 1`;

const LIST = `
  SELECT ${JOB_RUN_COLUMNS} FROM ${SCHEMA}.job_run
   WHERE job = $1 AND ($2::bigint IS NULL OR id < $2) ORDER BY id DESC LIMIT $3`;

const FIND = `SELECT ${JOB_RUN_COLUMNS}, dry_run_findings FROM ${SCHEMA}.job_run WHERE job = $1 AND id = $2`;

const TARGETS = `
  SELECT account_id, region, status, findings, error, problems FROM ${SCHEMA}.job_run_target
   WHERE run_id = $1 ORDER BY status = 'ok', account_id, region, id`;

interface TargetRow {
  account_id: string;
  region: string | null;
  status: JobRunTarget['status'];
  findings: number;
  error: string | null;
  problems: readonly JobRunProblem[];
}

/** Reads runs of jobs. */
export class JobRunQueries {
  constructor(private readonly dataSource: DataSource) {}

  /** The run that goes on. */
  async findRunning(job: string): Promise<JobRun | undefined> {
    const [row] = await runQuery<JobRunRow>(this.dataSource, RUNNING, [job]);
    return row && jobRunOf(row);
  }

  /** The newest run that ended and was not skipped. */
  async findLast(job: string): Promise<JobRun | undefined> {
    const [row] = await runQuery<JobRunRow>(this.dataSource, LAST, [job]);
    return row && jobRunOf(row);
  }

  /** Runs with ids below `beforeId`, newest first. */
  async list(job: string, beforeId: number | undefined, limit: number): Promise<JobRun[]> {
    const rows = await runQuery<JobRunRow>(this.dataSource, LIST, [job, beforeId ?? null, limit]);
    return rows.map(jobRunOf);
  }

  async find(job: string, runId: number): Promise<JobRunDetails | undefined> {
    type Row = JobRunRow & { dry_run_findings: readonly DryRunFinding[] | null };
    const [row] = await runQuery<Row>(this.dataSource, FIND, [job, runId]);
    if (row === undefined) return undefined;
    const targets = await runQuery<TargetRow>(this.dataSource, TARGETS, [runId]);
    return {
      ...jobRunOf(row),
      targets: targets.map(({ account_id, ...target }) => ({ accountId: account_id, ...target })),
      dryRunFindings: row.dry_run_findings ?? [],
    };
  }
}
