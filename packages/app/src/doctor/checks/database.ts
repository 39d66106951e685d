import { existsSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { messageOf } from '@fullstop/core';
import { type Database, DatabaseLockedError, openDatabase } from '@fullstop/store';
import { type DoctorLine, DoctorLines } from '../doctor-line.js';
import type { Examination } from '../examination.js';
import { clockLines } from './clock.js';

/** What the database says. */
export interface ExaminedDatabase {
  readonly lines: readonly DoctorLine[];
  /** Bucket and key of the log object that was read last; absent where none was, or nobody can tell. */
  readonly newestObject?: { readonly bucket: string; readonly key: string };
}

/** Whether the database can be reached, is new enough, and has the schema of this version, and whether the clocks agree. Changes nothing. */
export async function examineDatabase({ config, logger }: Examination): Promise<ExaminedDatabase> {
  const lines = new DoctorLines('database');
  const { url, dataDirectory } = config.database;
  if (url === undefined && !existsSync(join(resolve(dataDirectory), 'PG_VERSION'))) {
    return lines.ok(`embedded, will be made in ${dataDirectory} at the first start`);
  }
  let database: Database;
  try {
    database = await openDatabase({ ...config.database, logger, runMigrations: false });
  } catch (error) {
    if (error instanceof DatabaseLockedError) {
      return lines.ok(`embedded in ${dataDirectory}, in use by process ${error.pid}; not looked at further`);
    }
    // Messages of the store say what to do.
    return lines.fail(messageOf(error), 'See DATABASE_URL, DATABASE_USER and DATABASE_PASSWORD.');
  }
  try {
    await examineSchema(database, lines);
    // An embedded one has the clock of this machine.
    const clock = url === undefined ? [] : clockLines('the database', await skewSecondsTo(database));
    const newestObject = await newestObjectOf(database);
    return { lines: [...lines.lines, ...clock], ...(newestObject && { newestObject }) };
  } finally {
    await database.close();
  }
}

async function examineSchema({ dataSource, description }: Database, lines: DoctorLines): Promise<void> {
  type State = { version: string; migrated: boolean; violations: boolean; may_create: boolean };
  const [state] = await dataSource.query<State[]>(`
    SELECT current_setting('server_version') AS version,
           to_regclass('fullstop_data.schema_migration') IS NOT NULL AS migrated,
           to_regclass('fullstop_data.violation') IS NOT NULL AS violations,
           CASE WHEN to_regnamespace('fullstop_data') IS NULL
             THEN has_database_privilege(current_database(), 'CREATE')
             ELSE has_schema_privilege('fullstop_data', 'CREATE') END AS may_create`);
  if (!state) throw new Error('the database gave no answer');
  lines.ok(`${description}, PostgreSQL ${state.version}`);
  if (!state.migrated && state.violations) {
    lines.fail(
      'the schema fullstop_data holds tables of the old system',
      'Rename it (ALTER SCHEMA fullstop_data RENAME TO fullstop_old), then fullstop import-legacy.',
    );
    return;
  }
  const known = dataSource.migrations.map(({ name }) => name);
  const applied = state.migrated
    ? (await dataSource.query<{ name: string }[]>('SELECT name FROM fullstop_data.schema_migration')).map(
        ({ name }) => name,
      )
    : [];
  const missing = known.filter((name) => !applied.includes(name ?? ''));
  const newer = applied.filter((name) => !known.includes(name));
  if (newer.length > 0) {
    lines.fail(
      `the schema is of a newer version: ${newer.join(', ')}`,
      'Run the newer version, or restore the backup from before the upgrade.',
    );
  } else if (missing.length === 0) lines.ok('the schema is up to date');
  else if (state.may_create)
    lines.warn(
      `${missing.length} changes of the schema are missing`,
      'The next start of the service makes them.',
    );
  else {
    lines.fail(
      `${missing.length} changes of the schema are missing, and this user may not make them`,
      'GRANT CREATE on the schema fullstop_data (or on the database, while there is no such schema) to the user.',
    );
  }
}

async function skewSecondsTo({ dataSource }: Database): Promise<number | undefined> {
  const [row] = await dataSource.query<{ at: Date }[]>('SELECT clock_timestamp() AS at');
  return row && (Date.now() - row.at.getTime()) / 1000;
}

async function newestObjectOf({ dataSource }: Database) {
  const [known] = await dataSource.query<{ ledger: boolean }[]>(
    "SELECT to_regclass('fullstop_data.processed_object') IS NOT NULL AS ledger",
  );
  if (!known?.ledger) return undefined;
  const [row] = await dataSource.query<{ bucket: string; key: string }[]>(
    'SELECT bucket, key FROM fullstop_data.processed_object ORDER BY processed_at DESC LIMIT 1',
  );
  return row;
}
