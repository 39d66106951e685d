import type { ViolationState } from '@fullstop/core';
import { SCHEMA } from '../connection/database-options.js';
import type { SqlParameters } from './sql-parameters.js';
import { conditionsOf, type ResolvedFilter } from './violation-filter.js';
import type { ViolationListPage } from './violation-lists.js';
import { isById, type SqlOrder, sqlOrderOf, type ViolationSortKey } from './violation-order.js';
import { VIOLATION_SELECT } from './violation-row.js';
import { stateCondition } from './violation-state.js';

const STATES: readonly ViolationState[] = ['open', 'resolved', 'whitelisted'];
/** Ids that may be read, over all accounts, to find one page. Beyond it one walk along all ids is cheaper. */
const MAX_IDS_OF_ACCOUNTS = 100_000;

/** Finds the ids first, in indexes alone where that is possible, and then reads the rows of the page only. */
export function pageOfViolationsSql(
  filter: ResolvedFilter,
  page: ViolationListPage,
  parameters: SqlParameters,
): string {
  const keys = keysOf(page);
  const order = sqlOrderOf(keys);
  const conditions = [...cursorOf(page, parameters), ...conditionsOf(withoutAccounts(filter), parameters)];
  const ids =
    isById(keys) && readsFewIdsPerAccount(filter, page)
      ? idsPerAccountSql(filter, page, order, conditions, parameters)
      : idsSql(filter, order, conditions, parameters);
  const [limit, offset] = [parameters.add(page.limit), parameters.add(page.offset ?? 0)];
  return `
    WITH page AS (${ids} ORDER BY ${order.orderBy} LIMIT ${limit}::bigint OFFSET ${offset}::bigint)
    ${VIOLATION_SELECT} ${order.joinsBesideSelect} JOIN page ON page.id = v.id
    ORDER BY ${order.orderBy}`;
}

/** The keys that matter: nothing is left to sort after the id. */
function keysOf({ afterId, beforeId, order = [] }: ViolationListPage): readonly ViolationSortKey[] {
  if (afterId !== undefined || beforeId !== undefined) {
    return [{ property: 'id', descending: afterId === undefined }];
  }
  const id = order.findIndex(({ property }) => property === 'id');
  return id < 0 ? order : order.slice(0, id + 1);
}

function cursorOf({ afterId, beforeId }: ViolationListPage, parameters: SqlParameters): string[] {
  return [
    ...(afterId === undefined ? [] : [`v.id > ${parameters.add(afterId)}::bigint`]),
    ...(beforeId === undefined ? [] : [`v.id < ${parameters.add(beforeId)}::bigint`]),
  ];
}

function withoutAccounts({ accountIds: _, ...filter }: ResolvedFilter): ResolvedFilter {
  return filter;
}

function readsFewIdsPerAccount({ accountIds }: ResolvedFilter, { limit, offset = 0 }: ViolationListPage) {
  return accountIds !== undefined && accountIds.length * (limit + offset) <= MAX_IDS_OF_ACCOUNTS;
}

function idsSql(
  { state, accountIds }: ResolvedFilter,
  { joins }: SqlOrder,
  conditions: readonly string[],
  parameters: SqlParameters,
): string {
  const accounts = accountIds ? [`v.account_id = ANY(${parameters.add(accountIds)}::text[])`] : [];
  const where = [stateCondition(state), ...accounts, ...conditions].join(' AND ');
  return `SELECT v.id FROM ${SCHEMA}.violation v ${joins} WHERE ${where}`;
}

/**
 * A walk along the index for each account and state, merged: for several accounts the planner would rather walk along all
 * ids, through the whole table when none of them has a violation.
 */
function idsPerAccountSql(
  { state, accountIds }: ResolvedFilter,
  { limit, offset = 0 }: ViolationListPage,
  { orderBy }: SqlOrder,
  conditions: readonly string[],
  parameters: SqlParameters,
): string {
  const depth = parameters.add(limit + offset);
  const walks = (state === undefined ? STATES : [state]).map((one) => {
    const where = ['v.account_id = account.id', stateCondition(one), ...conditions].join(' AND ');
    return `(SELECT v.id FROM ${SCHEMA}.violation v WHERE ${where} ORDER BY ${orderBy} LIMIT ${depth}::bigint)`;
  });
  return `
    SELECT v.id FROM unnest(${parameters.add(accountIds)}::text[]) AS account (id)
     CROSS JOIN LATERAL (${walks.join(' UNION ALL ')}) v`;
}
