import type { StoredViolation, StoredViolationType, UnfinishedCheck, ViolationState } from '@fullstop/core';
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
import { stateCondition } from './violation-state.js';

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

/** Reads what is stored, for reports. */
export class ViolationQueries {
  constructor(private readonly dataSource: DataSource) {}

  /** Violations by ascending id, with the names of application and version. */
  async listViolations({ state, afterId = 0, limit }: ViolationPage): Promise<StoredViolation[]> {
    const sql = `${VIOLATION_SELECT} WHERE ${stateCondition(state)} AND v.id > $1 ORDER BY v.id LIMIT $2`;
    return (await runQuery<ViolationRow>(this.dataSource, sql, [afterId, limit])).map(violationOf);
  }

  async countViolations({ state }: Pick<ViolationPage, 'state'> = {}): Promise<number> {
    return this.count(`${SCHEMA}.violation v WHERE ${stateCondition(state)}`);
  }

  /** Unfinished checks in the order in which they were first stored. */
  async listChecks({ state, limit }: CheckPage): Promise<UnfinishedCheck[]> {
    const sql = `SELECT ${CHECK_SELECT_LIST} FROM ${SCHEMA}.plugin_check
                  WHERE state = coalesce($1, state) ORDER BY id LIMIT $2`;
    return (await runQuery<CheckRow>(this.dataSource, sql, [state ?? null, limit])).map(checkOf);
  }

  /** The unfinished checks about an event, in the order in which they were first stored. */
  async findChecks(eventId: string): Promise<UnfinishedCheck[]> {
    const sql = `SELECT ${CHECK_SELECT_LIST} FROM ${SCHEMA}.plugin_check WHERE event_id = $1 ORDER BY id`;
    return (await runQuery<CheckRow>(this.dataSource, sql, [eventId])).map(checkOf);
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
