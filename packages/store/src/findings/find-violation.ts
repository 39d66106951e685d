import type { Violation } from '@fullstop/core';
import type { DataSource } from 'typeorm';
import { SCHEMA } from '../connection/database-options.js';
import { runQuery } from '../connection/transaction.js';
import { storableViolation } from './storable-unit.js';

// Spelt out and not IS NOT DISTINCT FROM, which cannot use the unique index.
const FIND = `
  SELECT id FROM ${SCHEMA}.violation
   WHERE account_id = $1 AND region = $2 AND event_id = $3 AND violation_type_entity_id = $4
     AND (instance_id = $5 OR (instance_id IS NULL AND $5::text IS NULL))`;

/** Id of the stored violation with the identity of `violation`. */
export async function findViolationId(
  dataSource: DataSource,
  violation: Violation,
): Promise<number | undefined> {
  const { accountId, region, eventId, type, instanceId } = storableViolation(violation);
  const parameters = [accountId, region, eventId, type, instanceId];
  const [row] = await runQuery<{ id: string }>(dataSource, FIND, parameters);
  return row && Number(row.id);
}
