import { fingerprintOf, isJsonObject } from '@fullstop/core';
import type { EntityManager } from 'typeorm';
import { lockFingerprints } from '../../findings/fingerprint-locks.js';
import { indexableText, MAX_BYTES } from '../../findings/storable-text.js';
import type { Converted, LegacyTable, NewRow } from '../legacy-table.js';
import { metaInfoText } from '../meta-info-text.js';
import { AUDIT_TYPES, auditColumns, auditOf, type NewAudit, type OldAudit } from './audit.js';
import { numberImported } from './violation-numbers.js';

interface OldViolation extends OldAudit {
  readonly id: string;
  readonly event_id: string | null;
  readonly account_id: string | null;
  readonly region: string | null;
  readonly instance_id: string | null;
  readonly meta_info: string | null;
  readonly comment: string | null;
  readonly plugin_fully_qualified_class_name: string | null;
  readonly violation_type_entity_id: string;
  readonly username: string | null;
  readonly rule_entity_id: string | null;
  readonly application_id: string | null;
  readonly application_version_id: string | null;
  readonly has_application: boolean;
  readonly has_version: boolean;
}

/** A violation for the new table, without its place among those of its fingerprint. */
export type NewViolation = NewRow &
  NewAudit & { readonly fingerprint: string; readonly comment: string | null } & {
    readonly rule_entity_id: string | null;
  };

/** Stands for an account or a region that the old row does not name. */
const UNKNOWN = 'unknown';
/** Event ids that jobs make; those of CloudTrail are UUIDs. They are part of the fingerprint. */
const JOB_EVENT =
  /^(check(Ami|PublicEC2Instance|Elb|Rds)Job|crossAccountPolicyForIAMJob|check-(access-key|iam)[-_].*)$/;

/** Violations. The old system did not keep the time of the event: that of the row's creation is the nearest there is. */
export const violations: LegacyTable<OldViolation> = {
  name: 'violation',
  page: (schema) =>
    `SELECT t.id, t.event_id, t.account_id, t.region, t.instance_id, t.meta_info, t.comment,
            t.plugin_fully_qualified_class_name, t.violation_type_entity_id, t.username, t.rule_entity_id,
            t.application_id, t.application_version_id, a.id IS NOT NULL AS has_application, v.id IS NOT NULL AS has_version,
            ${auditColumns('t')}
       FROM ${schema}.violation t
       LEFT JOIN ${schema}.application a ON a.id = t.application_id
       LEFT JOIN ${schema}.app_version v ON v.id = t.application_version_id
      WHERE t.id > $1 ORDER BY t.id LIMIT $2`,
  convert,
  columns: {
    event_id: 'text',
    account_id: 'text',
    region: 'text',
    instance_id: 'text',
    // As text up to here: as JSON inside of JSON it would lose digits of its numbers.
    meta_info: ['text', 'meta_info::jsonb'],
    comment: 'text',
    plugin_fully_qualified_class_name: 'text',
    violation_type_entity_id: 'text',
    username: 'text',
    rule_entity_id: 'bigint',
    application_id: 'bigint',
    application_version_id: 'bigint',
    event_time: ['timestamptz', 'created'],
    fingerprint: 'text',
    occurrences: 'integer',
    first_seen: 'timestamptz',
    last_seen: 'timestamptz',
    recurrence_of: 'bigint',
    ...AUDIT_TYPES,
  },
  identity: ['account_id', 'region', 'event_id', 'violation_type_entity_id', 'instance_id'],
  taken: { leaveOut: 'left out: the new database knows this violation under another id' },
  prepare,
};

function convert(old: OldViolation): Converted {
  const { id } = old;
  const audit = auditOf(old);
  const key = keyOf(old);
  const { text: meta_info, change } = metaInfoText(old.meta_info);
  const row = {
    ...key.row,
    id,
    meta_info,
    comment: old.comment,
    plugin_fully_qualified_class_name: old.plugin_fully_qualified_class_name,
    violation_type_entity_id: old.violation_type_entity_id,
    username: old.username,
    rule_entity_id: old.rule_entity_id,
    application_id: old.has_application ? old.application_id : null,
    application_version_id: old.has_version ? old.application_version_id : null,
    ...audit.row,
  };
  const changes = [
    ...key.changes,
    ...(change === undefined ? [] : [change]),
    ...(old.application_id !== null && !old.has_application
      ? ['application_id without target became null']
      : []),
    ...(old.application_version_id !== null && !old.has_version
      ? ['application_version_id without target became null']
      : []),
    ...audit.changes,
  ];
  const identity = { ...key.identity, type: old.violation_type_entity_id };
  return { id, row: { ...row, fingerprint: fingerprintOf(identity, fingerprintKeyOf(old)) }, changes };
}

/** The columns of a violation's identity; where one is missing, the row's own id keeps it apart from all others. */
function keyOf({ id, event_id, account_id, region, instance_id }: OldViolation) {
  const isIncomplete = event_id === null || account_id === null || region === null;
  const eventId = isIncomplete ? `${event_id ?? UNKNOWN}/legacy-${id}` : event_id;
  const identity = {
    accountId: indexableText(account_id ?? UNKNOWN, MAX_BYTES.identity),
    region: indexableText(region ?? UNKNOWN, MAX_BYTES.identity),
    eventId: indexableText(eventId, MAX_BYTES.identity),
    instanceId: instance_id === null ? null : indexableText(instance_id, MAX_BYTES.resource),
  };
  const isCut =
    identity.accountId !== (account_id ?? UNKNOWN) ||
    identity.region !== (region ?? UNKNOWN) ||
    identity.eventId !== eventId ||
    identity.instanceId !== instance_id;
  const changes = [
    ...(account_id === null ? [`no account: took ${UNKNOWN}`] : []),
    ...(region === null ? [`no region: took ${UNKNOWN}`] : []),
    ...(isIncomplete ? ['no account, region or event id: the event id ends in /legacy-<id>'] : []),
    ...(isCut ? ['account, region, event id or instance id too long for an index: cut, with a digest'] : []),
  ];
  const row = {
    account_id: identity.accountId,
    region: identity.region,
    event_id: identity.eventId,
    instance_id: identity.instanceId,
  };
  return { identity, row, changes };
}

/** What plugins and jobs of today give as key, so that what they find from now on counts on from the old rows. */
function fingerprintKeyOf(old: OldViolation): string | undefined {
  if (old.event_id !== null && JOB_EVENT.test(old.event_id)) return old.event_id;
  if (old.violation_type_entity_id !== 'MODIFIED_ROLE_OR_SERVICE') return undefined;
  const { text } = metaInfoText(old.meta_info);
  const metaInfo: unknown = text === null ? null : JSON.parse(text);
  return isJsonObject(metaInfo) && typeof metaInfo.role_name === 'string' ? metaInfo.role_name : undefined;
}

async function prepare(manager: EntityManager, rows: readonly NewRow[]): Promise<readonly NewRow[]> {
  const given = rows as readonly NewViolation[];
  await lockFingerprints(manager, new Set(given.map(({ fingerprint }) => fingerprint)));
  return numberImported(manager, given);
}
