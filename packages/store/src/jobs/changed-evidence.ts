import { isDeepStrictEqual } from 'node:util';
import type { EntityManager } from 'typeorm';
import { SCHEMA } from '../connection/database-options.js';
import type { Stamp } from '../findings/stamp.js';
import { storableJson } from '../findings/storable-text.js';
import { coverOpen, uncover, type Verdict } from '../rules/judged-violations.js';
import type { RuleSet } from '../rules/rule-set.js';
import type { SeenAgain } from './scan-plan.js';

/** Whether the evidence of a finding is not what is stored. */
export function hasChanged({ known, now }: SeenAgain): boolean {
  const stored: unknown = JSON.parse(storableJson(now.metaInfo));
  return !isDeepStrictEqual(stored, known.violation.metaInfo);
}

const LAST_SEEN = `
  UPDATE ${SCHEMA}.violation SET last_seen = greatest(last_seen, $2::timestamptz) WHERE id = ANY($1::bigint[])`;

const EVIDENCE = `
  UPDATE ${SCHEMA}.violation v
     SET meta_info = given."metaInfo", version = version + 1, last_modified = $2::timestamptz, last_modified_by = $3
    FROM jsonb_to_recordset($1::jsonb) AS given (id bigint, "metaInfo" jsonb)
   WHERE v.id = given.id`;

/**
 * Notes that findings are still there, with the evidence of today. The rows are locked. A violation whose evidence changed is
 * judged anew: a rule may cover it no longer, or now. One that a person resolved stays resolved.
 */
export async function updateSeen(
  manager: EntityManager,
  seen: readonly SeenAgain[],
  stamp: Stamp,
  rules: RuleSet,
): Promise<void> {
  if (seen.length === 0) return;
  const at = stamp.at.toISOString();
  await manager.query(LAST_SEEN, [seen.map(({ known }) => known.violation.id), at]);
  const changed = seen.filter(hasChanged);
  if (changed.length === 0) return;
  const evidence = changed.map(({ known, now }) => ({ id: known.violation.id, metaInfo: now.metaInfo }));
  await manager.query(EVIDENCE, [storableJson(evidence), at, stamp.by]);
  await judge(manager, changed, stamp, rules);
}

async function judge(
  manager: EntityManager,
  changed: readonly SeenAgain[],
  stamp: Stamp,
  rules: RuleSet,
): Promise<void> {
  const covered: Verdict[] = [];
  const released: Verdict[] = [];
  for (const { known, now } of changed) {
    const { id, state, ruleId } = known.violation;
    if (state === 'resolved') continue;
    const rule = rules.firstMatch(now, stamp.at);
    if (state === 'open' && rule) covered.push({ id, rule });
    if (state === 'whitelisted' && rule?.id !== ruleId) released.push({ id, rule });
  }
  await coverOpen(manager, covered, stamp);
  await uncover(manager, released, stamp);
}
