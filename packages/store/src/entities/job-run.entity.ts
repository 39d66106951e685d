import type { DryRunFinding, JobRun, JobRunProblem, JobRunTarget } from '@fullstop/core';
import { Check, Column, Entity, ForeignKey, Index } from 'typeorm';
import { BigintColumn, IdColumn, InstantColumn, TextColumn } from './columns.js';

/** A run of a job: one that is due or was asked for, goes on, or ended. */
@Entity('job_run')
@Index('unique_job_slot', ['job', 'slot'], { unique: true })
@Index('job_run_running_idx', ['job'], { unique: true, where: `status = 'running'` })
@Index('job_run_queued_idx', ['job', 'id'], { where: `status = 'queued'` })
@Index('job_run_success_idx', ['job', 'finishedAt'], { where: `status = 'succeeded'` })
@Index('job_run_job_idx', ['job', 'id'])
@Check('job_run_trigger_check', `trigger IN ('schedule', 'manual')`)
@Check(
  'job_run_status_check',
  `status IN ('queued', 'running', 'succeeded', 'partial', 'failed', 'interrupted', 'skipped')`,
)
@Check('job_run_lease_check', `(status = 'running') = (lease_until IS NOT NULL)`)
export class JobRunEntity {
  @IdColumn()
  id!: number;

  @TextColumn('job')
  job!: string;

  /** When it was due; null for a run that somebody asked for. */
  @InstantColumn('slot', { nullable: true })
  slot!: Date | null;

  @TextColumn('trigger')
  trigger!: JobRun['trigger'];

  @TextColumn('status')
  status!: JobRun['status'];

  @InstantColumn('requested_at')
  requestedAt!: Date;

  @TextColumn('requested_by', { nullable: true })
  requestedBy!: string | null;

  @TextColumn('account', { nullable: true })
  account!: string | null;

  @Column({ name: 'dry_run', type: 'boolean', default: false })
  dryRun!: boolean;

  @InstantColumn('started_at', { nullable: true })
  startedAt!: Date | null;

  @InstantColumn('finished_at', { nullable: true })
  finishedAt!: Date | null;

  @TextColumn('owner', { nullable: true })
  owner!: string | null;

  /** Until then the owner need not give another sign of life. */
  @InstantColumn('lease_until', { nullable: true })
  leaseUntil!: Date | null;

  @Column({ type: 'integer', default: 0 })
  attempt!: number;

  @Column({ name: 'accounts_total', type: 'integer', default: 0 })
  accountsTotal!: number;

  @Column({ name: 'accounts_ok', type: 'integer', default: 0 })
  accountsOk!: number;

  @Column({ name: 'accounts_failed', type: 'integer', default: 0 })
  accountsFailed!: number;

  @Column({ type: 'integer', default: 0 })
  findings!: number;

  @Column({ type: 'integer', default: 0 })
  opened!: number;

  @Column({ type: 'integer', default: 0 })
  closed!: number;

  @TextColumn('error', { nullable: true })
  error!: string | null;

  @Column({ name: 'dry_run_findings', type: 'jsonb', nullable: true })
  dryRunFindings!: readonly DryRunFinding[] | null;
}

/** What became of one account and region in a run. */
@Entity('job_run_target')
@Index('job_run_target_run_idx', ['runId', 'id'])
@Check('job_run_target_status_check', `status IN ('ok', 'incomplete', 'failed')`)
export class JobRunTargetEntity {
  @IdColumn()
  id!: number;

  @BigintColumn('run_id')
  @ForeignKey('JobRunEntity', { name: 'job_run_target_run_fk', onDelete: 'CASCADE' })
  runId!: number;

  @TextColumn('account_id')
  accountId!: string;

  @TextColumn('region', { nullable: true })
  region!: string | null;

  @TextColumn('status')
  status!: JobRunTarget['status'];

  @Column({ type: 'integer' })
  findings!: number;

  @TextColumn('error', { nullable: true })
  error!: string | null;

  @Column({ type: 'jsonb' })
  problems!: readonly JobRunProblem[];
}
