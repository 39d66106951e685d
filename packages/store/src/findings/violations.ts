import type { Violation } from '@fullstop/core';
import type { EntityManager } from 'typeorm';
import { SCHEMA } from '../connection/database-options.js';
import { type ApplicationKeys, saveApplications } from './applications.js';
import { chunksOf } from './chunks.js';
import { lockFingerprints } from './fingerprint-locks.js';
import { type NewestOccurrence, type NumberedViolation, numberOccurrences } from './occurrences.js';
import type { Stamp } from './stamp.js';
import { storableJson } from './storable-text.js';
import { requireKnownTypes } from './violation-types.js';

/**
 * Stores the violations that are not stored yet.
 * @param violations - each identity once, with storable texts.
 * @returns how many were new.
 */
export async function saveViolations(
  manager: EntityManager,
  violations: readonly Violation[],
  stamp: Stamp,
): Promise<number> {
  if (violations.length === 0) return 0;
  await requireKnownTypes(manager, violations);
  await lockFingerprints(manager, new Set(violations.map((violation) => violation.fingerprint)));

  const fresh = await withoutStored(manager, violations);
  if (fresh.length === 0) return 0;
  const newest = await findNewest(manager, new Set(fresh.map((violation) => violation.fingerprint)));
  const keys = await saveApplications(manager, fresh, stamp);

  let stored = 0;
  for (const chunk of chunksOf(numberOccurrences(fresh, newest))) {
    stored += await insertViolations(manager, chunk, keys, stamp);
  }
  return stored;
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
     occurrences, first_seen, last_seen, recurrence_of, created, created_by, last_modified, last_modified_by)
  SELECT "accountId", region, "eventId", type, "instanceId", "eventTime", username,
         "pluginClass", "metaInfo", application, version, fingerprint,
         occurrences, "firstSeen", "lastSeen", "recurrenceOf", $2::timestamptz, $3, $2::timestamptz, $3
    FROM jsonb_to_recordset($1::jsonb) AS given
      (position integer, "accountId" text, region text, "eventId" text, type text, "instanceId" text,
       "eventTime" timestamptz, username text, "pluginClass" text, "metaInfo" jsonb, application bigint,
       version bigint, fingerprint text, occurrences integer, "firstSeen" timestamptz, "lastSeen" timestamptz,
       "recurrenceOf" bigint)
   ORDER BY position
  ON CONFLICT DO NOTHING
  RETURNING id`;

async function insertViolations(
  manager: EntityManager,
  numbered: readonly NumberedViolation[],
  keys: ApplicationKeys,
  stamp: Stamp,
): Promise<number> {
  const rows = numbered.map(({ violation, ...numbers }, position) => {
    const application = keys.applications.get(violation.applicationId ?? '');
    const version = keys.versions.get(violation.applicationVersion ?? '');
    return { ...violation, ...numbers, position, application, version };
  });
  const parameters = [storableJson(rows), stamp.at.toISOString(), stamp.by];
  return (await manager.query<unknown[]>(INSERT, parameters)).length;
}
