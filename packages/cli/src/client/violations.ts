import type { ViolationJson } from '@fullstop/core';
import type { ApiClient, Parameter } from './api-client.js';
import { failure } from './client-error.js';
import { matchesMeta, serverMetaFilters } from './meta-filter.js';
import type { ViolationFilter } from './violation-filter.js';

/** What the server gives at most at once. */
const MAX_PAGE = 2000;
/** Page size where rows are filtered here too, so that few pages are needed. */
const FILTERED_PAGE = 500;

/** State of a violation, as the server calls it. */
export type ViolationState = 'open' | 'resolved' | 'whitelisted' | 'all';

/**
 * The newest violations that match, oldest first. The limit counts rows that match: pages are read until there are enough of
 * them, or no more.
 */
export async function listViolations(
  api: ApiClient,
  filter: ViolationFilter,
  { state, limit }: { state: ViolationState; limit: number },
): Promise<ViolationJson[]> {
  const found: ViolationJson[] = [];
  let filteredHere = isFilteredHere(filter);
  let before: number | undefined;
  while (found.length < limit) {
    const size = filteredHere ? FILTERED_PAGE : Math.min(limit - found.length, MAX_PAGE);
    const page = await readPage(api, [
      ['size', size],
      ['sort', 'id,DESC'],
      ['before-id', before],
      ['state', state],
      // Counting costs the server more than the page.
      ['count', 'none'],
      ...filterParameters(filter),
    ]);
    const matching = page.filter((violation) => matches(violation, filter));
    // An older server ignores filters that it does not know.
    filteredHere ||= matching.length < page.length;
    found.push(...matching);
    before = page.at(-1)?.id;
    if (page.length < size) break;
  }
  return found.slice(0, limit).reverse();
}

/** Whether a violation is what the filter asks for. Accounts, types and the like count too, also where the server ignores them. */
export function matches(violation: ViolationJson, filter: ViolationFilter): boolean {
  const { violation_type: type, meta_info: metaInfo } = violation;
  return (
    isAmong(violation.account_id, filter.accounts) &&
    (filter.since === undefined || new Date(violation.created) > filter.since) &&
    (filter.type === undefined || type?.id === filter.type) &&
    (filter.severity === undefined || type?.violation_severity === filter.severity) &&
    (filter.region === undefined || violation.region === filter.region) &&
    (filter.instanceId === undefined || violation.instance_id === filter.instanceId) &&
    isAmong(violation.application_id, filter.applications) &&
    isAmong(violation.application_version_id, filter.applicationVersions) &&
    (filter.meta.length === 0 || matchesMeta(metaInfo, filter.meta)) &&
    (filter.remeta === undefined || filter.remeta(metaInfo))
  );
}

async function readPage(api: ApiClient, query: (readonly [string, Parameter])[]): Promise<ViolationJson[]> {
  const { content } = await api.get<{ content?: ViolationJson[] }>('/api/violations', query);
  if (Array.isArray(content)) return content;
  throw failure('The server did not answer with a page of violations. Is it a Fullstop server?');
}

/** The parameters of a request that stand for a filter, as far as the server knows it. */
export function filterParameters(filter: ViolationFilter): [string, Parameter][] {
  return [
    ['from', filter.since?.toISOString()],
    ['accounts', filter.accounts],
    ['application-ids', filter.applications],
    ['application-version-ids', filter.applicationVersions],
    ['severity', filter.severity],
    ['type', filter.type],
    ['region', filter.region],
    ['instance-id', filter.instanceId],
    ...serverMetaFilters(filter.meta).map(({ key, value }): [string, string] => ['meta', `${key}=${value}`]),
  ];
}

/** Whether the server does not know all of a filter, so that rows must be filtered here. */
export function isFilteredHere({ meta, remeta }: ViolationFilter): boolean {
  return remeta !== undefined || serverMetaFilters(meta).length < meta.length;
}

function isAmong(value: string | null, wanted: readonly string[]): boolean {
  return wanted.length === 0 || (value !== null && wanted.includes(value));
}
