import type { EntityManager } from 'typeorm';
import { SCHEMA } from '../connection/database-options.js';
import type { RuleDraft } from './rule.js';
import { type RuleRow, ruleOf } from './rule-row.js';

/** Equal for rules with the same criteria, reason and expiry. Takes storable drafts. */
export function keyOfDraft(draft: RuleDraft): string {
  const { accountId, region, type, imageName, imageOwner, applicationId, applicationVersion } = draft;
  const criteria = [accountId, region, type, imageName, imageOwner, applicationId, applicationVersion];
  return JSON.stringify([...criteria, draft.metaInfoJsonPath, draft.reason, draft.expiryDate.toISOString()]);
}

/** The keys of all rules in force. */
export async function findEqualRules(manager: EntityManager, now: Date): Promise<ReadonlySet<string>> {
  const rows = await manager.query<RuleRow[]>(
    `SELECT * FROM ${SCHEMA}.rule WHERE ended_at IS NULL AND expiry_date > $1`,
    [now.toISOString()],
  );
  return new Set(rows.map((row) => keyOfDraft(ruleOf(row))));
}
