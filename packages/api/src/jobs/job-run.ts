import type { JobRun, JobRunDetails } from '@fullstop/core';
import { ApiProperty } from '../openapi/swagger.js';

const INSTANT = { type: String, format: 'date-time', nullable: true } as const;
const STATUSES = ['queued', 'running', 'succeeded', 'partial', 'failed', 'interrupted', 'skipped'] as const;

/** A run of a job. */
export class JobRunJson {
  @ApiProperty({ example: 4711 })
  id!: number;

  @ApiProperty({ description: 'Id of the job.', example: 'fetchAmiJob' })
  job!: string;

  @ApiProperty({ enum: ['schedule', 'manual'] })
  trigger!: 'schedule' | 'manual';

  @ApiProperty({
    enum: STATUSES,
    description:
      '`queued`: asked for, not begun. `partial`: some accounts could not be scanned, or not wholly. `interrupted`: its process ' +
      'stopped, or died too often. `skipped`: its time came while an earlier run was still busy.',
  })
  status!: JobRun['status'];

  @ApiProperty({
    ...INSTANT,
    description: 'When it was due; null when somebody asked for it.',
    example: '2026-08-06T22:00:00.000Z',
  })
  slot!: string | null;

  @ApiProperty({ format: 'date-time', example: '2026-08-06T22:00:00.000Z' })
  requested_at!: string;

  @ApiProperty({
    type: String,
    nullable: true,
    description: 'Who asked for it; null for the schedule.',
    example: 'jdoe',
  })
  requested_by!: string | null;

  @ApiProperty({ ...INSTANT, example: '2026-08-06T22:00:00.000Z' })
  started_at!: string | null;

  @ApiProperty({ ...INSTANT, example: '2026-08-06T22:04:00.000Z' })
  finished_at!: string | null;

  @ApiProperty({
    type: String,
    nullable: true,
    description: 'Process that runs it, or ran it last.',
    example: 'host-1:4711:0a1b2c3d',
  })
  owner!: string | null;

  @ApiProperty({
    ...INSTANT,
    description: 'Until then its process need not give another sign of life.',
    example: '2026-08-06T22:01:00.000Z',
  })
  lease_until!: string | null;

  @ApiProperty({ description: 'Processes that ran it, one after the other.', example: 1 })
  attempt!: number;

  @ApiProperty({
    type: String,
    nullable: true,
    description: 'The one account that it looks at; null for all.',
    example: '111222333444',
  })
  account!: string | null;

  @ApiProperty({ description: 'Whether it stores nothing but what it would have found.', example: false })
  dry_run!: boolean;

  @ApiProperty({ description: 'Accounts to scan.', example: 300 })
  accounts_total!: number;

  @ApiProperty({ description: 'Accounts that were scanned as a whole.', example: 298 })
  accounts_ok!: number;

  @ApiProperty({ description: 'Accounts that could not be scanned, or not wholly.', example: 2 })
  accounts_failed!: number;

  @ApiProperty({ description: 'What the scans found.', example: 42 })
  findings!: number;

  @ApiProperty({ description: 'Violations that are new.', example: 3 })
  opened!: number;

  @ApiProperty({ description: 'Violations that were resolved, because they are gone.', example: 1 })
  resolved!: number;

  @ApiProperty({ type: String, nullable: true, example: '2 of 300 accounts could not be scanned as a whole' })
  error!: string | null;
}

/** A resource that could not be looked at. */
export class JobRunProblemJson {
  @ApiProperty({ example: 'i-0123456789abcdef0' })
  resource!: string;

  @ApiProperty({ example: 'throttled by AWS' })
  error!: string;
}

/** What became of one account and region in a run. */
export class JobRunTargetJson {
  @ApiProperty({ example: '111222333444' })
  account_id!: string;

  @ApiProperty({
    type: String,
    nullable: true,
    description: 'Null when its regions could not be found out.',
    example: 'eu-west-1',
  })
  region!: string | null;

  @ApiProperty({ enum: ['ok', 'incomplete', 'failed'] })
  status!: 'ok' | 'incomplete' | 'failed';

  @ApiProperty({ example: 3 })
  findings!: number;

  @ApiProperty({
    type: String,
    nullable: true,
    example: 'Role arn:aws:iam::111222333444:role/fullstop may not be assumed',
  })
  error!: string | null;

  @ApiProperty({ type: [JobRunProblemJson] })
  problems!: JobRunProblemJson[];
}

/** What a dry run found. */
export class DryRunFindingJson {
  @ApiProperty({ example: '111222333444' })
  account_id!: string;

  @ApiProperty({ example: 'eu-west-1' })
  region!: string;

  @ApiProperty({ example: 'checkAmiJob' })
  event_id!: string;

  @ApiProperty({ example: 'OUTDATED_TAUPAGE' })
  violation_type!: string;

  @ApiProperty({ type: String, nullable: true, example: 'i-0123456789abcdef0' })
  instance_id!: string | null;

  @ApiProperty({ type: Object, nullable: true, example: { ami_id: 'ami-0123456789abcdef0' } })
  meta_info!: unknown;
}

/** A run with everything about it. */
export class JobRunDetailsJson extends JobRunJson {
  @ApiProperty({ type: [JobRunTargetJson], description: 'Those that are not in order first.' })
  targets!: JobRunTargetJson[];

  @ApiProperty({ type: [DryRunFindingJson], description: 'Of a dry run, the first thousand.' })
  dry_run_findings!: DryRunFindingJson[];
}

/** Runs of a job, newest first. */
export class JobRunPageJson {
  @ApiProperty({ type: [JobRunJson] })
  content!: JobRunJson[];

  @ApiProperty({ description: 'Whether nothing follows.' })
  last!: boolean;

  @ApiProperty({
    type: Number,
    nullable: true,
    description: '`before-id` of the next page; null when nothing follows.',
    example: 4611,
  })
  next_before_id!: number | null;
}

/** The run, as callers see it. */
export function jobRunJsonOf(run: JobRun): JobRunJson {
  const { id, job, trigger, status, owner, attempt, account, findings, opened, error } = run;
  return {
    id,
    job,
    trigger,
    status,
    slot: instantOf(run.slot),
    requested_at: run.requestedAt.toISOString(),
    requested_by: run.requestedBy,
    started_at: instantOf(run.startedAt),
    finished_at: instantOf(run.finishedAt),
    owner,
    lease_until: instantOf(run.leaseUntil),
    attempt,
    account,
    dry_run: run.dryRun,
    accounts_total: run.accountsTotal,
    accounts_ok: run.accountsOk,
    accounts_failed: run.accountsFailed,
    findings,
    opened,
    resolved: run.closed,
    error,
  };
}

/** The run with everything about it, as callers see it. */
export function jobRunDetailsJsonOf(run: JobRunDetails): JobRunDetailsJson {
  return {
    ...jobRunJsonOf(run),
    targets: run.targets.map(({ accountId, region, status, findings, error, problems }) => {
      return { account_id: accountId, region, status, findings, error, problems: [...problems] };
    }),
    dry_run_findings: run.dryRunFindings.map((finding) => ({
      account_id: finding.accountId,
      region: finding.region,
      event_id: finding.eventId ?? '',
      violation_type: finding.type,
      instance_id: finding.instanceId ?? null,
      meta_info: finding.metaInfo ?? null,
    })),
  };
}

/** The instant in ISO 8601. */
export function instantOf(instant: Date | null): string | null {
  return instant?.toISOString() ?? null;
}
