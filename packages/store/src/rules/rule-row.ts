import type { RuleWithCoverage, StoredRule } from './rule.js';

/** A row of `rule`, as it lies in the table. */
export interface RuleRow {
  /** 64-bit numbers arrive as texts. */
  id: string;
  account_id: string | null;
  region: string | null;
  application_id: string | null;
  application_version: string | null;
  image_name: string | null;
  image_owner: string | null;
  reason: string;
  expiry_date: Date;
  violation_type_entity_id: string | null;
  meta_info_json_path: string | null;
  replaces_rule_id: string | null;
  replaced_by_rule_id: string | null;
  applies_to_open: boolean;
  ended_at: Date | null;
  sweep: 'cover' | 'reopen' | null;
  sweep_after_id: string;
  sweep_until_id: string;
  created: Date;
  created_by: string;
  last_modified: Date;
  last_modified_by: string;
  version: string;
}

/** A row with what the rule covers. */
export interface CoverageRow extends RuleRow {
  covered: string;
  last_covered: Date | null;
}

/** The rule that a row holds. */
export function ruleOf(row: RuleRow): StoredRule {
  return {
    id: Number(row.id),
    accountId: row.account_id,
    region: row.region,
    type: row.violation_type_entity_id,
    imageName: row.image_name,
    imageOwner: row.image_owner,
    applicationId: row.application_id,
    applicationVersion: row.application_version,
    metaInfoJsonPath: row.meta_info_json_path,
    reason: row.reason,
    expiryDate: row.expiry_date,
    replacesRuleId: numberOrNull(row.replaces_rule_id),
    replacedByRuleId: numberOrNull(row.replaced_by_rule_id),
    endedAt: row.ended_at,
    isSweeping: row.sweep !== null,
    version: Number(row.version),
    created: row.created,
    createdBy: row.created_by,
    lastModified: row.last_modified,
    lastModifiedBy: row.last_modified_by,
  };
}

/** The rule that a row holds, with what it covers. */
export function ruleWithCoverageOf(row: CoverageRow): RuleWithCoverage {
  return { ...ruleOf(row), covered: Number(row.covered), lastCovered: row.last_covered };
}

function numberOrNull(text: string | null): number | null {
  return text === null ? null : Number(text);
}
