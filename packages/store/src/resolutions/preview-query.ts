import type { DataSource } from 'typeorm';
import { SCHEMA } from '../connection/database-options.js';
import { runQuery } from '../connection/transaction.js';
import { SqlParameters } from '../queries/sql-parameters.js';
import { conditionsOf, resolveFilter, type ViolationFilter } from '../queries/violation-filter.js';
import { stateCondition } from '../queries/violation-state.js';
import type { SeenViolation } from './bulk-resolutions.js';
import { PreviewTooLargeError } from './resolution-errors.js';

/** A violation that a filter matches. */
export interface MatchedViolation extends SeenViolation {
  readonly accountId: string;
  readonly type: string;
}

interface MatchedRow {
  id: string;
  version: string;
  account_id: string;
  type: string;
}

/** Violations that one bulk resolution takes. */
export const MAX_BULK_VIOLATIONS = 10_000;

/**
 * Everything that a filter matches, by id.
 * @throws {PreviewTooLargeError} when this is more than {@link MAX_BULK_VIOLATIONS}.
 */
export async function findMatching(
  dataSource: DataSource,
  filter: ViolationFilter,
): Promise<MatchedViolation[]> {
  const resolved = await resolveFilter(dataSource, filter);
  if (resolved === undefined) return [];
  const parameters = new SqlParameters();
  const where = [stateCondition(resolved.state), ...conditionsOf(resolved, parameters)].join(' AND ');
  const sql = `
    SELECT v.id, v.version, v.account_id, v.violation_type_entity_id AS type
      FROM ${SCHEMA}.violation v WHERE ${where} ORDER BY v.id LIMIT ${MAX_BULK_VIOLATIONS + 1}`;
  const rows = await runQuery<MatchedRow>(dataSource, sql, parameters.values);
  if (rows.length > MAX_BULK_VIOLATIONS) throw new PreviewTooLargeError(MAX_BULK_VIOLATIONS);
  return rows.map(({ id, version, account_id, type }) => {
    return { id: Number(id), version: Number(version), accountId: account_id, type };
  });
}

/** How many violations a filter matches in each account. */
export async function countMatching(
  dataSource: DataSource,
  filter: ViolationFilter,
): Promise<ReadonlyMap<string, number>> {
  const resolved = await resolveFilter(dataSource, filter);
  if (resolved === undefined) return new Map();
  const parameters = new SqlParameters();
  const where = [stateCondition(resolved.state), ...conditionsOf(resolved, parameters)].join(' AND ');
  const sql = `SELECT v.account_id, count(*) AS count FROM ${SCHEMA}.violation v WHERE ${where} GROUP BY v.account_id`;
  type Row = { account_id: string; count: string };
  const rows = await runQuery<Row>(dataSource, sql, parameters.values);
  return new Map(rows.map(({ account_id, count }) => [account_id, Number(count)]));
}
