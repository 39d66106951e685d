import type { Violation } from '@fullstop/core';
import { SCHEMA } from '../connection/database-options.js';
import type { Statements } from '../connection/transaction.js';
import type { ActiveRules } from '../rules/active-rules.js';
import { judgeEach } from '../rules/judge.js';
import { commentOf, type RuleSet } from '../rules/rule-set.js';
import { type ApplicationKeys, saveApplications } from './applications.js';
import { chunksOf } from './chunks.js';
import { lockFingerprints } from './fingerprint-locks.js';
import { findKnown } from './known-findings.js';
import { type NumberedViolation, numberOccurrences } from './occurrences.js';
import type { Stamp } from './stamp.js';
import { storableJson } from './storable-text.js';

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
 * @throws {UnknownViolationTypeError} when a type was never registered.
 */
export async function saveViolations(
  statements: Statements,
  violations: readonly Violation[],
  stamp: Stamp,
  activeRules: ActiveRules,
): Promise<SavedViolations> {
  const saved = { stored: 0, whitelisted: 0 };
  if (violations.length === 0) return saved;
  await lockFingerprints(statements, new Set(violations.map((violation) => violation.fingerprint)));
  const { fresh, newest, rulesRevision } = await findKnown(statements, violations);
  if (fresh.length === 0) return saved;
  const rules = await activeRules.ofRevision(statements, rulesRevision);
  const keys = await saveApplications(statements, fresh, stamp);

  for (const chunk of chunksOf(numberOccurrences(fresh, newest))) {
    const { stored, whitelisted } = await insertViolations(statements, chunk, keys, stamp, rules);
    saved.stored += stored;
    saved.whitelisted += whitelisted;
  }
  return saved;
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
  statements: Statements,
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
  const inserted = await statements.query<{ rule_entity_id: string | null }[]>(INSERT, parameters);
  const whitelisted = inserted.filter((row) => row.rule_entity_id !== null).length;
  return { stored: inserted.length, whitelisted };
}
