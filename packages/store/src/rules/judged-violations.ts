import type { JsonValue } from '@fullstop/core';
import type { EntityManager } from 'typeorm';
import { SCHEMA } from '../connection/database-options.js';
import type { Stamp } from '../findings/stamp.js';
import { storableJson } from '../findings/storable-text.js';
import { SqlParameters } from '../queries/sql-parameters.js';
import type { RuleSubject } from './compiled-rule.js';
import type { Queries } from './queries.js';
import type { RuleCriteria } from './rule.js';
import { type ActiveRule, COMMENTS_OF_RULES, commentOf } from './rule-set.js';

/** A stored violation, as rules see it. */
export interface StoredSubject extends RuleSubject {
  readonly id: number;
  readonly created: Date;
  readonly instanceId: string | null;
}

interface SubjectRow {
  id: string;
  account_id: string;
  region: string;
  violation_type_entity_id: string;
  instance_id: string | null;
  meta_info: JsonValue;
  created: Date;
  application_name: string | null;
  version_name: string | null;
}

const SELECT = `
  SELECT v.id, v.account_id, v.region, v.violation_type_entity_id, v.instance_id, v.meta_info, v.created,
         application.name AS application_name, app_version.name AS version_name
    FROM ${SCHEMA}.violation v
    LEFT JOIN ${SCHEMA}.application ON application.id = v.application_id
    LEFT JOIN ${SCHEMA}.app_version ON app_version.id = v.application_version_id`;

const OPEN = 'v.comment IS NULL AND v.rule_entity_id IS NULL';

/** Open violations with `afterId < id <= untilId`. */
export interface Span {
  readonly afterId: number;
  readonly untilId: number;
}

/**
 * Where a span ends that has at most so many open violations, in the rule's account if it names one.
 * @returns `undefined` when there are none left.
 */
export async function endOfSpan(
  queries: Queries,
  { accountId }: RuleCriteria,
  { afterId, untilId }: Span,
  size: number,
): Promise<number | undefined> {
  const parameters = new SqlParameters();
  const ofAccount = accountId === null ? '' : `AND v.account_id = ${parameters.add(accountId)}`;
  const [row] = await queries.query<{ end: string | null }[]>(
    `SELECT max(id) AS end FROM (
       SELECT v.id FROM ${SCHEMA}.violation v
        WHERE ${OPEN} ${ofAccount} AND v.id > ${parameters.add(afterId)} AND v.id <= ${parameters.add(untilId)}
        ORDER BY v.id LIMIT ${parameters.add(size)}) span`,
    parameters.values,
  );
  return row?.end == null ? undefined : Number(row.end);
}

/** The open violations of a span that the rule may cover; what SQL can tell already leaves the others out. */
export async function openSubjects(
  queries: Queries,
  criteria: RuleCriteria,
  { afterId, untilId }: Span,
): Promise<StoredSubject[]> {
  const parameters = new SqlParameters();
  const conditions = [OPEN, `v.id > ${parameters.add(afterId)}`, `v.id <= ${parameters.add(untilId)}`];
  const wanted: [string, string | null][] = [
    ['v.account_id', criteria.accountId],
    ['v.region', criteria.region],
    ['v.violation_type_entity_id', criteria.type],
    ['application.name', criteria.applicationId],
    ['app_version.name', criteria.applicationVersion],
    [`v.meta_info ->> 'ami_owner_id'`, criteria.imageOwner],
  ];
  for (const [column, value] of wanted)
    if (value !== null) conditions.push(`${column} = ${parameters.add(value)}`);
  const sql = `${SELECT} WHERE ${conditions.join(' AND ')} ORDER BY v.id`;
  return (await queries.query<SubjectRow[]>(sql, parameters.values)).map(subjectOf);
}

/** Violations that a rule covers, locked until the transaction ends. Always in one order, so that nobody waits in a circle. */
export async function lockCovered(
  manager: EntityManager,
  ruleId: number,
  limit: number,
): Promise<StoredSubject[]> {
  const sql = `${SELECT} WHERE v.rule_entity_id = $1 ORDER BY v.last_modified, v.id LIMIT $2 FOR NO KEY UPDATE OF v`;
  return (await manager.query<SubjectRow[]>(sql, [ruleId, limit])).map(subjectOf);
}

function subjectOf(row: SubjectRow): StoredSubject {
  return {
    id: Number(row.id),
    accountId: row.account_id,
    region: row.region,
    type: row.violation_type_entity_id,
    instanceId: row.instance_id,
    metaInfo: row.meta_info,
    created: row.created,
    applicationId: row.application_name,
    applicationVersion: row.version_name,
  };
}

/** What became of a violation: covered by a rule, or open. */
export interface Verdict {
  readonly id: number;
  readonly rule: ActiveRule | undefined;
}

const GIVEN = 'jsonb_to_recordset($1::jsonb) AS given (id bigint, rule bigint, comment text)';
const STAMPED = 'version = v.version + 1, last_modified = $2::timestamptz, last_modified_by = $3';

// Locked in one order by all: an UPDATE that joins takes its rows in any, and two could wait for each other.
const LOCK_OPEN = `
  SELECT FROM ${SCHEMA}.violation v JOIN ${GIVEN} ON v.id = given.id ORDER BY v.id FOR NO KEY UPDATE OF v`;

/** Covers violations, as far as they are still open. @returns how many. */
export async function coverOpen(
  manager: EntityManager,
  verdicts: readonly Verdict[],
  stamp: Stamp,
): Promise<number> {
  if (verdicts.length === 0) return 0;
  const json = jsonOf(verdicts);
  await manager.query(LOCK_OPEN, [json]);
  const [, count]: [unknown, number] = await manager.query(
    `UPDATE ${SCHEMA}.violation v SET rule_entity_id = given.rule, comment = given.comment, ${STAMPED}
       FROM ${GIVEN} WHERE v.id = given.id AND ${OPEN}`,
    [json, stamp.at.toISOString(), stamp.by],
  );
  return count;
}

/** Takes a rule off violations that are locked. A person's comment stays; old systems let people comment on them. */
export async function uncover(
  manager: EntityManager,
  verdicts: readonly Verdict[],
  stamp: Stamp,
): Promise<void> {
  if (verdicts.length === 0) return;
  await manager.query(
    `UPDATE ${SCHEMA}.violation v SET rule_entity_id = given.rule, ${STAMPED},
            comment = CASE WHEN v.comment NOT LIKE $4 THEN v.comment ELSE given.comment END
       FROM ${GIVEN} WHERE v.id = given.id`,
    [jsonOf(verdicts), stamp.at.toISOString(), stamp.by, COMMENTS_OF_RULES],
  );
}

function jsonOf(verdicts: readonly Verdict[]): string {
  const rows = verdicts.map(({ id, rule }) => {
    return { id, rule: rule?.id ?? null, comment: rule === undefined ? null : commentOf(rule) };
  });
  return storableJson(rows);
}
