import type { AccountCountJson, ViolationTypeJson } from '@fullstop/api';
import { type Condition, type ConditionName, valuesOf } from './filters/conditions.js';

/** How many violations a choice would give. */
export interface Choice {
  readonly value: string;
  readonly quantity: number;
}

/** Conditions that the counts take into account. */
const COUNTED: readonly ConditionName[] = ['state', 'from', 'to', 'accounts', 'types', 'severity'];

/** Whether there are conditions that the counts know nothing of. */
export function isUncounted(conditions: readonly Condition[]): boolean {
  return conditions.some(({ name }) => !COUNTED.includes(name));
}

/** The types to choose from, with what the other conditions leave of them; the most frequent first. */
export function countsByType(counts: readonly AccountCountJson[], facts: CountFacts): Choice[] {
  const { accounts, severities } = chosenIn(facts);
  const left = counts.filter((each) => accounts(each) && severities(each));
  return summed(left, ({ type }) => type, valuesOf(facts.conditions, 'types'));
}

/** The accounts to choose from, in the same way. */
export function countsByAccount(counts: readonly AccountCountJson[], facts: CountFacts): Choice[] {
  const { types, severities } = chosenIn(facts);
  const left = counts.filter((each) => types(each) && severities(each));
  return summed(left, ({ account }) => account, valuesOf(facts.conditions, 'accounts'));
}

/** How many there are of each severity, in the same way; by level. */
export function countsBySeverity(counts: readonly AccountCountJson[], facts: CountFacts): Choice[] {
  const { types, accounts } = chosenIn(facts);
  const left = counts.filter((each) => types(each) && accounts(each));
  const chosen = valuesOf(facts.conditions, 'severity');
  const choices = summed(left, ({ type }) => severityOf(type, facts.types), chosen);
  return choices.sort((one, other) => Number(other.value) - Number(one.value));
}

/** What counts are looked at with. */
export interface CountFacts {
  readonly conditions: readonly Condition[];
  readonly types: readonly ViolationTypeJson[];
}

type Holds = (count: AccountCountJson) => boolean;

function chosenIn({ conditions, types }: CountFacts): Record<'accounts' | 'types' | 'severities', Holds> {
  const oneOf = (name: ConditionName, keyOf: (count: AccountCountJson) => string): Holds => {
    const values = valuesOf(conditions, name);
    return (count) => values.length === 0 || values.includes(keyOf(count));
  };
  return {
    accounts: oneOf('accounts', ({ account }) => account),
    types: oneOf('types', ({ type }) => type),
    severities: oneOf('severity', ({ type }) => severityOf(type, types)),
  };
}

function severityOf(type: string, types: readonly ViolationTypeJson[]): string {
  return String(types.find(({ id }) => id === type)?.violation_severity ?? '');
}

/** What is chosen stays there with 0, so that it can be taken back. */
function summed(
  counts: readonly AccountCountJson[],
  keyOf: (count: AccountCountJson) => string,
  chosen: readonly string[],
): Choice[] {
  const sums = new Map(chosen.map((value) => [value, 0]));
  for (const count of counts) {
    const value = keyOf(count);
    if (value !== '') sums.set(value, (sums.get(value) ?? 0) + count.quantity);
  }
  return [...sums]
    .map(([value, quantity]) => ({ value, quantity }))
    .sort((one, other) => other.quantity - one.quantity || (one.value < other.value ? -1 : 1));
}
