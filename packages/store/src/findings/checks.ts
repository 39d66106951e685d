import type { CheckFilter, CheckKey, UnfinishedCheck } from '@fullstop/core';
import { SCHEMA } from '../connection/database-options.js';
import type { Statements } from '../connection/transaction.js';
import { chunksOf } from './chunks.js';
import { storableJson } from './storable-text.js';

const KEY_COLUMNS = '"accountId" text, region text, "eventId" text, "pluginId" text';
const CHECK_COLUMNS = `${KEY_COLUMNS}, state text, "errorCode" text, "errorMessage" text, attempts integer,
  "nextTryAt" timestamptz, "firstTriedAt" timestamptz, "lastTriedAt" timestamptz, record jsonb, origin jsonb`;
const SAME_KEY = `stored.account_id = given."accountId" AND stored.region = given.region
  AND stored.event_id = given."eventId" AND stored.plugin_id = given."pluginId"`;

const INSERT = `
  INSERT INTO ${SCHEMA}.plugin_check
    (account_id, region, event_id, plugin_id, state, error_code, error_message, attempts,
     next_try_at, first_tried_at, last_tried_at, record, origin)
  SELECT * FROM jsonb_to_recordset($1::jsonb) AS given (${CHECK_COLUMNS})
  ON CONFLICT DO NOTHING`;

const UPDATE = `
  UPDATE ${SCHEMA}.plugin_check stored SET
    state = given.state, error_code = given."errorCode", error_message = given."errorMessage",
    attempts = given.attempts, next_try_at = given."nextTryAt", last_tried_at = given."lastTriedAt",
    first_tried_at = given."firstTriedAt", record = given.record, origin = given.origin, claimed_until = NULL
  FROM jsonb_to_recordset($1::jsonb) AS given (${CHECK_COLUMNS})
  WHERE ${SAME_KEY}`;

const DELETE = `
  DELETE FROM ${SCHEMA}.plugin_check stored
   USING jsonb_to_recordset($1::jsonb) AS given (${KEY_COLUMNS})
   WHERE ${SAME_KEY}`;

// Locked in one order by all: an UPDATE that joins takes its rows in any, and two could wait for each other.
const LOCK = `
  SELECT FROM ${SCHEMA}.plugin_check stored
    JOIN jsonb_to_recordset($1::jsonb) AS given (${KEY_COLUMNS}) ON ${SAME_KEY}
   ORDER BY stored.id FOR UPDATE OF stored`;

const REQUEUE = `
  UPDATE ${SCHEMA}.plugin_check SET state = 'pending', attempts = 0, next_try_at = $1, claimed_until = NULL
   WHERE state = coalesce($2, state) AND plugin_id = coalesce($3, plugin_id) AND event_id = coalesce($4, event_id)
  RETURNING id`;

/** Makes checks due at once, as if they had never been tried. @returns how many. */
export async function requeueChecks(statements: Statements, filter: CheckFilter, now: Date): Promise<number> {
  const { state = null, pluginId = null, eventId = null } = filter;
  const parameters = [now.toISOString(), state, pluginId, eventId];
  // Of an UPDATE, TypeORM gives the rows and their number.
  const [rows]: [unknown[], number] = await statements.query(REQUEUE, parameters);
  return rows.length;
}

/** Stores checks met for the first time. One that is stored already keeps its attempts. */
export async function addChecks(statements: Statements, checks: readonly UnfinishedCheck[]): Promise<void> {
  const sorted = [...checks].sort((a, b) => (keyOf(a) < keyOf(b) ? -1 : 1));
  for (const chunk of chunksOf(sorted)) await statements.query(INSERT, [storableJson(chunk)]);
}

/** Replaces the rows of checks tried again without a decision, and ends their leases. */
export async function updateChecks(
  statements: Statements,
  checks: readonly UnfinishedCheck[],
): Promise<void> {
  for (const chunk of chunksOf(checks)) {
    const json = storableJson(chunk);
    await statements.query(LOCK, [json]);
    await statements.query(UPDATE, [json]);
  }
}

/** Removes checks that were decided. */
export async function removeChecks(statements: Statements, keys: readonly CheckKey[]): Promise<void> {
  for (const chunk of chunksOf(keys)) {
    const json = storableJson(chunk);
    await statements.query(LOCK, [json]);
    await statements.query(DELETE, [json]);
  }
}

function keyOf({ accountId, region, eventId, pluginId }: CheckKey): string {
  return JSON.stringify([accountId, region, eventId, pluginId]);
}
