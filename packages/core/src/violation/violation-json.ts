import type { JsonValue } from '../event/json.js';
import type { Violation } from './violation.js';
import type { ViolationType } from './violation-type.js';

/** A violation as a store keeps it. */
export interface StoredViolation extends Violation {
  readonly id: number;
  /** Optimistic lock: 0 when stored, +1 per change. */
  readonly version: number;
  /** Not `null`: resolved, or whitelisted. */
  readonly comment: string | null;
  readonly ruleId: number | null;
  readonly created: Date;
  readonly createdBy: string;
  readonly lastModified: Date;
  readonly lastModifiedBy: string;
  /** How often this finding had been seen when this violation was stored, itself included. */
  readonly occurrences: number;
  /** Event times of the first and the last of those occurrences. */
  readonly firstSeen: Date;
  readonly lastSeen: Date;
  /** Id of the resolved violation that came back with this one; `null` when it is no recurrence. */
  readonly recurrenceOf: number | null;
}

/** Open: neither comment nor rule. Resolved: a comment, even an empty one. Whitelisted: a rule. */
export type ViolationState = 'open' | 'resolved' | 'whitelisted';

/** The state that a violation is in. */
export function violationStateOf(violation: Pick<StoredViolation, 'comment' | 'ruleId'>): ViolationState {
  if (violation.ruleId !== null) return 'whitelisted';
  return violation.comment === null ? 'open' : 'resolved';
}

/** A violation type as a store keeps it. */
export interface StoredViolationType extends ViolationType {
  readonly version: number;
  readonly created: Date | null;
  readonly createdBy: string | null;
  readonly lastModified: Date | null;
  readonly lastModifiedBy: string | null;
}

/** A violation on the wire, with the names that clients of the REST API rely on. The last seven are not of the old API. */
export interface ViolationJson {
  id: number;
  version: number;
  event_id: string;
  account_id: string;
  region: string;
  meta_info: JsonValue;
  comment: string | null;
  instance_id: string | null;
  plugin_fully_qualified_class_name: string | null;
  violation_type: ViolationTypeJson;
  created: string;
  created_by: string;
  last_modified: string;
  last_modified_by: string;
  username: string | null;
  rule_id: number | null;
  application_id: string | null;
  application_version_id: string | null;
  event_time: string;
  fingerprint: string;
  occurrences: number;
  first_seen: string;
  last_seen: string;
  recurrence_of: number | null;
  state: ViolationState;
}

/** A violation type on the wire. */
export interface ViolationTypeJson {
  id: string;
  help_text: string | null;
  violation_severity: number;
  audit_relevant: boolean;
  title: string | null;
  priority: number;
  version: number;
  created: string | null;
  created_by: string | null;
  last_modified: string | null;
  last_modified_by: string | null;
}

/** The wire form of a violation. Dates are UTC with milliseconds; nothing is ever left out. */
export function violationJsonOf(violation: StoredViolation, type: StoredViolationType): ViolationJson {
  return {
    id: violation.id,
    version: violation.version,
    event_id: violation.eventId,
    account_id: violation.accountId,
    region: violation.region,
    meta_info: violation.metaInfo,
    comment: violation.comment,
    instance_id: violation.instanceId,
    // Violations that came in through the API have no plugin.
    plugin_fully_qualified_class_name: violation.pluginClass || null,
    violation_type: violationTypeJsonOf(type),
    created: violation.created.toISOString(),
    created_by: violation.createdBy,
    last_modified: violation.lastModified.toISOString(),
    last_modified_by: violation.lastModifiedBy,
    username: violation.username,
    rule_id: violation.ruleId,
    application_id: violation.applicationId,
    application_version_id: violation.applicationVersion,
    event_time: violation.eventTime.toISOString(),
    fingerprint: violation.fingerprint,
    occurrences: violation.occurrences,
    first_seen: violation.firstSeen.toISOString(),
    last_seen: violation.lastSeen.toISOString(),
    recurrence_of: violation.recurrenceOf,
    state: violationStateOf(violation),
  };
}

/** The wire form of a violation type. */
export function violationTypeJsonOf(type: StoredViolationType): ViolationTypeJson {
  return {
    id: type.id,
    help_text: type.helpText,
    violation_severity: type.severity,
    audit_relevant: type.auditRelevant ?? false,
    title: type.title,
    priority: type.priority,
    version: type.version,
    created: type.created?.toISOString() ?? null,
    created_by: type.createdBy,
    last_modified: type.lastModified?.toISOString() ?? null,
    last_modified_by: type.lastModifiedBy,
  };
}
