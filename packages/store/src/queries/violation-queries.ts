import type { StoredViolation, StoredViolationType, UnfinishedCheck } from '@fullstop/core';
import type { DataSource } from 'typeorm';
import { SCHEMA } from '../connection/database-options.js';
import { runQuery } from '../connection/transaction.js';
import { CHECK_SELECT_LIST, type CheckRow, checkOf } from './check-row.js';
import {
  VIOLATION_SELECT,
  type ViolationRow,
  type ViolationTypeRow,
  violationOf,
  violationTypeOf,
} from './violation-row.js';

/** Open: neither comment nor rule. Resolved: a comment, even an empty one. Whitelisted: a rule. */
export type ViolationState = 'open' | 'resolved' | 'whitelisted';

/** A page of violations, by ascending id. */
export interface ViolationPage {
  /** Default: all states. */
  readonly state?: ViolationState;
  /** Id of the last violation of the page before. */
  readonly afterId?: number;
  readonly limit: number;
}

/** Some of the unfinished checks, longest known first. */
export interface CheckPage {
  /** Default: both states. */
  readonly state?: UnfinishedCheck['state'];
  readonly limit: number;
}

/** Conditions word for word as in the partial indexes, or the planner does not use these. */
const CONDITIONS: Readonly<Record<ViolationState, string>> = {
  open: 'v.comment IS NULL AND v.rule_entity_id IS NULL',
  resolved: 'v.comment IS NOT NULL AND v.rule_entity_id IS NULL',
  whitelisted: 'v.rule_entity_id IS NOT NULL',
};

/** Reads what is stored, for reports. */
export class ViolationQueries {
  constructor(private readonly dataSource: DataSource) {}

  /** Violations by ascending id, with the names of application and version. */
  async listViolations({ state, afterId = 0, limit }: ViolationPage): Promise<StoredViolation[]> {
    const sql = `${VIOLATION_SELECT} WHERE ${conditionOf(state)} AND v.id > $1 ORDER BY v.id LIMIT $2`;
    return (await runQuery<ViolationRow>(this.dataSource, sql, [afterId, limit])).map(violationOf);
  }

  async countViolations({ state }: Pick<ViolationPage, 'state'> = {}): Promise<number> {
    return this.count(`${SCHEMA}.violation v WHERE ${conditionOf(state)}`);
  }

  /** Unfinished checks in the order in which they were first stored. */
  async listChecks({ state, limit }: CheckPage): Promise<UnfinishedCheck[]> {
    const sql = `SELECT ${CHECK_SELECT_LIST} FROM ${SCHEMA}.plugin_check
                  WHERE state = coalesce($1, state) ORDER BY id LIMIT $2`;
    return (await runQuery<CheckRow>(this.dataSource, sql, [state ?? null, limit])).map(checkOf);
  }

  async countChecks({ state }: Pick<CheckPage, 'state'> = {}): Promise<number> {
    return this.count(`${SCHEMA}.plugin_check WHERE state = coalesce($1, state)`, [state ?? null]);
  }

  /** The type with this id, if it is registered. */
  async findViolationType(id: string): Promise<StoredViolationType | undefined> {
    const sql = `SELECT * FROM ${SCHEMA}.violation_type WHERE id = $1`;
    const [row] = await runQuery<ViolationTypeRow>(this.dataSource, sql, [id]);
    return row === undefined ? undefined : violationTypeOf(row);
  }

  /** All types, by id. */
  async findViolationTypes(): Promise<StoredViolationType[]> {
    // By bytes, so that the order does not depend on the server's locale.
    const sql = `SELECT * FROM ${SCHEMA}.violation_type ORDER BY id COLLATE "C"`;
    return (await runQuery<ViolationTypeRow>(this.dataSource, sql)).map(violationTypeOf);
  }

  private async count(fromWhere: string, parameters: readonly unknown[] = []): Promise<number> {
    const sql = `SELECT count(*) AS count FROM ${fromWhere}`;
    const [row] = await runQuery<{ count: string }>(this.dataSource, sql, parameters);
    return Number(row?.count ?? 0);
  }
}

function conditionOf(state: ViolationState | undefined): string {
  return state === undefined ? 'true' : CONDITIONS[state];
}
