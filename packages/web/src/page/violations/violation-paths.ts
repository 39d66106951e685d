import { type Condition, type Cursor, searchOf, stateIn, valuesOf, without } from './filters/conditions.js';

/** Violations on a page. */
export const PAGE_SIZE = 50;

/** Where the API has a page of the list, newest first; those of `after-id` come oldest first. */
export function listPath(conditions: readonly Condition[], cursor: Cursor | undefined): string {
  const parameters = new URLSearchParams(filterOf(conditions));
  parameters.set('size', String(PAGE_SIZE));
  // Nobody waits for the exact number of a million.
  parameters.set('count', 'capped');
  if (cursor) parameters.set(cursor.name, String(cursor.id));
  else parameters.set('sort', 'id,desc');
  return `/api/violations?${parameters}`;
}

/** Where the API says what a bulk resolution would resolve. */
export function previewPath(conditions: readonly Condition[]): string {
  return `/api/violations/resolutions/preview?${new URLSearchParams(filterOf(conditions))}`;
}

/**
 * Where the API has the counts beside the list: one path for each state. They know the state and the time; accounts, types
 * and severities are left to whoever shows them.
 */
export function countPaths(conditions: readonly Condition[]): string[] {
  const state = stateIn(conditions);
  const flags = { open: '', resolved: 'resolved=true', whitelisted: 'whitelisted=true' };
  const states = state === 'all' ? (['open', 'resolved', 'whitelisted'] as const) : [state];
  return states.map((each) => {
    const parameters = new URLSearchParams(flags[each]);
    for (const name of ['from', 'to'] as const) {
      for (const value of valuesOf(conditions, name)) parameters.set(name, value);
    }
    const query = parameters.toString();
    return query === '' ? '/api/violation-count' : `/api/violation-count?${query}`;
  });
}

/** The conditions for the API, which is always told the state. */
function filterOf(conditions: readonly Condition[]): string {
  return searchOf([{ name: 'state', value: stateIn(conditions) }, ...without(conditions, 'state')]);
}
