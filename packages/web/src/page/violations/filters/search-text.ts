import type { Condition } from './conditions.js';

/** What somebody looks for: a violation, or those with a condition. */
export type Search = { readonly id: number } | { readonly condition: Condition };

const SHAPES: readonly (readonly [RegExp, Condition['name']])[] = [
  [/^\d{12}$/, 'accounts'],
  [/^[a-z]{2}(-[a-z]+)+-\d$/, 'region'],
  [/^[A-Z][A-Z0-9]*(_[A-Z0-9]+)+$/, 'types'],
  [/^[^\s=:/]+=.+$/, 'meta'],
  [/^arn:[^:]*:(iam|sts):/, 'username'],
  [/^(arn:|[a-z]+-[0-9a-f]{6,}$)/, 'instance-id'],
];

/**
 * What a text that somebody typed stands for, by its shape: `#4711`, an account, a region, a type, `key=value` of the
 * details, a user, a resource. Other texts are names of applications.
 */
export function searchIn(text: string): Search | undefined {
  const value = text.trim();
  if (value === '') return undefined;
  const id = /^#?(\d{1,15})$/.exec(value)?.[1];
  if (id !== undefined && (id.length !== 12 || value.startsWith('#'))) return { id: Number(id) };
  const [, name = 'application-ids'] = SHAPES.find(([shape]) => shape.test(value)) ?? [];
  return { condition: { name, value } };
}
