import { type Clock, systemClock } from '@fullstop/core';
import type { DataSource } from 'typeorm';
import { SCHEMA } from '../connection/database-options.js';
import { inTransaction, runQuery } from '../connection/transaction.js';
import { stampOf } from '../findings/stamp.js';
import { storableText } from '../findings/storable-text.js';
import {
  ConcurrentChangeError,
  ViolationNotFoundError,
  ViolationWhitelistedError,
} from './resolution-errors.js';

/** One line of a violation's audit trail. */
export interface Resolution {
  readonly id: number;
  readonly violationId: number;
  readonly action: 'resolve' | 'unresolve';
  /** The new comment; `null` when the violation was opened again. */
  readonly comment: string | null;
  readonly previousComment: string | null;
  readonly actor: string;
  readonly at: Date;
  /** The bulk resolution that it was a part of, or that it undid. */
  readonly bulkId: number | null;
}

interface StateRow {
  version: string;
  comment: string | null;
  rule_entity_id: string | null;
}

interface ResolutionRow {
  id: string;
  violation_id: string;
  action: 'resolve' | 'unresolve';
  comment: string | null;
  previous_comment: string | null;
  actor: string;
  at: Date;
  bulk_id: string | null;
}

const READ_STATE = `SELECT version, comment, rule_entity_id FROM ${SCHEMA}.violation WHERE id = $1`;

const CHANGE = `
  WITH changed AS (
    UPDATE ${SCHEMA}.violation
       SET comment = $3::text, last_modified = $5::timestamptz, last_modified_by = $6::text, version = version + 1
     WHERE id = $1 AND version = $2 AND rule_entity_id IS NULL
    RETURNING id, version)
  INSERT INTO ${SCHEMA}.violation_resolution
    (violation_id, action, comment, previous_comment, at, actor, violation_version)
  SELECT id, CASE WHEN $3::text IS NULL THEN 'unresolve' ELSE 'resolve' END, $3::text, $4::text,
         $5::timestamptz, $6::text, version FROM changed
  RETURNING id`;

const HISTORY = `
  SELECT id, violation_id, action, comment, previous_comment, actor, at, bulk_id
    FROM ${SCHEMA}.violation_resolution WHERE violation_id = $1 ORDER BY id`;

const MAX_TRIES = 2;

/** Resolves single violations and opens them again; every change leaves a line in the audit trail. */
export class Resolutions {
  constructor(
    private readonly dataSource: DataSource,
    private readonly clock: Clock = systemClock,
  ) {}

  /**
   * Resolves a violation, or changes the comment of a resolved one; the same comment again changes nothing.
   * @throws {ViolationNotFoundError | ViolationWhitelistedError | ConcurrentChangeError}
   */
  async resolve(id: number, comment: string, actor: string): Promise<void> {
    await this.change(id, storableText(comment), actor);
  }

  /**
   * Opens a resolved violation again; an open one stays as it is.
   * @throws {ViolationNotFoundError | ViolationWhitelistedError | ConcurrentChangeError}
   */
  async unresolve(id: number, actor: string): Promise<void> {
    await this.change(id, null, actor);
  }

  /** Who resolved a violation and took that back, oldest first. */
  async history(id: number): Promise<Resolution[]> {
    return (await runQuery<ResolutionRow>(this.dataSource, HISTORY, [id])).map(resolutionOf);
  }

  private async change(id: number, comment: string | null, actor: string): Promise<void> {
    // What lies beyond is no id of PostgreSQL's either.
    if (!Number.isSafeInteger(id)) throw new ViolationNotFoundError(id);
    for (let tries = 1; tries <= MAX_TRIES; tries += 1) {
      const [state] = await runQuery<StateRow>(this.dataSource, READ_STATE, [id]);
      if (state === undefined) throw new ViolationNotFoundError(id);
      if (state.rule_entity_id !== null)
        throw new ViolationWhitelistedError(id, Number(state.rule_entity_id));
      if (state.comment === comment) return;
      const { at, by } = stampOf(this.clock, () => actor);
      const parameters = [id, state.version, comment, state.comment, at.toISOString(), by];
      const changed = await inTransaction(this.dataSource, (manager) =>
        manager.query<unknown[]>(CHANGE, parameters),
      );
      if (changed.length > 0) return;
    }
    throw new ConcurrentChangeError(id);
  }
}

function resolutionOf(row: ResolutionRow): Resolution {
  return {
    id: Number(row.id),
    violationId: Number(row.violation_id),
    action: row.action,
    comment: row.comment,
    previousComment: row.previous_comment,
    actor: row.actor,
    at: row.at,
    bulkId: row.bulk_id === null ? null : Number(row.bulk_id),
  };
}
