import { FullstopError, type ViolationType } from '@fullstop/core';
import type { EntityManager } from 'typeorm';
import { SCHEMA } from '../connection/database-options.js';
import { SYSTEM_USER } from './stamp.js';
import { storableJson } from './storable-text.js';

/** A violation has a type that nobody registered. Plugins register theirs when they are installed. */
export class UnknownViolationTypeError extends FullstopError {
  constructor(types: readonly string[]) {
    super(
      'UNKNOWN_VIOLATION_TYPE',
      `No violation type ${types.join(', ')} is registered, so nothing of this unit was stored. ` +
        'Declare it under `emits` of the plugin, or register it with registerViolationTypes.',
    );
  }
}

const REGISTER_TYPES = `
  INSERT INTO ${SCHEMA}.violation_type AS stored
    (id, title, help_text, violation_severity, priority, is_audit_relevant,
     created, created_by, last_modified, last_modified_by)
  SELECT id, title, "helpText", severity, priority, coalesce("auditRelevant", false), $2::timestamptz, $3, $2::timestamptz, $3
    FROM jsonb_to_recordset($1::jsonb) AS given
      (id text, title text, "helpText" text, severity integer, priority integer, "auditRelevant" boolean)
  ON CONFLICT (id) DO UPDATE SET
    title = excluded.title, help_text = excluded.help_text, violation_severity = excluded.violation_severity,
    priority = excluded.priority, is_audit_relevant = excluded.is_audit_relevant,
    last_modified = excluded.last_modified, last_modified_by = excluded.last_modified_by, version = stored.version + 1
  WHERE stored.last_modified_by = $3
    AND (stored.title, stored.help_text, stored.violation_severity, stored.priority, stored.is_audit_relevant)
      IS DISTINCT FROM (excluded.title, excluded.help_text, excluded.violation_severity, excluded.priority,
                        excluded.is_audit_relevant)`;

/** Adds types, and updates those that differ and that no person has edited. */
export async function saveViolationTypes(
  manager: EntityManager,
  types: readonly ViolationType[],
  at: Date,
): Promise<void> {
  // One statement may not touch a row twice; sorted, so that replicas that start together wait in the same order.
  const byId = new Map(types.map((type) => [type.id, type]));
  const sorted = [...byId.values()].sort((a, b) => (a.id < b.id ? -1 : 1));
  if (sorted.length === 0) return;
  await manager.query(REGISTER_TYPES, [storableJson(sorted), at.toISOString(), SYSTEM_USER]);
}
