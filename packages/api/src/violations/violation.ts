import type { JsonValue, ViolationJson as ViolationOnTheWire, ViolationState } from '@fullstop/core';
import { PageJson } from '../http/page.js';
import { ApiProperty, OmitType } from '../openapi/swagger.js';
import { ViolationTypeJson } from '../violation-types/violation-type.js';

/** States of violations. */
export const VIOLATION_STATES = ['open', 'resolved', 'whitelisted'] as const satisfies ViolationState[];

/** A violation (elsewhere: finding): a bad state that somebody caused. */
export class ViolationJson implements ViolationOnTheWire {
  @ApiProperty({ example: 4711 })
  id!: number;

  @ApiProperty({ description: 'Counts changes; 0 at first.', example: 0 })
  version!: number;

  @ApiProperty({
    description: 'Of the CloudTrail event; or made by whoever reported it.',
    example: '0a1b2c3d-0000-4000-8000-123456789abc',
  })
  event_id!: string;

  @ApiProperty({ description: 'AWS account.', example: '111222333444' })
  account_id!: string;

  @ApiProperty({ description: 'AWS region.', example: 'eu-central-1' })
  region!: string;

  @ApiProperty({
    description: 'Details: any JSON, mostly an object. What is in it depends on the type.',
    nullable: true,
    oneOf: [
      { type: 'object', additionalProperties: true },
      { type: 'array', items: {} },
      { type: 'string' },
      { type: 'number' },
      { type: 'boolean' },
    ],
    example: { ami_id: 'ami-1234', ami_name: 'foo' },
  })
  meta_info!: JsonValue;

  @ApiProperty({
    description: 'Why it is resolved or whitelisted; null while it is open.',
    type: String,
    nullable: true,
    example: null,
  })
  comment!: string | null;

  @ApiProperty({
    description: 'The resource, mostly an EC2 instance; null when the event itself is the subject.',
    type: String,
    nullable: true,
    example: 'i-1234567890abcdef0',
  })
  instance_id!: string | null;

  @ApiProperty({
    description:
      '`<package>#<Class>` of the plugin or job; null for violations that came in through the API.',
    type: String,
    nullable: true,
    example: '@fullstop/plugin-ami#AmiPlugin',
  })
  plugin_fully_qualified_class_name!: string | null;

  @ApiProperty({ type: ViolationTypeJson })
  violation_type!: ViolationTypeJson;

  @ApiProperty({
    description: 'When it was stored.',
    format: 'date-time',
    example: '2026-08-06T10:00:00.000Z',
  })
  created!: string;

  @ApiProperty({ description: 'A user, or FULLSTOP for event processing and jobs.', example: 'FULLSTOP' })
  created_by!: string;

  @ApiProperty({ format: 'date-time', example: '2026-08-06T10:00:00.000Z' })
  last_modified!: string;

  @ApiProperty({ example: 'FULLSTOP' })
  last_modified_by!: string;

  @ApiProperty({
    description: 'Who caused the event.',
    type: String,
    nullable: true,
    example: 'arn:aws:iam::111222333444:user/jdoe',
  })
  username!: string | null;

  @ApiProperty({
    description: 'The whitelisting rule (elsewhere: suppression) that covers it.',
    type: Number,
    nullable: true,
    example: null,
  })
  rule_id!: number | null;

  @ApiProperty({ description: 'Name of the application.', type: String, nullable: true, example: 'my-app' })
  application_id!: string | null;

  @ApiProperty({ description: 'Name of its version.', type: String, nullable: true, example: '1.0' })
  application_version_id!: string | null;

  @ApiProperty({
    description: 'When the event happened.',
    format: 'date-time',
    example: '2026-08-06T09:58:00.000Z',
  })
  event_time!: string;

  @ApiProperty({
    description: 'Equal for occurrences of the same finding in different events.',
    example: '4f0c9d1b2a3e4f5061728394a5b6c7d8',
  })
  fingerprint!: string;

  @ApiProperty({
    description: 'How often the finding had been seen when this was stored, itself included.',
    example: 1,
  })
  occurrences!: number;

  @ApiProperty({
    description: 'Time of the event of the first of those occurrences.',
    format: 'date-time',
    example: '2026-08-06T09:58:00.000Z',
  })
  first_seen!: string;

  @ApiProperty({
    description: 'Time of the event of the last of those occurrences.',
    format: 'date-time',
    example: '2026-08-06T09:58:00.000Z',
  })
  last_seen!: string;

  @ApiProperty({
    description: 'Id of the resolved violation that came back with this one.',
    type: Number,
    nullable: true,
    example: null,
  })
  recurrence_of!: number | null;

  @ApiProperty({ enum: VIOLATION_STATES, enumName: 'ViolationState', example: 'open' })
  state!: ViolationState;
}

/** A page of violations. */
export class ViolationPageJson extends OmitType(PageJson, ['total_elements', 'total_pages']) {
  @ApiProperty({ type: [ViolationJson] })
  content!: ViolationJson[];

  @ApiProperty({
    description: 'Violations on all pages together; null with `count=none`.',
    type: Number,
    nullable: true,
    example: 42,
  })
  total_elements!: number | null;

  @ApiProperty({
    description: 'Pages of this size; null with `count=none`.',
    type: Number,
    nullable: true,
    example: 5,
  })
  total_pages!: number | null;

  @ApiProperty({
    description:
      'Only with `count=capped` and `count=none`: whether there are no more than `total_elements`.',
    required: false,
    example: true,
  })
  total_exact?: boolean;
}
