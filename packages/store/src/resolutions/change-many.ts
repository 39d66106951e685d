import type { EntityManager } from 'typeorm';
import { SCHEMA } from '../connection/database-options.js';
import type { Stamp } from '../findings/stamp.js';

/**
 * What became of one violation of a bulk. `unchanged`: it had this comment before; `changed`: somebody changed it after it
 * was shown, or after it was resolved; `forbidden`: in an account that the caller is no member of.
 */
export type BulkOutcome = 'done' | 'unchanged' | 'unknown' | 'forbidden' | 'whitelisted' | 'changed';

/** A violation that a bulk is about, with the comment that it is to have. */
export interface BulkTarget {
  readonly id: number;
  /** `null` opens it. */
  readonly comment: string | null;
  /** The version that it must have; absent: any. */
  readonly version?: number;
}

/** The violation of each target, with what became of it. */
export interface BulkResult {
  readonly id: number;
  readonly outcome: BulkOutcome;
}

interface LockedRow {
  id: string;
  account_id: string;
  version: string;
  comment: string | null;
  rule_entity_id: string | null;
}

// In order of ids, so that two bulks with the same violations do not wait for each other in a circle.
const LOCK = `
  SELECT id, account_id, version, comment, rule_entity_id
    FROM ${SCHEMA}.violation WHERE id = ANY($1::bigint[]) ORDER BY id FOR UPDATE`;

const CHANGE = `
  WITH given AS (
    SELECT id, comment FROM unnest($1::bigint[], $2::text[]) AS given (id, comment)),
  before AS (
    SELECT stored.id, stored.comment FROM ${SCHEMA}.violation stored JOIN given USING (id)),
  changed AS (
    UPDATE ${SCHEMA}.violation stored
       SET comment = given.comment, last_modified = $3::timestamptz, last_modified_by = $4::text, version = stored.version + 1
      FROM given WHERE stored.id = given.id
    RETURNING stored.id, stored.version, stored.comment)
  INSERT INTO ${SCHEMA}.violation_resolution
    (violation_id, action, comment, previous_comment, at, actor, violation_version, bulk_id)
  SELECT changed.id, CASE WHEN changed.comment IS NULL THEN 'unresolve' ELSE 'resolve' END, changed.comment,
         before.comment, $3::timestamptz, $4::text, changed.version, $5::bigint
    FROM changed JOIN before USING (id) ORDER BY changed.id`;

/** Gives violations new comments, those that may be changed. @param accounts those that the caller is a member of. */
export async function changeMany(
  manager: EntityManager,
  targets: readonly BulkTarget[],
  accounts: ReadonlySet<string>,
  bulkId: number,
  stamp: Stamp,
): Promise<BulkResult[]> {
  const rows = await manager.query<LockedRow[]>(LOCK, [targets.map(({ id }) => id)]);
  const locked = new Map(rows.map((row) => [Number(row.id), row]));
  const results = targets.map((target) => ({
    target,
    outcome: outcomeOf(target, locked.get(target.id), accounts),
  }));
  const changing = results.filter(({ outcome }) => outcome === 'done');
  if (changing.length > 0) {
    const ids = changing.map(({ target }) => target.id);
    const comments = changing.map(({ target }) => target.comment);
    await manager.query(CHANGE, [ids, comments, stamp.at.toISOString(), stamp.by, bulkId]);
  }
  return results.map(({ target, outcome }) => ({ id: target.id, outcome }));
}

function outcomeOf(
  { comment, version }: BulkTarget,
  row: LockedRow | undefined,
  accounts: ReadonlySet<string>,
): BulkOutcome {
  if (row === undefined) return 'unknown';
  if (!accounts.has(row.account_id)) return 'forbidden';
  if (row.rule_entity_id !== null) return 'whitelisted';
  if (version !== undefined && Number(row.version) !== version) return 'changed';
  return row.comment === comment ? 'unchanged' : 'done';
}
