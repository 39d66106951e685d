import { messageOf } from '@fullstop/core';
import pg from 'pg';
import { parseDatabaseUrl } from '../connection/database-url.js';
import { LegacyImportError } from './legacy-import-error.js';

/** Where the old database is. */
export interface LegacySourceOptions {
  /** `postgres://…` or `jdbc:postgresql://…`; without a password in it, `PGPASSWORD` is asked. */
  readonly url: string;
  /** Schema of the old tables. Default `fullstop_data`. */
  readonly schema?: string;
}

/** Columns that only the last version of the old system has, and one of each table. */
const COLUMNS: readonly (readonly [table: string, column: string])[] = [
  ['violation_type', 'priority'],
  ['application', 'name'],
  ['app_version', 'name'],
  ['application_version_entities', 'version_entities_id'],
  ['rule', 'meta_info_json_path'],
  ['violation', 'meta_info'],
  ['violation', 'username'],
  ['violation', 'rule_entity_id'],
  ['violation', 'application_version_id'],
  ['lifecycle', 'instance_boot_time'],
];

const FIND_COLUMNS = `
  SELECT table_name, column_name, data_type FROM information_schema.columns
   WHERE table_schema = $1`;

/** Whether a schema has the tables of the old system; ours keep `meta_info` as JSON. */
export const IS_LEGACY = `
  SELECT count(*) > 0 AS legacy FROM information_schema.columns
   WHERE table_schema = $1 AND table_name = 'violation' AND column_name = 'meta_info' AND data_type = 'text'`;

/** An old database, as it was when it was opened. Its statements are understood by PostgreSQL 9.4, too. */
export class LegacySource {
  readonly #client: pg.Client;
  /** Name of the schema, in quotes. */
  readonly schema: string;

  private constructor(client: pg.Client, schema: string) {
    this.#client = client;
    this.schema = pg.escapeIdentifier(schema);
  }

  /** @throws {LegacyImportError} when the database cannot be opened, or holds no old tables of the last version. */
  static async open({ url, schema = 'fullstop_data' }: LegacySourceOptions): Promise<LegacySource> {
    const { connectionString, place } = parseDatabaseUrl({ url });
    const client = new pg.Client({ connectionString, application_name: 'fullstop import-legacy' });
    // A lost connection shows in the next query.
    client.on('error', () => undefined);
    try {
      await client.connect();
    } catch (cause) {
      throw new LegacyImportError(
        `Cannot open the old database at ${place}: ${messageOf(cause)}. Check --from; a password may be in PGPASSWORD.`,
        { cause },
      );
    }
    try {
      await requireLegacy(client, schema, place);
      await prepare(client);
    } catch (error) {
      await client.end();
      throw error;
    }
    return new LegacySource(client, schema);
  }

  async rows<Row extends object>(sql: string, parameters: readonly unknown[] = []): Promise<Row[]> {
    const { rows } = await this.#client.query<Row>(sql, [...parameters]);
    return rows;
  }

  close(): Promise<void> {
    return this.#client.end();
  }
}

async function requireLegacy(client: pg.Client, schema: string, place: string): Promise<void> {
  type Column = { table_name: string; column_name: string; data_type: string };
  const { rows } = await client.query<Column>(FIND_COLUMNS, [schema]);
  const typeOf = new Map(rows.map((row) => [`${row.table_name}.${row.column_name}`, row.data_type]));
  const missing = COLUMNS.map((names) => names.join('.')).filter((name) => !typeOf.has(name));
  if (missing.length > 0) {
    throw new LegacyImportError(
      `The schema ${schema} at ${place} is not that of the last version of the old system: it has no ${missing.join(', ')}. ` +
        'Name the right one with --schema; an older version is to be started once in its last version, which upgrades it.',
    );
  }
  if (typeOf.get('violation.meta_info') !== 'text') {
    throw new LegacyImportError(
      `The schema ${schema} at ${place} is already one of this version; there is nothing to import. ` +
        'Name the old one with --from and --schema.',
    );
  }
}

async function prepare(client: pg.Client): Promise<void> {
  // Instants then read as they are written, wherever the server is.
  await client.query("SET TIME ZONE 'UTC'");
  await client.query('SET datestyle TO ISO');
  // A setting that old servers do not have; the import reads in one transaction that waits between pages.
  await client.query(
    "SELECT set_config(name, '0', false) FROM pg_settings WHERE name = 'idle_in_transaction_session_timeout'",
  );
  // All tables as of one moment, though the old system may still run.
  await client.query('BEGIN TRANSACTION ISOLATION LEVEL REPEATABLE READ, READ ONLY');
}
