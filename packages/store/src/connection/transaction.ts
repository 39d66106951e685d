import { setTimeout as sleep } from 'node:timers/promises';
import type { DataSource, EntityManager } from 'typeorm';
import { asStoreError, isConflict } from './database-errors.js';

const MAX_TRIES = 6;
const FIRST_PAUSE_MILLISECONDS = 20;

/** What runs statements: a transaction of ours knows nothing else of TypeORM, whose own transactions it would not notice. */
export type Statements = Pick<EntityManager, 'query'>;

/**
 * Runs `work` in one transaction, and again when it got in the way of another one. `work` must use nothing but its manager
 * and must leave nothing behind outside of the database.
 * @throws {DatabaseUnavailableError} when the connection is lost or the conflicts do not end.
 */
export function inTransaction<T>(
  dataSource: DataSource,
  work: (manager: EntityManager) => Promise<T>,
): Promise<T> {
  // Said explicitly, whatever the server's default: rows must be visible that were committed while waiting for a lock.
  return withoutConflict(() => dataSource.transaction('READ COMMITTED', work));
}

/**
 * The same for work that is done thousands of times: it begins with one statement instead of TypeORM's two, which costs as
 * much as a statement of the work.
 * @throws {DatabaseUnavailableError} when the connection is lost or the conflicts do not end.
 */
export function inShortTransaction<T>(
  dataSource: DataSource,
  work: (statements: Statements) => Promise<T>,
): Promise<T> {
  return withoutConflict(() => runShortTransaction(dataSource, work));
}

/**
 * Runs one statement that changes something, in a transaction of its own, and again when it got in the way of another one.
 * @throws {DatabaseUnavailableError} when the connection is lost or the conflicts do not end.
 */
export function inOneStatement<T>(
  dataSource: DataSource,
  work: (statements: Statements) => Promise<T>,
): Promise<T> {
  return withoutConflict(() => work(dataSource));
}

async function runShortTransaction<T>(
  dataSource: DataSource,
  work: (statements: Statements) => Promise<T>,
): Promise<T> {
  const runner = dataSource.createQueryRunner();
  try {
    await runner.query('START TRANSACTION ISOLATION LEVEL READ COMMITTED');
    const result = await work(runner);
    await runner.query('COMMIT');
    return result;
  } catch (error) {
    // Where the connection is gone this fails as well, and what was tried before says why.
    await runner.query('ROLLBACK').catch(() => undefined);
    throw error;
  } finally {
    await runner.release();
  }
}

async function withoutConflict<T>(work: () => Promise<T>): Promise<T> {
  for (let tries = 1; ; tries++) {
    try {
      return await work();
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
