import type { ViolationState } from '@fullstop/core';
import type { DataSource } from 'typeorm';
import { SCHEMA } from '../connection/database-options.js';
import { runQuery } from '../connection/transaction.js';
import { storableText } from '../findings/storable-text.js';
import { SqlParameters } from './sql-parameters.js';
import { stateCondition } from './violation-state.js';

/** Which violations to count by account. */
export interface AccountCountFilter {
  readonly state: ViolationState;
  /** Default: all accounts. */
  readonly accountIds?: readonly string[];
  /** Strictly. */
  readonly createdAfter?: Date;
  /** Strictly. */
  readonly createdBefore?: Date;
}

/** How many violations of a type an account has. */
export interface AccountCount {
  readonly accountId: string;
  readonly type: string;
  readonly quantity: number;
}

/** Which violations of an account to count by application. The bounds are inclusive, unlike those of the other counts. */
export interface ApplicationCountFilter {
  readonly state: ViolationState;
  readonly accountId: string;
  readonly createdFrom?: Date;
  readonly createdTo?: Date;
}

/** How many violations of a type an application's version has; without names where violations have none. */
export interface ApplicationCount {
  readonly application: string | null;
  readonly version: string | null;
  readonly type: string;
  readonly quantity: number;
}

/** Numbers by account and type, in this order. Combinations without violations are absent. */
export async function countByAccount(
  dataSource: DataSource,
  { state, accountIds, createdAfter, createdBefore }: AccountCountFilter,
): Promise<AccountCount[]> {
  const parameters = new SqlParameters();
  const conditions = [stateCondition(state)];
  if (accountIds)
    conditions.push(`v.account_id = ANY(${parameters.add(accountIds.map(storableText))}::text[])`);
  if (createdAfter) conditions.push(`v.created > ${parameters.add(createdAfter.toISOString())}::timestamptz`);
  if (createdBefore)
    conditions.push(`v.created < ${parameters.add(createdBefore.toISOString())}::timestamptz`);
  // Sorted by bytes, so that the order does not depend on the server's locale.
  const sql = `
    SELECT v.account_id, v.violation_type_entity_id AS type, count(*) AS quantity
      FROM ${SCHEMA}.violation v
     WHERE ${conditions.join(' AND ')}
     GROUP BY v.account_id, v.violation_type_entity_id
     ORDER BY v.account_id COLLATE "C", v.violation_type_entity_id COLLATE "C"`;
  type Row = { account_id: string; type: string; quantity: string };
  const rows = await runQuery<Row>(dataSource, sql, parameters.values);
  return rows.map(({ account_id, type, quantity }) => {
    return { accountId: account_id, type, quantity: Number(quantity) };
  });
}

/** Numbers by application, version (the newest first) and type; violations without the former ones last. */
export async function countByApplication(
  dataSource: DataSource,
  { state, accountId, createdFrom, createdTo }: ApplicationCountFilter,
): Promise<ApplicationCount[]> {
  const parameters = new SqlParameters();
  const conditions = [
    `v.account_id = ${parameters.add(storableText(accountId))}::text`,
    stateCondition(state),
  ];
  if (createdFrom) conditions.push(`v.created >= ${parameters.add(createdFrom.toISOString())}::timestamptz`);
  if (createdTo) conditions.push(`v.created <= ${parameters.add(createdTo.toISOString())}::timestamptz`);
  const sql = `
    SELECT application.name AS application, app_version.name AS version, counted.type, counted.quantity
      FROM (
        SELECT v.application_id, v.application_version_id, v.violation_type_entity_id AS type, count(*) AS quantity
          FROM ${SCHEMA}.violation v
         WHERE ${conditions.join(' AND ')}
         GROUP BY v.application_id, v.application_version_id, v.violation_type_entity_id) counted
      LEFT JOIN ${SCHEMA}.application ON application.id = counted.application_id
      LEFT JOIN ${SCHEMA}.app_version ON app_version.id = counted.application_version_id
     ORDER BY application.name COLLATE "C" NULLS LAST, app_version.created DESC NULLS LAST,
              counted.type COLLATE "C", app_version.id`;
  const rows = await runQuery<ApplicationCount & { quantity: string }>(dataSource, sql, parameters.values);
  return rows.map(({ quantity, ...row }) => ({ ...row, quantity: Number(quantity) }));
}
