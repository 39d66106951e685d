import { indexableText, MAX_BYTES, storableText } from '../../findings/storable-text.js';
import type { Converted, LegacyTable } from '../legacy-table.js';
import { AUDIT_TYPES, auditColumns, auditOf, instant, type OldAudit } from './audit.js';

interface OldLifecycle extends OldAudit {
  readonly id: string;
  readonly has_event_date: boolean;
  readonly account_id: string | null;
  readonly image_id: string | null;
  readonly image_name: string | null;
  readonly region: string | null;
  readonly userdata_path: string | null;
  readonly event_type: string | null;
  readonly instance_id: string | null;
  readonly application: string | null;
  readonly application_version: string | null;
  readonly instance_boot_time: Date | null;
}

/** Histories of instances. Of rows that say the same the one with the lowest id is kept. */
export const lifecycles: LegacyTable<OldLifecycle> = {
  name: 'lifecycle',
  page: (schema) =>
    `SELECT t.id, t.event_date IS NOT NULL AS has_event_date, t.account_id, t.image_id, t.image_name, t.region,
            t.userdata_path, t.event_type, t.instance_id, t.application, t.application_version,
            ${instant('t.instance_boot_time')} AS instance_boot_time, ${auditColumns('t')}
       FROM ${schema}.lifecycle t WHERE t.id > $1 ORDER BY t.id LIMIT $2`,
  convert,
  columns: {
    event_date: 'timestamptz',
    account_id: 'text',
    image_id: 'text',
    image_name: 'text',
    region: 'text',
    userdata_path: 'text',
    event_type: 'text',
    instance_id: 'text',
    application: 'bigint',
    application_version: 'bigint',
    instance_boot_time: 'timestamptz',
    ...AUDIT_TYPES,
  },
  identity: ['account_id', 'region', 'instance_id', 'event_type', 'created'],
  taken: { leaveOut: 'left out: says the same as a row with a lower id' },
};

function convert(old: OldLifecycle): Converted {
  const { id, application, application_version, event_type } = old;
  if (application === null || application_version === null) {
    return { id, changes: ['left out: names no application, or no version of it'] };
  }
  const audit = auditOf(old);
  const isDated = event_type !== null || old.has_event_date;
  const row = {
    id,
    event_date: isDated ? audit.row.created : null,
    account_id: indexable(old.account_id, MAX_BYTES.identity),
    image_id: old.image_id,
    image_name: old.image_name,
    region: indexable(old.region, MAX_BYTES.identity),
    userdata_path: old.userdata_path === null ? null : storableText(old.userdata_path),
    event_type: indexable(event_type, MAX_BYTES.identity),
    instance_id: indexable(old.instance_id, MAX_BYTES.resource),
    application,
    application_version,
    instance_boot_time: old.instance_boot_time,
    ...audit.row,
  };
  const changes = isDated ? ['the day of the event became the time of the row’s creation'] : [];
  return { id, row, changes: [...changes, ...audit.changes] };
}

function indexable(text: string | null, maxBytes: number): string | null {
  return text === null ? null : indexableText(text, maxBytes);
}
