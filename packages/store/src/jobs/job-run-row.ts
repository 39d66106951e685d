import type { JobRun } from '@fullstop/core';

/** A run, as it lies in the table. */
export interface JobRunRow {
  id: string;
  job: string;
  slot: Date | null;
  trigger: JobRun['trigger'];
  status: JobRun['status'];
  requested_at: Date;
  requested_by: string | null;
  account: string | null;
  dry_run: boolean;
  started_at: Date | null;
  finished_at: Date | null;
  owner: string | null;
  lease_until: Date | null;
  attempt: number;
  accounts_total: number;
  accounts_ok: number;
  accounts_failed: number;
  findings: number;
  opened: number;
  closed: number;
  error: string | null;
}

/** Columns of {@link JobRunRow}; what a dry run found is long and read by itself. */
export const JOB_RUN_COLUMNS = `id, job, slot, trigger, status, requested_at, requested_by, account, dry_run, started_at, finished_at,
  owner, lease_until, attempt, accounts_total, accounts_ok, accounts_failed, findings, opened, closed, error`;

/** The run that a row holds. */
export function jobRunOf(row: JobRunRow): JobRun {
  return {
    id: Number(row.id),
    job: row.job,
    slot: row.slot,
    trigger: row.trigger,
    status: row.status,
    requestedAt: row.requested_at,
    requestedBy: row.requested_by,
    account: row.account,
    dryRun: row.dry_run,
    startedAt: row.started_at,
    finishedAt: row.finished_at,
    owner: row.owner,
    leaseUntil: row.lease_until,
    attempt: row.attempt,
    accountsTotal: row.accounts_total,
    accountsOk: row.accounts_ok,
    accountsFailed: row.accounts_failed,
    findings: row.findings,
    opened: row.opened,
    closed: row.closed,
    error: row.error,
  };
}
