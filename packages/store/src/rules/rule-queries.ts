import type { DataSource } from 'typeorm';
import { SCHEMA } from '../connection/database-options.js';
import { runQuery } from '../connection/transaction.js';
import { SqlParameters } from '../queries/sql-parameters.js';
import type { RuleWithCoverage } from './rule.js';
import { RuleNotFoundError, requirePossibleId } from './rule-errors.js';
import { type CoverageRow, ruleWithCoverageOf } from './rule-row.js';

/** Which rules to list; without conditions, all. */
export interface RuleFilter {
  /** In force, or not any more. */
  readonly isActive?: boolean;
  /** Rules created before this instant that have not covered a violation since; none that covers one since. */
  readonly unusedSince?: Date;
}

// Two look-ups in one index for each rule.
const SELECT = `
  SELECT rule.*,
         (SELECT count(*) FROM ${SCHEMA}.violation v WHERE v.rule_entity_id = rule.id) AS covered,
         (SELECT max(v.last_modified) FROM ${SCHEMA}.violation v WHERE v.rule_entity_id = rule.id) AS last_covered
    FROM ${SCHEMA}.rule`;

/** Rules by ascending id. `now` decides which are active. */
export async function listRules(
  dataSource: DataSource,
  { isActive, unusedSince }: RuleFilter,
  now: Date,
): Promise<RuleWithCoverage[]> {
  const parameters = new SqlParameters();
  const conditions = ['true'];
  if (isActive !== undefined) {
    const inForce = `(rule.ended_at IS NULL AND rule.expiry_date > ${parameters.add(now.toISOString())})`;
    conditions.push(isActive ? inForce : `NOT ${inForce}`);
  }
  if (unusedSince !== undefined) {
    const since = parameters.add(unusedSince.toISOString());
    conditions.push(`rule.created < ${since} AND NOT EXISTS (
      SELECT FROM ${SCHEMA}.violation v WHERE v.rule_entity_id = rule.id AND v.last_modified >= ${since})`);
  }
  const sql = `${SELECT} WHERE ${conditions.join(' AND ')} ORDER BY rule.id`;
  return (await runQuery<CoverageRow>(dataSource, sql, parameters.values)).map(ruleWithCoverageOf);
}

/** Some rules, by ascending id. */
export async function findRules(dataSource: DataSource, ids: readonly number[]): Promise<RuleWithCoverage[]> {
  const sql = `${SELECT} WHERE rule.id = ANY($1::bigint[]) ORDER BY rule.id`;
  return (await runQuery<CoverageRow>(dataSource, sql, [ids])).map(ruleWithCoverageOf);
}

/** @throws {RuleNotFoundError} when there is no such rule. */
export async function getRule(dataSource: DataSource, id: number): Promise<RuleWithCoverage> {
  requirePossibleId(id);
  const [row] = await runQuery<CoverageRow>(dataSource, `${SELECT} WHERE rule.id = $1`, [id]);
  if (row === undefined) throw new RuleNotFoundError(id);
  return ruleWithCoverageOf(row);
}

const VERSIONS = `
  WITH RECURSIVE chain (id) AS (
    SELECT id FROM ${SCHEMA}.rule WHERE id = $1
    UNION
    SELECT linked.id FROM chain
      JOIN ${SCHEMA}.rule known ON known.id = chain.id
      JOIN ${SCHEMA}.rule linked ON linked.id IN (known.replaces_rule_id, known.replaced_by_rule_id))
  ${SELECT} WHERE rule.id IN (SELECT id FROM chain) ORDER BY rule.id`;

/** The rule, those it replaced and those that replaced it, oldest first. @throws {RuleNotFoundError} */
export async function listVersions(dataSource: DataSource, id: number): Promise<RuleWithCoverage[]> {
  requirePossibleId(id);
  const rows = await runQuery<CoverageRow>(dataSource, VERSIONS, [id]);
  if (rows.length === 0) throw new RuleNotFoundError(id);
  return rows.map(ruleWithCoverageOf);
}
