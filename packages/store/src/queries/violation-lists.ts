import type { StoredViolation, StoredViolationType } from '@fullstop/core';
import type { DataSource } from 'typeorm';
import { SCHEMA } from '../connection/database-options.js';
import { runQuery } from '../connection/transaction.js';
import { SqlParameters } from './sql-parameters.js';
import {
  type AccountCount,
  type AccountCountFilter,
  type ApplicationCount,
  type ApplicationCountFilter,
  countByAccount,
  countByApplication,
} from './violation-counts.js';
import {
  conditionsOf,
  type ResolvedFilter,
  resolveFilter,
  type ViolationFilter,
} from './violation-filter.js';
import type { ViolationSortKey } from './violation-order.js';
import { pageOfViolationsSql } from './violation-page-sql.js';
import {
  VIOLATION_SELECT,
  type ViolationRow,
  type ViolationTypeRow,
  violationOf,
  violationTypeOf,
} from './violation-row.js';
import { stateCondition } from './violation-state.js';

/** How to count what a filter matches: all of it, up to 10,000, or not at all. */
export type ViolationCounting = 'exact' | 'capped' | 'none';

/** Which part of a list to read, and what to say about the rest. */
export interface ViolationListPage {
  readonly limit: number;
  /** Rows to skip, default 0. Not together with the ids below. */
  readonly offset?: number;
  /** Default: by ascending id. The id is always the last key. */
  readonly order?: readonly ViolationSortKey[];
  /** Only higher ids, ascending, whatever `order` says. */
  readonly afterId?: number;
  /** Only lower ids, descending, whatever `order` says. */
  readonly beforeId?: number;
  /** Default `exact`. */
  readonly counting?: ViolationCounting;
}

/** A violation and its type. */
export interface FoundViolation {
  readonly violation: StoredViolation;
  readonly type: StoredViolationType;
}

/** Part of a list of violations. */
export interface FoundViolations {
  readonly content: readonly FoundViolation[];
  /** Whether more follow. */
  readonly hasMore: boolean;
  /** How many the filter matches, on whatever page; `null` when nobody counted. */
  readonly total: number | null;
  /** `false` when there may be more than `total`. */
  readonly isTotalExact: boolean;
}

type Count = Pick<FoundViolations, 'total' | 'isTotalExact'>;

const NOTHING: FoundViolations = { content: [], hasMore: false, total: 0, isTotalExact: true };

const MAX_CAPPED_COUNT = 10_000;

/** Lists of violations with filters, in any order, page by page. The number of statements does not depend on the data. */
export class ViolationLists {
  constructor(private readonly dataSource: DataSource) {}

  /** The violations of a page that a filter matches. */
  async findViolations(filter: ViolationFilter, page: ViolationListPage): Promise<FoundViolations> {
    const resolved = await resolveFilter(this.dataSource, filter);
    if (resolved === undefined) return NOTHING;
    // One more than asked for tells whether something follows.
    const found = await this.rowsOf(resolved, { ...page, limit: page.limit + 1 });
    const rows = found.slice(0, page.limit);
    const hasMore = found.length > rows.length;
    return {
      content: await this.withTypes(rows),
      hasMore,
      ...(this.countOf(rows, hasMore, page) ?? (await this.count(resolved, page.counting))),
    };
  }

  /** The violation with this id, whatever its state, if there is one. */
  async findViolation(id: number): Promise<FoundViolation | undefined> {
    if (!Number.isSafeInteger(id)) return undefined;
    const sql = `${VIOLATION_SELECT} WHERE v.id = $1`;
    const [found] = await this.withTypes(await runQuery<ViolationRow>(this.dataSource, sql, [id]));
    return found;
  }

  /** See {@link countByAccount}. */
  async countByAccount(filter: AccountCountFilter): Promise<AccountCount[]> {
    return countByAccount(this.dataSource, filter);
  }

  /** See {@link countByApplication}. */
  async countByApplication(filter: ApplicationCountFilter): Promise<ApplicationCount[]> {
    return countByApplication(this.dataSource, filter);
  }

  private async rowsOf(filter: ResolvedFilter, page: ViolationListPage): Promise<ViolationRow[]> {
    const parameters = new SqlParameters();
    const sql = pageOfViolationsSql(filter, page, parameters);
    return runQuery<ViolationRow>(this.dataSource, sql, parameters.values);
  }

  private async withTypes(rows: readonly ViolationRow[]): Promise<FoundViolation[]> {
    if (rows.length === 0) return [];
    const sql = `SELECT * FROM ${SCHEMA}.violation_type WHERE id = ANY($1::text[])`;
    const ids = [...new Set(rows.map((row) => row.violation_type_entity_id))];
    const typeRows = await runQuery<ViolationTypeRow>(this.dataSource, sql, [ids]);
    const types = new Map(typeRows.map((row) => [row.id, violationTypeOf(row)]));
    // A foreign key sees to it that each type is there.
    return rows.map((row) => ({
      violation: violationOf(row),
      type: types.get(row.violation_type_entity_id)!,
    }));
  }

  /** The count as far as the page itself tells it. */
  private countOf(rows: readonly unknown[], hasMore: boolean, page: ViolationListPage): Count | undefined {
    const { offset = 0, afterId, beforeId, counting } = page;
    if (counting === 'none') return { total: null, isTotalExact: false };
    const seesTheEnd = !hasMore && (rows.length > 0 || offset === 0);
    if (!seesTheEnd || afterId !== undefined || beforeId !== undefined) return undefined;
    return { total: offset + rows.length, isTotalExact: true };
  }

  private async count(filter: ResolvedFilter, counting: ViolationCounting = 'exact'): Promise<Count> {
    const parameters = new SqlParameters();
    const cap = counting === 'capped' ? `LIMIT ${MAX_CAPPED_COUNT + 1}` : '';
    const where = [stateCondition(filter.state), ...conditionsOf(filter, parameters)].join(' AND ');
    const sql = `SELECT count(*) AS count FROM (SELECT FROM ${SCHEMA}.violation v WHERE ${where} ${cap}) matching`;
    const [row] = await runQuery<{ count: string }>(this.dataSource, sql, parameters.values);
    const count = Number(row?.count);
    if (counting === 'exact' || count <= MAX_CAPPED_COUNT) return { total: count, isTotalExact: true };
    return { total: MAX_CAPPED_COUNT, isTotalExact: false };
  }
}
