import type { RuleJson, ViolationJson } from '@fullstop/api';
import { instantOfInput, isForEver } from '../format/instants.js';

/** What a rule may ask for, in the order of the form. */
export const CRITERIA = [
  'violation_type',
  'account_id',
  'region',
  'application_id',
  'application_version',
  'image_name',
  'image_owner',
  'meta_info_json_path',
] as const satisfies (keyof RuleJson)[];

export type Criterion = (typeof CRITERIA)[number];

/** What criteria are called. */
export const CRITERION_LABELS: Readonly<Record<Criterion, string>> = {
  violation_type: 'Type',
  account_id: 'Account',
  region: 'Region',
  application_id: 'Application',
  application_version: 'Version of the application',
  image_name: 'Image name (regular expression)',
  image_owner: 'Owner of the image',
  meta_info_json_path: 'JSONPath on the details',
};

/** A rule while it is written; empty texts ask for nothing. */
export interface RuleDraft {
  readonly criteria: Readonly<Record<Criterion, string>>;
  readonly reason: string;
  /** As an input for a time holds it, in UTC; empty for a rule without an end. */
  readonly expiry: string;
}

const NO_CRITERIA = Object.fromEntries(CRITERIA.map((name) => [name, ''])) as Record<Criterion, string>;

/** A rule that asks for nothing yet. */
export const EMPTY_DRAFT: RuleDraft = { criteria: NO_CRITERIA, reason: '', expiry: '' };

/** A rule for a violation: its type in its account and region, and its application where it has one. */
export function draftFor(violation: ViolationJson): RuleDraft {
  const { violation_type: type, account_id, region, application_id } = violation;
  const criteria = {
    ...NO_CRITERIA,
    violation_type: type.id,
    account_id,
    region,
    application_id: application_id ?? '',
    image_name: escaped(textIn(violation.meta_info, 'ami_name')),
  };
  return { ...EMPTY_DRAFT, criteria };
}

/** A rule to write another version of. */
export function draftOfRule(rule: RuleJson): RuleDraft {
  const criteria = Object.fromEntries(CRITERIA.map((name) => [name, rule[name] ?? '']));
  const expiry = isForEver(rule.expiry_date) ? '' : rule.expiry_date.slice(0, 19);
  return { criteria: criteria as Record<Criterion, string>, reason: rule.reason, expiry };
}

/** The rule for the API. */
export function ruleInputOf({ criteria, reason, expiry }: RuleDraft): Record<string, string> {
  const fields = Object.entries({ ...criteria, reason, expiry_date: instantOfInput(expiry) ?? '' });
  return Object.fromEntries(fields.filter(([, value]) => value.trim() !== ''));
}

/** Whether a rule asks for anything: one that does not would cover everything. */
export function isNarrowed({ criteria }: RuleDraft): boolean {
  return CRITERIA.some((name) => criteria[name].trim() !== '');
}

function textIn(metaInfo: unknown, key: string): string {
  const value =
    typeof metaInfo === 'object' && metaInfo !== null && key in metaInfo
      ? (metaInfo as Record<string, unknown>)[key]
      : undefined;
  return typeof value === 'string' ? value : '';
}

/** The text as a regular expression that matches it and nothing else. */
function escaped(text: string): string {
  return text.replace(/[\\^$.*+?()[\]{}|]/g, '\\$&');
}
