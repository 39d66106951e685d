import type { JobDetails } from '@fullstop/core';
import { Matches } from 'class-validator';
import { ExactParameters } from '../errors/validation.js';
import { FlagParameter, IntegerParameter, TextParameter } from '../http/parameters.js';
import { ApiProperty } from '../openapi/swagger.js';
import { instantOf, JobRunJson, jobRunJsonOf } from './job-run.js';

/** Runs on a page, when a request does not say it. */
export const DEFAULT_SIZE = 50;
const MAX_SIZE = 1000;
const INSTANT = { type: String, format: 'date-time', nullable: true } as const;

/** How a job stands. */
export class JobJson {
  @ApiProperty({ example: 'fetchAmiJob' })
  id!: string;

  @ApiProperty({ example: 'Outdated images' })
  title!: string;

  @ApiProperty({ example: 'Reports instances whose image has expired.' })
  summary!: string;

  @ApiProperty({ description: 'Package and class.', example: '@fullstop/jobs#FetchAmiJob' })
  class_id!: string;

  @ApiProperty({ description: 'Version of its package.', example: '0.1.0' })
  version!: string;

  @ApiProperty({
    type: [String],
    description: 'Violation types that it reports.',
    example: ['OUTDATED_TAUPAGE'],
  })
  emits!: string[];

  @ApiProperty({ description: 'Whether it runs.' })
  active!: boolean;

  @ApiProperty({ description: 'Why it does not; empty when it does.', example: '' })
  reason!: string;

  @ApiProperty({ description: 'Cron expression of five fields.', example: '0 */4 * * *' })
  schedule!: string;

  @ApiProperty({ description: 'Time zone of the schedule.', example: 'UTC' })
  time_zone!: string;

  @ApiProperty({
    ...INSTANT,
    description: 'Null while it is not active.',
    example: '2026-08-06T12:00:00.000Z',
  })
  next_run!: string | null;

  @ApiProperty({
    type: JobRunJson,
    nullable: true,
    description: 'The run that goes on; null when there is none.',
  })
  running!: JobRunJson | null;

  @ApiProperty({ type: JobRunJson, nullable: true, description: 'The newest run that ended.' })
  last_run!: JobRunJson | null;

  @ApiProperty({
    ...INSTANT,
    description: 'When all accounts were last scanned as a whole.',
    example: '2026-08-06T08:04:00.000Z',
  })
  last_success!: string | null;
}

/** Which runs to list. */
export class JobRunListParameters {
  @IntegerParameter({ description: 'Only those with ids below this.', example: 4711, min: 0 })
  'before-id'?: number;

  @IntegerParameter({
    description: `How many at most; default ${DEFAULT_SIZE}.`,
    example: DEFAULT_SIZE,
    min: 1,
    max: MAX_SIZE,
  })
  size?: number;
}

/** How to run a job. */
@ExactParameters()
export class JobRunParameters {
  @FlagParameter({ description: 'Wait for a run that goes on, instead of being refused.', example: true })
  queue?: boolean;

  @TextParameter({ description: 'Only this account.', example: '111222333444' })
  @Matches(/^\d{12}$/, { message: '$property: expected twelve digits' })
  account?: string;

  @FlagParameter({ description: 'Store nothing but the run with what it would have found.', example: true })
  'dry-run'?: boolean;
}

/** A run that begins soon. */
export class JobRunAnswerJson {
  @ApiProperty({ example: 4711 })
  run_id!: number;
}

/** The job, as callers see it. */
export function jobJsonOf(job: JobDetails): JobJson {
  const { id, title, summary, version, active, reason, schedule, running, lastRun } = job;
  return {
    id,
    title,
    summary,
    class_id: job.classId,
    version,
    emits: [...job.emits],
    active,
    reason,
    schedule,
    time_zone: job.timeZone,
    next_run: instantOf(job.nextRun),
    running: running && jobRunJsonOf(running),
    last_run: lastRun && jobRunJsonOf(lastRun),
    last_success: instantOf(job.lastSuccess),
  };
}
