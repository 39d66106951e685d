import { minuteOf } from '../../format/instants.js';
import { severityName } from '../../format/words.js';
import type { Condition, ConditionName } from './conditions.js';

/** What conditions are called. */
export const CONDITION_LABELS: Readonly<Record<ConditionName, string>> = {
  state: 'State',
  types: 'Type',
  severity: 'Severity',
  accounts: 'Account',
  region: 'Region',
  'application-ids': 'Application',
  username: 'User',
  'instance-id': 'Resource',
  from: 'Stored after',
  to: 'Stored before',
  meta: 'Details',
};

/** The value of a condition to read. */
export function conditionText({ name, value }: Condition): string {
  if (name === 'severity') return severityName(Number(value));
  return name === 'from' || name === 'to' ? `${minuteOf(value)} UTC` : value;
}
