import type { DryRun, StoredSubject } from '@fullstop/store';
import { ApiProperty } from '../openapi/swagger.js';

/** How many violations of a type a rule would cover. */
export class RuleTestTypeJson {
  @ApiProperty({ example: 'WRONG_AMI' })
  type!: string;

  @ApiProperty({ example: 3 })
  quantity!: number;
}

/** How many violations of an account a rule would cover. */
export class RuleTestAccountJson {
  @ApiProperty({ example: '111222333444' })
  account!: string;

  @ApiProperty({ example: 3 })
  quantity!: number;
}

/** A violation that a rule would cover. */
export class RuleTestSampleJson {
  @ApiProperty({ example: 4711 })
  id!: number;

  @ApiProperty({ example: '111222333444' })
  account_id!: string;

  @ApiProperty({ example: 'eu-central-1' })
  region!: string;

  @ApiProperty({ example: 'WRONG_AMI' })
  violation_type!: string;

  @ApiProperty({ example: 'i-1234567890abcdef0', type: String, nullable: true })
  instance_id!: string | null;

  @ApiProperty({ description: 'Name of the application.', example: 'my-app', type: String, nullable: true })
  application_id!: string | null;

  @ApiProperty({ description: 'Name of its version.', example: '1.0', type: String, nullable: true })
  application_version_id!: string | null;

  @ApiProperty({ example: '2026-08-06T10:00:00.000Z', format: 'date-time' })
  created!: string;
}

/** What a rule would cover if it were created now. */
export class RuleTestJson {
  @ApiProperty({ description: 'Open violations that it matches.', example: 3 })
  matches!: number;

  @ApiProperty({
    description:
      'Whether all open violations were looked at; else the numbers are too low, for want of time.',
    example: true,
  })
  complete!: boolean;

  @ApiProperty({
    description: 'Violations that it cannot be applied to, which count as "no match".',
    example: 0,
  })
  not_evaluable!: number;

  @ApiProperty({ description: 'Most frequent first.', type: [RuleTestTypeJson] })
  by_type!: RuleTestTypeJson[];

  @ApiProperty({ description: 'Most frequent first.', type: [RuleTestAccountJson] })
  by_account!: RuleTestAccountJson[];

  @ApiProperty({ description: 'The first ten, by id.', type: [RuleTestSampleJson] })
  samples!: RuleTestSampleJson[];
}

/** The outcome of a test on the wire. */
export function ruleTestJsonOf(run: DryRun): RuleTestJson {
  return {
    matches: run.matches,
    complete: run.isComplete,
    not_evaluable: run.notEvaluable,
    by_type: run.byType.map(({ name, quantity }) => ({ type: name, quantity })),
    by_account: run.byAccount.map(({ name, quantity }) => ({ account: name, quantity })),
    samples: run.samples.map(sampleJsonOf),
  };
}

function sampleJsonOf(sample: StoredSubject): RuleTestSampleJson {
  return {
    id: sample.id,
    account_id: sample.accountId,
    region: sample.region,
    violation_type: sample.type,
    instance_id: sample.instanceId,
    application_id: sample.applicationId,
    application_version_id: sample.applicationVersion,
    created: sample.created.toISOString(),
  };
}
