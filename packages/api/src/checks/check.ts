import type { UnfinishedCheckJson } from '@fullstop/core';
import { Transform } from 'class-transformer';
import { IsIn, IsOptional } from 'class-validator';
import { OptionalText } from '../http/body-fields.js';
import { IntegerParameter, TextParameter } from '../http/parameters.js';
import { ApiProperty, ApiPropertyOptional } from '../openapi/swagger.js';

const STATES = ['pending', 'failed'] as const;
/** Checks on a page, when a request does not say it. */
export const DEFAULT_SIZE = 100;
const MAX_SIZE = 1000;

/** A check that did not come to a decision: one plugin looking at one event. */
export class CheckJson implements UnfinishedCheckJson {
  @ApiProperty({ description: 'By which lists are continued; another one after each replay.', example: 17 })
  id!: number;

  @ApiProperty({ example: '0a1b2c3d-0000-4000-8000-123456789abc' })
  event_id!: string;

  @ApiProperty({ example: '111222333444' })
  account_id!: string;

  @ApiProperty({ example: 'eu-central-1' })
  region!: string;

  @ApiProperty({ description: 'Id of the plugin.', example: 'ami' })
  plugin!: string;

  @ApiProperty({
    enum: STATES,
    description:
      '`pending` is tried again at `next_try_at`; `failed` waits for somebody to have it tried again.',
  })
  state!: 'pending' | 'failed';

  @ApiProperty({ description: 'Stable code of the last error.', example: 'FACT_UNAVAILABLE' })
  error_code!: string;

  @ApiProperty({ example: 'user data of i-1 could not be had: throttled by AWS' })
  error_message!: string;

  @ApiProperty({ description: 'Tries so far.', example: 3 })
  attempts!: number;

  @ApiProperty({ type: String, format: 'date-time', nullable: true, example: '2026-08-06T10:05:00.000Z' })
  next_try_at!: string | null;

  @ApiProperty({ format: 'date-time', example: '2026-08-06T10:00:00.000Z' })
  first_tried_at!: string;

  @ApiProperty({ format: 'date-time', example: '2026-08-06T10:01:00.000Z' })
  last_tried_at!: string;

  @ApiProperty({ description: 'Where the event was read.', example: 'my-cloudtrail-logs' })
  s3_bucket!: string;

  @ApiProperty({ example: 'AWSLogs/111222333444/CloudTrail/eu-central-1/2026/08/06/a.json.gz' })
  s3_key!: string;

  @ApiProperty({ description: 'Its place in the file; the first is 0.', example: 12 })
  record_index!: number;
}

/** Some of the checks, by id. */
export class CheckPageJson {
  @ApiProperty({ type: [CheckJson] })
  content!: CheckJson[];

  @ApiProperty({ description: 'Whether nothing follows.' })
  last!: boolean;

  @ApiProperty({
    description: '`after-id` of the next page; null when nothing follows.',
    type: Number,
    nullable: true,
    example: 117,
  })
  next_after_id!: number | null;
}

/** Which checks to list. */
export class CheckListParameters {
  @TextParameter({ description: 'Only those in this state; `pending` or `failed`.', example: 'failed' })
  @IsIn(STATES, { message: `$property: expected one of ${STATES.join(', ')}` })
  state?: 'pending' | 'failed';

  @TextParameter({ description: 'Only those of this plugin.', example: 'ami' })
  plugin?: string;

  @TextParameter({
    description: 'Only those of this event.',
    example: '0a1b2c3d-0000-4000-8000-123456789abc',
  })
  'event-id'?: string;

  @IntegerParameter({ description: 'Only those with ids above this.', example: 17, min: 0 })
  'after-id'?: number;

  @IntegerParameter({
    description: `How many at most; default ${DEFAULT_SIZE}.`,
    example: DEFAULT_SIZE,
    min: 1,
    max: MAX_SIZE,
  })
  size?: number;
}

/** Which checks to try again; without any field, all. */
export class CheckRetryJson {
  @ApiPropertyOptional({ enum: STATES, nullable: true, description: 'Only those in this state.' })
  @Transform(({ value }) => value ?? undefined)
  @IsOptional()
  @IsIn(STATES, { message: `$property: expected one of ${STATES.join(', ')}` })
  state?: 'pending' | 'failed';

  @OptionalText({ description: 'Only those of this plugin.', example: 'ami', maxLength: 255 })
  plugin?: string | null;

  @OptionalText({
    description: 'Only those of this event.',
    example: '0a1b2c3d-0000-4000-8000-123456789abc',
    maxLength: 255,
  })
  event_id?: string | null;
}

/** What became of a retry. */
export class CheckRetryAnswerJson {
  @ApiProperty({ description: 'Checks that are due now, as if they had never been tried.', example: 3 })
  requeued!: number;
}
