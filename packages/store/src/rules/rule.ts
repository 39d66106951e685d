import { storableText } from '../findings/storable-text.js';

/** What a violation must be for a rule to cover it. `null` and blank texts ask nothing. */
export interface RuleCriteria {
  readonly accountId: string | null;
  readonly region: string | null;
  /** Id of the violation type. */
  readonly type: string | null;
  /** Regular expression for the entire `meta_info.ami_name`. */
  readonly imageName: string | null;
  /** Equal to `meta_info.ami_owner_id`. */
  readonly imageOwner: string | null;
  /** Name of the application, and of its version. */
  readonly applicationId: string | null;
  readonly applicationVersion: string | null;
  /** JSONPath that must give a non-empty list on `meta_info`. */
  readonly metaInfoJsonPath: string | null;
}

/** A rule as somebody wants it. */
export interface RuleDraft extends RuleCriteria {
  readonly reason: string;
  readonly expiryDate: Date;
}

/** A whitelisting rule (elsewhere: suppression). Rules are not changed but replaced. */
export interface StoredRule extends RuleDraft {
  readonly id: number;
  readonly version: number;
  readonly created: Date;
  readonly createdBy: string;
  readonly lastModified: Date;
  readonly lastModifiedBy: string;
  readonly replacesRuleId: number | null;
  readonly replacedByRuleId: number | null;
  /** When it was taken out of force; `null` while it is in force, and until an expiry was noticed. */
  readonly endedAt: Date | null;
  /** Whether open violations are still being covered, or those it covered still being reopened. */
  readonly isSweeping: boolean;
}

/** A rule, and what it covers. */
export interface RuleWithCoverage extends StoredRule {
  /** Violations it covers now. */
  readonly covered: number;
  /** When the newest of them was covered. */
  readonly lastCovered: Date | null;
}

/** The expiry of rules that shall not expire. */
export const NEVER = new Date('9999-01-01T00:00:00.000Z');

/** Characters that a pattern or a JSONPath may have. */
export const MAX_PATTERN_LENGTH = 1000;

/** Texts of a rule, by their names here and on the wire. */
export const CRITERIA: Readonly<Record<keyof RuleCriteria, string>> = {
  accountId: 'account_id',
  region: 'region',
  type: 'violation_type',
  imageName: 'image_name',
  imageOwner: 'image_owner',
  applicationId: 'application_id',
  applicationVersion: 'application_version',
  metaInfoJsonPath: 'meta_info_json_path',
};

const CRITERIA_NAMES = Object.keys(CRITERIA) as (keyof RuleCriteria)[];

/** The criteria, trimmed; blank ones are `null`. */
export function trimmedCriteria(given: RuleCriteria): RuleCriteria {
  const entries = CRITERIA_NAMES.map((name) => [name, given[name]?.trim() || null]);
  return Object.fromEntries(entries) as unknown as RuleCriteria;
}

/** The rule as it is stored: texts trimmed and such as PostgreSQL takes them, blank criteria `null`. */
export function storableDraft(given: RuleDraft): RuleDraft {
  const texts = CRITERIA_NAMES.map((name) => [name, given[name] === null ? null : storableText(given[name])]);
  return {
    ...trimmedCriteria(Object.fromEntries(texts) as unknown as RuleCriteria),
    reason: storableText(given.reason).trim(),
    expiryDate: given.expiryDate,
  };
}

/** Whether no criterion is left; such a rule covers nothing. Takes trimmed criteria. */
export function hasNoCriteria(criteria: RuleCriteria): boolean {
  return CRITERIA_NAMES.every((name) => criteria[name] === null);
}
