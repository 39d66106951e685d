import { setTimeout as sleep } from 'node:timers/promises';
import { MigrationExecutor, type QueryRunner } from 'typeorm';
import { DatabaseUnavailableError } from './database-errors.js';
import { type Database, SCHEMA } from './database-options.js';
import { refuseNewerSchema } from './newer-schema.js';

/** Any number that nothing else in the database uses as an advisory lock. */
const MIGRATION_LOCK = 7_158_204_391;
const POLL_MILLISECONDS = 200;
const MAX_WAIT_SECONDS = 600;

/**
 * Creates the schema and applies the migrations that are missing. Processes that start together wait for each other.
 * @throws {DatabaseNewerError} when a newer version has changed the schema; then nothing is applied.
 */
export async function runMigrations({ dataSource, description }: Database): Promise<void> {
  const runner = dataSource.createQueryRunner();
  try {
    await lock(runner);
    try {
      await refuseNewerSchema(dataSource, runner, description);
      await createSchema(runner);
      await new MigrationExecutor(dataSource, runner).executePendingMigrations();
    } finally {
      await runner.query('SELECT pg_advisory_unlock($1)', [MIGRATION_LOCK]);
    }
  } finally {
    await runner.release();
  }
}

/** Asks again and again: a session that waits inside `pg_advisory_lock` would block CREATE INDEX CONCURRENTLY for ever. */
async function lock(runner: QueryRunner): Promise<void> {
  for (let waited = 0; waited <= MAX_WAIT_SECONDS * 1000; waited += POLL_MILLISECONDS) {
    const [row] = await runner.manager.query<{ taken: boolean }[]>(
      'SELECT pg_try_advisory_lock($1) AS taken',
      [MIGRATION_LOCK],
    );
    if (row?.taken === true) return;
    await sleep(POLL_MILLISECONDS);
  }
  throw new DatabaseUnavailableError(
    `another process has been changing the schema for more than ${MAX_WAIT_SECONDS} s`,
  );
}

async function createSchema(runner: QueryRunner): Promise<void> {
  // IF NOT EXISTS alone asks for the right to create schemas even when there is nothing to create.
  const [row] = await runner.manager.query<{ missing: boolean }[]>(
    'SELECT to_regnamespace($1) IS NULL AS missing',
    [SCHEMA],
  );
  if (row?.missing !== false) await runner.query(`CREATE SCHEMA IF NOT EXISTS ${SCHEMA}`);
}
