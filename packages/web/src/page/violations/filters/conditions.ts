import type { ViolationJson, ViolationListParameters } from '@fullstop/api';

/** What the list can be narrowed by: parameters of the API, which are those of this page's addresses, too. */
export const CONDITIONS = [
  'state',
  'types',
  'severity',
  'accounts',
  'region',
  'application-ids',
  'username',
  'instance-id',
  'from',
  'to',
  'meta',
] as const satisfies (keyof ViolationListParameters)[];

export type ConditionName = (typeof CONDITIONS)[number];

/** One thing that must hold; of several with one name, one of them, except for `meta`. */
export interface Condition {
  readonly name: ConditionName;
  readonly value: string;
}

/** Those that may be there several times, with commas between their values. */
const LISTS: readonly ConditionName[] = ['types', 'accounts', 'region', 'application-ids'];

/** States to choose from; the first one unless another is given. */
export const STATES = ['open', 'resolved', 'whitelisted', 'all'] as const satisfies (
  | ViolationJson['state']
  | 'all'
)[];

export type StateChoice = (typeof STATES)[number];

/** The conditions in an address, in the order of {@link CONDITIONS}; blank ones and what is not known are left out. */
export function conditionsIn(search: string): Condition[] {
  const parameters = new URLSearchParams(search);
  return CONDITIONS.flatMap((name) => {
    const values = parameters.getAll(name).flatMap((text) => (LISTS.includes(name) ? text.split(',') : text));
    const given = [...new Set(values.map((value) => value.trim()))].filter((value) => value !== '');
    // Of what can be there but once the last one counts, as for the API.
    return (isRepeatable(name) ? given : given.slice(-1)).map((value) => ({ name, value }));
  });
}

/** The conditions as part of an address; empty without any, else with its question mark. */
export function searchOf(conditions: readonly Condition[], cursor?: Cursor): string {
  const parameters = new URLSearchParams();
  for (const name of CONDITIONS) {
    const values = valuesOf(conditions, name);
    if (LISTS.includes(name)) values.length > 0 && parameters.set(name, values.join(','));
    else for (const value of values) parameters.append(name, value);
  }
  if (cursor) parameters.set(cursor.name, String(cursor.id));
  const text = parameters.toString().replaceAll('%2C', ',').replaceAll('%3A', ':');
  return text === '' ? '' : `?${text}`;
}

/** The values of conditions with a name. */
export function valuesOf(conditions: readonly Condition[], name: ConditionName): string[] {
  return conditions.filter((each) => each.name === name).map(({ value }) => value);
}

/** Which state is asked for. */
export function stateIn(conditions: readonly Condition[]): StateChoice {
  const [value] = valuesOf(conditions, 'state');
  return STATES.find((state) => state === value) ?? 'open';
}

/** The conditions with one more, or without it when it is there already. */
export function toggled(conditions: readonly Condition[], { name, value }: Condition): Condition[] {
  const others = conditions.filter((each) => each.name !== name || each.value !== value);
  return others.length < conditions.length ? others : added(conditions, { name, value });
}

/** The conditions with one more, which replaces another one of its name unless there may be several. */
export function added(conditions: readonly Condition[], condition: Condition): Condition[] {
  const { name, value } = condition;
  const others = conditions.filter(
    (each) => (isRepeatable(name) ? each.value !== value : true) || each.name !== name,
  );
  return [...(isRepeatable(name) ? others : without(others, name)), condition];
}

/** The conditions without those of a name. */
export function without(conditions: readonly Condition[], name: ConditionName): Condition[] {
  return conditions.filter((each) => each.name !== name);
}

function isRepeatable(name: ConditionName): boolean {
  return name === 'meta' || LISTS.includes(name);
}

/** Where a page of the list begins: beside the violation with this id, in the direction that the API's parameter says. */
export interface Cursor {
  readonly name: 'before-id' | 'after-id';
  readonly id: number;
}

/** Where the page begins that an address stands for; `undefined` for the newest. */
export function cursorIn(search: string): Cursor | undefined {
  const parameters = new URLSearchParams(search);
  for (const name of ['before-id', 'after-id'] as const) {
    const text = parameters.get(name) ?? '';
    if (/^\d{1,15}$/.test(text)) return { name, id: Number(text) };
  }
  return undefined;
}
