import { lockRules } from '../../rules/active-rules.js';
import { problemsOf } from '../../rules/check-rule.js';
import { NEVER, storableDraft } from '../../rules/rule.js';
import type { LegacyTable } from '../legacy-table.js';
import {
  AUDIT_TYPES,
  auditColumns,
  auditOf,
  FIRST_TIMESTAMP,
  instant,
  LAST_TIMESTAMP,
  type OldAudit,
} from './audit.js';

interface OldRule extends OldAudit {
  readonly id: string;
  readonly account_id: string | null;
  readonly region: string | null;
  readonly application_id: string | null;
  readonly application_version: string | null;
  readonly image_name: string | null;
  readonly image_owner: string | null;
  readonly reason: string;
  readonly expiry_date: Date;
  readonly violation_type_entity_id: string | null;
  readonly meta_info_json_path: string | null;
}

/** Within what can be written: it says when, and never nothing. */
const EXPIRY = `least(greatest(t.expiry_date, '${FIRST_TIMESTAMP}'), '${LAST_TIMESTAMP}')`;

/**
 * Whitelisting rules. The old system never reopened what an expired rule had covered, and never applied a rule to violations
 * that were there: what it left is kept. So an expired rule is imported as one that ended and is done with.
 */
export const rulesAt = (now: Date): LegacyTable<OldRule> => ({
  name: 'rule',
  page: (schema) =>
    `SELECT t.id, t.account_id, t.region, t.application_id, t.application_version, t.image_name, t.image_owner, t.reason,
            ${instant(EXPIRY)} AS expiry_date, t.violation_type_entity_id, t.meta_info_json_path,
            ${auditColumns('t')}
       FROM ${schema}.rule t WHERE t.id > $1 ORDER BY t.id LIMIT $2`,
  convert(old) {
    const audit = auditOf(old);
    const expiryDate = old.expiry_date;
    const draft = storableDraft({
      accountId: old.account_id,
      region: old.region,
      type: old.violation_type_entity_id,
      imageName: old.image_name,
      imageOwner: old.image_owner,
      applicationId: old.application_id,
      applicationVersion: old.application_version,
      metaInfoJsonPath: old.meta_info_json_path,
      reason: old.reason,
      expiryDate,
    });
    const reason = draft.reason || 'imported without a reason';
    const problems = problemsOf({ ...draft, reason, expiryDate: NEVER }, now);
    const row = {
      id: old.id,
      account_id: draft.accountId,
      region: draft.region,
      application_id: draft.applicationId,
      application_version: draft.applicationVersion,
      image_name: draft.imageName,
      image_owner: draft.imageOwner,
      reason,
      expiry_date: expiryDate,
      ended_at: expiryDate <= now ? expiryDate : null,
      violation_type_entity_id: draft.type,
      meta_info_json_path: draft.metaInfoJsonPath,
      ...audit.row,
    };
    const changes = [
      ...(draft.reason === '' ? ['blank reason: took "imported without a reason"'] : []),
      ...problems.map(({ field, problem }) => `covers nothing here, replace it: ${field}: ${problem}`),
      ...audit.changes,
    ];
    return { id: old.id, row, changes };
  },
  columns: {
    account_id: 'text',
    region: 'text',
    application_id: 'text',
    application_version: 'text',
    image_name: 'text',
    image_owner: 'text',
    reason: 'text',
    expiry_date: 'timestamptz',
    violation_type_entity_id: 'text',
    meta_info_json_path: 'text',
    applies_to_open: ['boolean', 'false'],
    ended_at: 'timestamptz',
    ...AUDIT_TYPES,
  },
  identity: ['reason', 'created'],
  taken: 'conflict',
  async prepare(manager, rows) {
    // Processes that run learn that there are other rules.
    if (rows.length > 0) await lockRules(manager);
    return rows;
  },
});
