import { randomBytes } from 'node:crypto';
import { type Clock, systemClock } from '@fullstop/core';
import type { DataSource, EntityManager } from 'typeorm';
import { SCHEMA } from '../connection/database-options.js';
import { inTransaction, runQuery } from '../connection/transaction.js';
import { stampOf } from '../findings/stamp.js';
import { storableText } from '../findings/storable-text.js';
import { type BulkResult, type BulkTarget, changeMany } from './change-many.js';
import {
  BulkClosedError,
  BulkNotFoundError,
  BulkOfOtherError,
  PreviewNotFoundError,
  PreviewUsedError,
} from './resolution-errors.js';

/** Who resolves many violations. */
export interface BulkActor {
  readonly uid: string;
  /** Those that the actor is a member of; violations of others are left alone. */
  readonly accounts: ReadonlySet<string>;
}

/** What a bulk resolution, or its undoing, came to. */
export interface BulkReport {
  readonly bulkId: number;
  /** In the order of the ids; each once. */
  readonly results: readonly BulkResult[];
}

/** A violation in the version in which somebody saw it. */
export interface SeenViolation {
  readonly id: number;
  readonly version: number;
}

/** What a preview token stands for. */
export interface Preview {
  readonly token: string;
  readonly expiresAt: Date;
}

interface PreviewRow {
  ids: string[];
  versions: string[];
  bulk_id: string | null;
}

interface BulkRow {
  actor: string;
  at: Date;
  undone_at: Date | null;
}

interface UndoRow {
  violation_id: string;
  violation_version: string;
  previous_comment: string | null;
}

const PREVIEW_MINUTES = 15;
const UNDO_HOURS = 24;
const FIND_PREVIEW = `
  SELECT ids, versions, bulk_id FROM ${SCHEMA}.resolution_preview WHERE token = $1 AND actor = $2 AND expires_at > $3`;

/** Resolves many violations with one comment, and undoes that. */
export class BulkResolutions {
  constructor(
    private readonly dataSource: DataSource,
    private readonly clock: Clock = systemClock,
  ) {}

  /** The accounts that have any of these violations. */
  async accountsOf(ids: readonly number[]): Promise<string[]> {
    const sql = `SELECT DISTINCT account_id FROM ${SCHEMA}.violation WHERE id = ANY($1::bigint[])`;
    const rows = await runQuery<{ account_id: string }>(this.dataSource, sql, [ids]);
    return rows.map(({ account_id }) => account_id);
  }

  /** Resolves these violations. */
  resolve(ids: readonly number[], comment: string, actor: BulkActor): Promise<BulkReport> {
    const targets = [...new Set(ids)].map((id) => ({ id, comment: storableText(comment) }));
    return inTransaction(this.dataSource, (manager) => this.apply(manager, targets, comment, actor));
  }

  /** Keeps what somebody was shown, so that exactly this can be resolved with the token. Valid for 15 minutes, for `uid`. */
  async keepPreview(seen: readonly SeenViolation[], uid: string): Promise<Preview> {
    const now = this.clock.now();
    const expiresAt = new Date(now.getTime() + PREVIEW_MINUTES * 60_000);
    const token = randomBytes(24).toString('base64url');
    await runQuery(this.dataSource, `DELETE FROM ${SCHEMA}.resolution_preview WHERE expires_at <= $1`, [
      now.toISOString(),
    ]);
    await runQuery(
      this.dataSource,
      `INSERT INTO ${SCHEMA}.resolution_preview (token, actor, ids, versions, expires_at) VALUES ($1, $2, $3, $4, $5)`,
      [token, uid, seen.map(({ id }) => id), seen.map(({ version }) => version), expiresAt.toISOString()],
    );
    return { token, expiresAt };
  }

  /**
   * The violations that a preview showed.
   * @throws {PreviewNotFoundError | PreviewUsedError}
   */
  async previewed(token: string, uid: string): Promise<SeenViolation[]> {
    const parameters = [token, uid, this.clock.now().toISOString()];
    return seenIn(await runQuery<PreviewRow>(this.dataSource, FIND_PREVIEW, parameters));
  }

