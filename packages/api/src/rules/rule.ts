import type { RuleWithCoverage } from '@fullstop/store';
import { ApiProperty } from '../openapi/swagger.js';

const criterion = (description: string, example: string | null = null) => ({
  description,
  example,
  type: String,
  nullable: true,
});
const instant = (description: string) => ({
  description,
  example: '2026-08-06T10:00:00.000Z',
  type: String,
  format: 'date-time',
});

/** A whitelisting rule. */
export class RuleJson {
  @ApiProperty({ example: 7 })
  id!: number;

  @ApiProperty(criterion('AWS account.', '111222333444'))
  account_id!: string | null;

  @ApiProperty(criterion('AWS region.'))
  region!: string | null;

  @ApiProperty(criterion('Name of the application.', 'my-app'))
  application_id!: string | null;

  @ApiProperty(criterion('Name of its version.'))
  application_version!: string | null;

  @ApiProperty(criterion('Regular expression for the entire `meta_info.ami_name`.'))
  image_name!: string | null;

  @ApiProperty(criterion('AWS account that owns the image.'))
  image_owner!: string | null;

  @ApiProperty({ description: 'Why.', example: 'ticket 4711' })
  reason!: string;

  @ApiProperty({ ...instant('Until when.'), example: '9999-01-01T00:00:00.000Z' })
  expiry_date!: string;

  @ApiProperty(criterion('Id of the violation type.', 'OUTDATED_TAUPAGE'))
  violation_type!: string | null;

  @ApiProperty(criterion('The same, under the name that old clients know.', 'OUTDATED_TAUPAGE'))
  violation_type_entity_id!: string | null;

  @ApiProperty(criterion('JSONPath that must give a non-empty list on `meta_info`.'))
  meta_info_json_path!: string | null;

  @ApiProperty(instant('When it was created.'))
  created!: string;

  @ApiProperty({ description: 'Who created it.', example: 'jdoe' })
  created_by!: string;

  @ApiProperty(instant('When it was created, or ended.'))
  last_modified!: string;

  @ApiProperty({ description: 'Who did that.', example: 'jdoe' })
  last_modified_by!: string;

  @ApiProperty({ description: 'Counts changes. A rule changes only by getting another expiry.', example: 0 })
  version!: number;

  @ApiProperty({
    description: 'Id of the rule that this one replaced.',
    example: 5,
    type: Number,
    nullable: true,
  })
  replaces_rule_id!: number | null;

  @ApiProperty({
    description: 'Id of the rule that replaced this one.',
    example: null,
    type: Number,
    nullable: true,
  })
  replaced_by_rule_id!: number | null;

  @ApiProperty({ description: 'Violations that it covers now.', example: 12 })
  covered!: number;

  @ApiProperty({ ...instant('When it covered the newest of them.'), nullable: true })
  last_covered!: string | null;

  @ApiProperty({
    description:
      'Whether open violations are still being covered, or, after its end, those it covered still being reopened.',
    example: false,
  })
  in_progress!: boolean;
}

/** The rule on the wire. */
export function ruleJsonOf(rule: RuleWithCoverage): RuleJson {
  return {
    id: rule.id,
    account_id: rule.accountId,
    region: rule.region,
    application_id: rule.applicationId,
    application_version: rule.applicationVersion,
    image_name: rule.imageName,
    image_owner: rule.imageOwner,
    reason: rule.reason,
    expiry_date: rule.expiryDate.toISOString(),
    violation_type: rule.type,
    violation_type_entity_id: rule.type,
    meta_info_json_path: rule.metaInfoJsonPath,
    created: rule.created.toISOString(),
    created_by: rule.createdBy,
    last_modified: rule.lastModified.toISOString(),
    last_modified_by: rule.lastModifiedBy,
    version: rule.version,
    replaces_rule_id: rule.replacesRuleId,
    replaced_by_rule_id: rule.replacedByRuleId,
    covered: rule.covered,
    last_covered: rule.lastCovered?.toISOString() ?? null,
    in_progress: rule.isSweeping,
  };
}
