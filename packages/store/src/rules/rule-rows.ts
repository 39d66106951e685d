import type { EntityManager } from 'typeorm';
import { SCHEMA } from '../connection/database-options.js';
import type { Stamp } from '../findings/stamp.js';
import type { Queries } from './queries.js';
import type { RuleDraft, StoredRule } from './rule.js';
import { RuleExpiredError, RuleNotFoundError, requirePossibleId } from './rule-errors.js';
import { type RuleRow, ruleOf } from './rule-row.js';

const INSERT = `
  INSERT INTO ${SCHEMA}.rule
    (account_id, region, violation_type_entity_id, image_name, image_owner, application_id, application_version,
     meta_info_json_path, reason, expiry_date, replaces_rule_id, applies_to_open, sweep, sweep_until_id,
     created, created_by, last_modified, last_modified_by)
  VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, CASE WHEN $12::boolean THEN 'cover' END,
          (SELECT coalesce(max(id), 0) FROM ${SCHEMA}.violation), $13, $14, $13, $14)
  RETURNING *`;

/** How a rule comes into being. */
export interface NewRule {
  readonly draft: RuleDraft;
  /** Whether violations that are open now are covered too. */
  readonly applyToOpen: boolean;
  readonly replaces: StoredRule | null;
}

/** Adds a rule. Takes a storable draft; the rules must be locked. */
export async function insertRule(
  manager: EntityManager,
  { draft, applyToOpen, replaces }: NewRule,
  { at, by }: Stamp,
): Promise<StoredRule> {
  const { accountId, region, type, imageName, imageOwner, applicationId, applicationVersion } = draft;
  const criteria = [accountId, region, type, imageName, imageOwner, applicationId, applicationVersion];
  const rows = await manager.query<RuleRow[]>(INSERT, [
    ...criteria,
    draft.metaInfoJsonPath,
    draft.reason,
    draft.expiryDate.toISOString(),
    replaces?.id ?? null,
    applyToOpen,
    at.toISOString(),
    by,
  ]);
  return onlyRule(rows);
}

/**
 * A rule that is in force; for a change, the rules must be locked.
 * @throws {RuleNotFoundError} when there is none with this id.
 * @throws {RuleExpiredError} when it has ended.
 */
export async function requireInForce(queries: Queries, id: number, now: Date): Promise<StoredRule> {
  requirePossibleId(id);
  const [row] = await queries.query<RuleRow[]>(`SELECT * FROM ${SCHEMA}.rule WHERE id = $1`, [id]);
  if (row === undefined) throw new RuleNotFoundError(id);
  const rule = ruleOf(row);
  if (rule.endedAt !== null || rule.expiryDate <= now) throw new RuleExpiredError(id, rule.expiryDate);
  return rule;
}

/** Takes a rule out of force now; what it covered is to be reopened. */
export async function endRule(
  manager: EntityManager,
  id: number,
  { at, by }: Stamp,
  replacedBy: number | null = null,
): Promise<void> {
  await manager.query(
    `UPDATE ${SCHEMA}.rule SET expiry_date = $2, ended_at = $2, sweep = 'reopen', replaced_by_rule_id = $4,
            version = version + 1, last_modified = $2, last_modified_by = $3
      WHERE id = $1`,
    [id, at.toISOString(), by, replacedBy],
  );
}

/** Gives a rule another expiry. */
export async function moveExpiry(
  manager: EntityManager,
  id: number,
  expiry: Date,
  { at, by }: Stamp,
): Promise<void> {
  await manager.query(
    `UPDATE ${SCHEMA}.rule SET expiry_date = $2, version = version + 1, last_modified = $3, last_modified_by = $4
      WHERE id = $1`,
    [id, expiry.toISOString(), at.toISOString(), by],
  );
}

function onlyRule([row]: readonly RuleRow[]): StoredRule {
  if (row === undefined) throw new Error('INSERT … RETURNING gave no row');
  return ruleOf(row);
}
