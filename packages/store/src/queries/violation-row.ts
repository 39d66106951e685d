import type { JsonValue, Priority, Severity, StoredViolation, StoredViolationType } from '@fullstop/core';
import { SCHEMA } from '../connection/database-options.js';

interface AuditRow {
  created: Date;
  created_by: string;
  last_modified: Date;
  last_modified_by: string;
  /** 64-bit numbers arrive as texts. */
  version: string;
}

/** A violation with the names of its application and version, as `VIOLATION_SELECT` reads it. */
export interface ViolationRow extends AuditRow {
  id: string;
  account_id: string;
  region: string;
  event_id: string;
  violation_type_entity_id: string;
  instance_id: string | null;
  event_time: Date;
  username: string | null;
  plugin_fully_qualified_class_name: string | null;
  meta_info: JsonValue;
  comment: string | null;
  rule_entity_id: string | null;
  application_name: string | null;
  version_name: string | null;
  fingerprint: string;
  occurrences: number;
  first_seen: Date;
  last_seen: Date;
  recurrence_of: string | null;
}

/** Reads {@link ViolationRow}s, one query for all; the violation is `v`. */
export const VIOLATION_SELECT = `
  SELECT v.*, application.name AS application_name, app_version.name AS version_name
    FROM ${SCHEMA}.violation v
    LEFT JOIN ${SCHEMA}.application ON application.id = v.application_id
    LEFT JOIN ${SCHEMA}.app_version ON app_version.id = v.application_version_id`;

/** The violation that a row holds. */
export function violationOf(row: ViolationRow): StoredViolation {
  return {
    id: Number(row.id),
    accountId: row.account_id,
    region: row.region,
    eventId: row.event_id,
    type: row.violation_type_entity_id,
    instanceId: row.instance_id,
    eventTime: row.event_time,
    username: row.username,
    pluginClass: row.plugin_fully_qualified_class_name,
    metaInfo: row.meta_info,
    comment: row.comment,
    ruleId: numberOrNull(row.rule_entity_id),
    applicationId: row.application_name,
    applicationVersion: row.version_name,
    fingerprint: row.fingerprint,
    occurrences: row.occurrences,
    firstSeen: row.first_seen,
    lastSeen: row.last_seen,
    recurrenceOf: numberOrNull(row.recurrence_of),
    ...auditOf(row),
  };
}

/** A violation type, as it lies in the table. */
export interface ViolationTypeRow extends AuditRow {
  id: string;
  title: string | null;
  help_text: string | null;
  violation_severity: number | null;
  priority: number | null;
  is_audit_relevant: boolean;
}

/** The violation type that a row holds. What rows of the old system lack gets the value that the old system showed. */
export function violationTypeOf(row: ViolationTypeRow): StoredViolationType {
  return {
    id: row.id,
    title: row.title ?? row.id,
    helpText: row.help_text ?? '',
    severity: (row.violation_severity ?? 0) as Severity,
    priority: (row.priority ?? 4) as Priority,
    auditRelevant: row.is_audit_relevant,
    ...auditOf(row),
  };
}

function auditOf(row: AuditRow) {
  return {
    version: Number(row.version),
    created: row.created,
    createdBy: row.created_by,
    lastModified: row.last_modified,
    lastModifiedBy: row.last_modified_by,
  };
}

function numberOrNull(text: string | null): number | null {
  return text === null ? null : Number(text);
}
