import type { Violation } from '@fullstop/core';
import type { EntityManager } from 'typeorm';
import { SCHEMA } from '../connection/database-options.js';
import type { ActiveRules } from '../rules/active-rules.js';
import { judgeEach } from '../rules/judge.js';
import { commentOf, type RuleSet } from '../rules/rule-set.js';
import { type ApplicationKeys, saveApplications } from './applications.js';
import { chunksOf } from './chunks.js';
import { lockFingerprints } from './fingerprint-locks.js';
import { type NewestOccurrence, type NumberedViolation, numberOccurrences } from './occurrences.js';
import type { Stamp } from './stamp.js';
import { storableJson } from './storable-text.js';
import { requireKnownTypes } from './violation-types.js';

/** What became of violations that were to be stored. */
export interface SavedViolations {
  /** How many were new. */
  readonly stored: number;
  /** How many of these a whitelisting rule covers. */
  readonly whitelisted: number;
}

/**
 * Stores the violations that are not stored yet; those that a whitelisting rule covers, as whitelisted.
 * @param violations - each identity once, with storable texts.
 */
export async function saveViolations(
  manager: EntityManager,
  violations: readonly Violation[],
  stamp: Stamp,
  activeRules: ActiveRules,
): Promise<SavedViolations> {
  const saved = { stored: 0, whitelisted: 0 };
  if (violations.length === 0) return saved;
  await requireKnownTypes(manager, violations);
  await lockFingerprints(manager, new Set(violations.map((violation) => violation.fingerprint)));

  const fresh = await withoutStored(manager, violations);
  if (fresh.length === 0) return saved;
  const rules = await activeRules.share(manager);
  const newest = await findNewest(manager, new Set(fresh.map((violation) => violation.fingerprint)));
  const keys = await saveApplications(manager, fresh, stamp);

  for (const chunk of chunksOf(numberOccurrences(fresh, newest))) {
    const { stored, whitelisted } = await insertViolations(manager, chunk, keys, stamp, rules);
    saved.stored += stored;
    saved.whitelisted += whitelisted;
  }
  return saved;
}

const FIND_STORED = `
  SELECT given.position
    FROM jsonb_to_recordset($1::jsonb) AS given
      (position integer, "accountId" text, region text, "eventId" text, type text, "instanceId" text)
    JOIN ${SCHEMA}.violation stored
      ON stored.account_id = given."accountId" AND stored.region = given.region AND stored.event_id = given."eventId"
     AND stored.violation_type_entity_id = given.type
     -- Not IS NOT DISTINCT FROM, which cannot use an index.
     AND (stored.instance_id = given."instanceId" OR (stored.instance_id IS NULL AND given."instanceId" IS NULL))`;

/** Leaves out those that are stored: nothing of theirs may count as an occurrence. */
async function withoutStored(manager: EntityManager, violations: readonly Violation[]): Promise<Violation[]> {
  const fresh: Violation[] = [];
  for (const chunk of chunksOf(violations)) {
    const identities = chunk.map(({ accountId, region, eventId, type, instanceId }, position) => {
      return { position, accountId, region, eventId, type, instanceId };
    });
    const rows = await manager.query<{ position: number }[]>(FIND_STORED, [storableJson(identities)]);
    const stored = new Set(rows.map((row) => row.position));
    fresh.push(...chunk.filter((_, position) => !stored.has(position)));
  }
  return fresh;
}

interface NewestRow {
  fingerprint: string;
  id: string;
  occurrences: number;
  first_seen: Date;
  last_seen: Date;
  resolved: boolean;
}

const FIND_NEWEST = `
  SELECT newest.*
    FROM unnest($1::text[]) AS given (fingerprint)
    CROSS JOIN LATERAL (
      SELECT fingerprint, id, occurrences, first_seen, last_seen,
             comment IS NOT NULL AND rule_entity_id IS NULL AS resolved
        FROM ${SCHEMA}.violation stored
       WHERE stored.fingerprint = given.fingerprint
       ORDER BY id DESC
       LIMIT 1) newest`;

async function findNewest(
  manager: EntityManager,
  fingerprints: ReadonlySet<string>,
): Promise<Map<string, NewestOccurrence>> {
  const rows = await manager.query<NewestRow[]>(FIND_NEWEST, [[...fingerprints]]);
  return new Map(
    rows.map(({ fingerprint, id, occurrences, first_seen, last_seen, resolved }) => [
      fingerprint,
      { id: Number(id), occurrences, firstSeen: first_seen, lastSeen: last_seen, resolved },
    ]),
  );
}

const INSERT = `
  INSERT INTO ${SCHEMA}.violation
    (account_id, region, event_id, violation_type_entity_id, instance_id, event_time, username,
     plugin_fully_qualified_class_name, meta_info, application_id, application_version_id, fingerprint,
     occurrences, first_seen, last_seen, recurrence_of, rule_entity_id, comment,
     created, created_by, last_modified, last_modified_by)
  SELECT "accountId", region, "eventId", type, "instanceId", "eventTime", username,
         "pluginClass", "metaInfo", application, version, fingerprint,
         occurrences, "firstSeen", "lastSeen", "recurrenceOf", rule, comment,
         $2::timestamptz, $3, $2::timestamptz, $3
    FROM jsonb_to_recordset($1::jsonb) AS given
      (position integer, "accountId" text, region text, "eventId" text, type text, "instanceId" text,
       "eventTime" timestamptz, username text, "pluginClass" text, "metaInfo" jsonb, application bigint,
       version bigint, fingerprint text, occurrences integer, "firstSeen" timestamptz, "lastSeen" timestamptz,
       "recurrenceOf" bigint, rule bigint, comment text)
   ORDER BY position
  ON CONFLICT DO NOTHING
  RETURNING rule_entity_id`;

async function insertViolations(
  manager: EntityManager,
  numbered: readonly NumberedViolation[],
  keys: ApplicationKeys,
  stamp: Stamp,
  rules: RuleSet,
): Promise<SavedViolations> {
  const coverings = await judgeEach(numbered, ({ violation }) => rules.firstMatch(violation, stamp.at));
  const rows = numbered.map(({ violation, ...numbers }, position) => {
    const application = keys.applications.get(violation.applicationId ?? '');
    const version = keys.versions.get(violation.applicationVersion ?? '');
    const covering = coverings[position];
    const coverage = covering && { rule: covering.id, comment: commentOf(covering) };
    return { ...violation, ...numbers, position, application, version, ...coverage };
  });
  const parameters = [storableJson(rows), stamp.at.toISOString(), stamp.by];
  const inserted = await manager.query<{ rule_entity_id: string | null }[]>(INSERT, parameters);
  const whitelisted = inserted.filter((row) => row.rule_entity_id !== null).length;
  return { stored: inserted.length, whitelisted };
}
