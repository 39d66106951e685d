import { setTimeout as sleep } from 'node:timers/promises';
import type { DataSource, EntityManager } from 'typeorm';
import { asStoreError, isConflict } from './database-errors.js';

const MAX_TRIES = 6;
const FIRST_PAUSE_MILLISECONDS = 20;

/**
 * Runs `work` in one transaction, and again when it got in the way of another one. `work` must use nothing but its manager
 * and must leave nothing behind outside of the database.
 * @throws {DatabaseUnavailableError} when the connection is lost or the conflicts do not end.
 */
export async function inTransaction<T>(
  dataSource: DataSource,
  work: (manager: EntityManager) => Promise<T>,
): Promise<T> {
  for (let tries = 1; ; tries++) {
    try {
      // Said explicitly, whatever the server's default: rows must be visible that were committed while waiting for a lock.
      return await dataSource.transaction('READ COMMITTED', work);
    } catch (error) {
      if (!isConflict(error) || tries === MAX_TRIES) throw asStoreError(error);
      await sleep(FIRST_PAUSE_MILLISECONDS * 2 ** (tries - 1) * (0.5 + Math.random()));
    }
  }
}

/**
 * Runs one query outside of transactions.
 * @throws {DatabaseUnavailableError} when the connection is lost.
 */
export async function runQuery<Row>(
  dataSource: DataSource,
  sql: string,
  parameters: readonly unknown[] = [],
): Promise<Row[]> {
  try {
    return await dataSource.query<Row[]>(sql, [...parameters]);
  } catch (error) {
    throw asStoreError(error);
  }
}