  /**
   * Resolves what a preview showed; violations that were changed since are left alone.
   * @throws {PreviewNotFoundError | PreviewUsedError}
   */
  async resolvePreviewed(token: string, comment: string, actor: BulkActor): Promise<BulkReport> {
    return inTransaction(this.dataSource, async (manager) => {
      const parameters = [token, actor.uid, this.clock.now().toISOString()];
      const seen = seenIn(await manager.query<PreviewRow[]>(`${FIND_PREVIEW} FOR UPDATE`, parameters));
      const targets = seen.map((violation) => ({ ...violation, comment: storableText(comment) }));
      const report = await this.apply(manager, targets, comment, actor);
      await manager.query(`UPDATE ${SCHEMA}.resolution_preview SET bulk_id = $2 WHERE token = $1`, [
        token,
        report.bulkId,
      ]);
      return report;
    });
  }

  /** The violations that a bulk resolution changed. @throws {BulkNotFoundError | BulkOfOtherError | BulkClosedError} */
  async violationsOf(bulkId: number, uid: string): Promise<number[]> {
    const targets = await inTransaction(this.dataSource, (manager) =>
      this.undoable(manager, bulkId, uid, ''),
    );
    return targets.map(({ id }) => id);
  }

  /**
   * Gives the violations of a bulk resolution their earlier comments back, those that nobody changed since. Possible for
   * a day, for who made it.
   * @throws {BulkNotFoundError | BulkOfOtherError | BulkClosedError}
   */
  async undo(bulkId: number, actor: BulkActor): Promise<BulkReport> {
    return inTransaction(this.dataSource, async (manager) => {
      const targets = await this.undoable(manager, bulkId, actor.uid, 'FOR UPDATE');
      const stamp = stampOf(this.clock, () => actor.uid);
      const results = await changeMany(manager, targets, actor.accounts, bulkId, stamp);
      await manager.query(`UPDATE ${SCHEMA}.bulk_resolution SET undone_at = $2 WHERE id = $1`, [
        bulkId,
        stamp.at.toISOString(),
      ]);
      return { bulkId, results };
    });
  }

  private async apply(
    manager: EntityManager,
    targets: readonly BulkTarget[],
    comment: string,
    { uid, accounts }: BulkActor,
  ): Promise<BulkReport> {
    const stamp = stampOf(this.clock, () => uid);
    const [row] = await manager.query<{ id: string }[]>(
      `INSERT INTO ${SCHEMA}.bulk_resolution (actor, comment, at) VALUES ($1, $2, $3) RETURNING id`,
      [stamp.by, storableText(comment), stamp.at.toISOString()],
    );
    const bulkId = Number(row?.id);
    return { bulkId, results: await changeMany(manager, targets, accounts, bulkId, stamp) };
  }

  private async undoable(
    manager: EntityManager,
    bulkId: number,
    uid: string,
    lock: '' | 'FOR UPDATE',
  ): Promise<Required<BulkTarget>[]> {
    if (!Number.isSafeInteger(bulkId)) throw new BulkNotFoundError(bulkId);
    const [bulk] = await manager.query<BulkRow[]>(
      `SELECT actor, at, undone_at FROM ${SCHEMA}.bulk_resolution WHERE id = $1 ${lock}`,
      [bulkId],
    );
    if (bulk === undefined) throw new BulkNotFoundError(bulkId);
    if (bulk.actor !== uid.trim()) throw new BulkOfOtherError(bulkId);
    if (bulk.undone_at !== null) throw new BulkClosedError(bulkId, 'was undone already');
    if (this.clock.now().getTime() - bulk.at.getTime() > UNDO_HOURS * 3_600_000) {
      throw new BulkClosedError(bulkId, `was made more than ${UNDO_HOURS} hours ago`);
    }
    const rows = await manager.query<UndoRow[]>(
      `SELECT violation_id, violation_version, previous_comment
         FROM ${SCHEMA}.violation_resolution WHERE bulk_id = $1 ORDER BY violation_id`,
      [bulkId],
    );
    return rows.map((row) => ({
      id: Number(row.violation_id),
      version: Number(row.violation_version),
      comment: row.previous_comment,
    }));
  }
}

function seenIn([row]: readonly PreviewRow[]): SeenViolation[] {
  if (row === undefined) throw new PreviewNotFoundError();
  if (row.bulk_id !== null) throw new PreviewUsedError(Number(row.bulk_id));
  return row.ids.map((id, index) => ({ id: Number(id), version: Number(row.versions[index]) }));
}
