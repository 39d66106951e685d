import type { JsonValue, Violation } from '@fullstop/core';
import type { EntityManager } from 'typeorm';
import { SCHEMA } from '../connection/database-options.js';
import { SYSTEM_USER } from '../findings/stamp.js';
import { storableJson } from '../findings/storable-text.js';

/** What a scan is about: an account in a region, or a run as a whole. */
export interface FindingScope {
  readonly job: string;
  /** Absent for what a job says about a run as a whole. */
  readonly target?: { readonly accountId: string; readonly region: string };
}

/** Earlier evidence of a finding, and until when it was so. */
export interface EarlierEvidence {
  readonly until: string;
  readonly meta_info: JsonValue;
}

/** The violation that a finding is now; locked until the transaction ends. */
export interface CurrentViolation {
  readonly id: number;
  readonly metaInfo: JsonValue;
  readonly state: 'open' | 'resolved' | 'whitelisted';
  readonly ruleId: number | null;
}

/** A finding that earlier scans made. */
export interface KnownFinding {
  readonly accountId: string;
  readonly region: string;
  /** As the job gives it, without the number of a recurrence. */
  readonly eventId: string;
  readonly type: string;
  readonly instanceId: string | null;
  readonly number: number;
  readonly missedScans: number;
  readonly gone: boolean;
  readonly history: readonly EarlierEvidence[];
  readonly violation: CurrentViolation;
  /** Whether it has no row yet: its violation comes from another system. */
  readonly isAdopted: boolean;
}

interface KnownRow {
  account_id: string;
  region: string;
  event_id: string;
  type: string;
  instance_id: string;
  violation_id: string;
  number: number;
  missed_scans: number;
  gone: boolean;
  history: readonly EarlierEvidence[];
}

const GIVEN = `jsonb_to_recordset($2::jsonb) AS given
      ("accountId" text, region text, "eventId" text, type text, "instanceId" text)`;

// Beside those that were there at the last scan: those that are back, and those whose violation somebody opened again.
const KNOWN = `
  SELECT known.* FROM ${SCHEMA}.job_finding known
   WHERE known.job = $1 AND known.of_run = $3
     AND ($3 OR (known.account_id = $4 AND known.region = $5))
     AND (NOT known.gone
       OR EXISTS (
         SELECT FROM ${GIVEN}
          WHERE given."accountId" = known.account_id AND given.region = known.region AND given."eventId" = known.event_id
            AND given.type = known.type AND coalesce(given."instanceId", '') = known.instance_id)
       OR EXISTS (
         SELECT FROM ${SCHEMA}.violation v
          WHERE v.id = known.violation_id AND v.comment IS NULL AND v.rule_entity_id IS NULL))`;

/** Findings of earlier scans that a scan may concern, with their violations locked. */
export async function lockKnownFindings(
  manager: EntityManager,
  { job, target }: FindingScope,
  found: readonly Violation[],
): Promise<KnownFinding[]> {
  const { accountId = '', region = '' } = target ?? {};
  const parameters = [job, storableJson(found.map(identityOf)), target === undefined, accountId, region];
  const rows = await manager.query<KnownRow[]>(KNOWN, parameters);
  const violations = await lockViolations(
    manager,
    rows.map((row) => Number(row.violation_id)),
  );
  return rows.map((row) => ({
    accountId: row.account_id,
    region: row.region,
    eventId: row.event_id,
    type: row.type,
    instanceId: row.instance_id || null,
    number: row.number,
    missedScans: row.missed_scans,
    gone: row.gone,
    history: row.history,
    violation: violations.get(Number(row.violation_id))!,
    isAdopted: false,
  }));
}

const SAME_VIOLATION = `v.account_id = given."accountId" AND v.region = given.region AND v.event_id = given."eventId"
     AND v.violation_type_entity_id = given.type`;

// Twice, because with a resource or without in one condition the index finds all violations that have the same event id.
const STORED = `
  WITH given AS (
    SELECT * FROM jsonb_to_recordset($1::jsonb) AS given
      (position integer, "accountId" text, region text, "eventId" text, type text, "instanceId" text))
  SELECT v.id, given.position, v.last_modified_by
    FROM given JOIN ${SCHEMA}.violation v ON ${SAME_VIOLATION} AND v.instance_id = given."instanceId"
   UNION ALL
  SELECT v.id, given.position, v.last_modified_by
    FROM given JOIN ${SCHEMA}.violation v ON ${SAME_VIOLATION} AND v.instance_id IS NULL AND given."instanceId" IS NULL`;

/** Ids of the stored violations with these identities, by their place in the list. */
export async function storedIds(
  manager: EntityManager,
  violations: readonly Violation[],
): Promise<ReadonlyMap<number, { readonly id: number; readonly lastModifiedBy: string }>> {
  if (violations.length === 0) return new Map();
  type Row = { id: string; position: number; last_modified_by: string };
  const given = violations.map((violation, position) => ({ position, ...identityOf(violation) }));
  const rows = await manager.query<Row[]>(STORED, [storableJson(given)]);
  return new Map(
    rows.map(({ id, position, last_modified_by }) => [
      position,
      { id: Number(id), lastModifiedBy: last_modified_by },
    ]),
  );
}

/** Findings that have no row but a violation: those of the old system, which used the same identities. */
export async function adoptStored(
  manager: EntityManager,
  found: readonly Violation[],
): Promise<KnownFinding[]> {
  const stored = await storedIds(manager, found);
  const violations = await lockViolations(
    manager,
    [...stored.values()].map(({ id }) => id),
  );
  return [...stored].map(([position, { id, lastModifiedBy }]) => {
    const { accountId, region, eventId, type, instanceId } = found[position]!;
    const violation = violations.get(id)!;
    // What the system resolved was gone; what a person resolved stays resolved.
    const gone = violation.state === 'resolved' && lastModifiedBy === SYSTEM_USER;
    const identity = { accountId, region, eventId, type, instanceId };
    return { ...identity, number: 1, missedScans: 0, gone, history: [], violation, isAdopted: true };
  });
}

interface ViolationRow {
  id: string;
  meta_info: JsonValue;
  comment: string | null;
  rule_entity_id: string | null;
}

// In order of ids, like everybody who locks several.
const LOCK = `
  SELECT id, meta_info, comment, rule_entity_id FROM ${SCHEMA}.violation
   WHERE id = ANY($1::bigint[]) ORDER BY id FOR NO KEY UPDATE`;

async function lockViolations(
  manager: EntityManager,
  ids: readonly number[],
): Promise<ReadonlyMap<number, CurrentViolation>> {
  if (ids.length === 0) return new Map();
  const rows = await manager.query<ViolationRow[]>(LOCK, [ids]);
  return new Map(rows.map((row) => [Number(row.id), currentOf(row)]));
}

function currentOf({ id, meta_info, comment, rule_entity_id }: ViolationRow): CurrentViolation {
  const state = rule_entity_id !== null ? 'whitelisted' : comment === null ? 'open' : 'resolved';
  const ruleId = rule_entity_id === null ? null : Number(rule_entity_id);
  return { id: Number(id), metaInfo: meta_info, state, ruleId };
}

function identityOf({ accountId, region, eventId, type, instanceId }: Violation) {
  return { accountId, region, eventId, type, instanceId };
}
