import { asStoreError } from './database-errors.js';
import type { Database, DatabaseOptions } from './database-options.js';
import { openEmbeddedDatabase } from './embedded-database.js';
import { runMigrations } from './run-migrations.js';
import { openServerDatabase } from './server-database.js';
import { checkServerVersion } from './server-version.js';

/**
 * Opens the database and brings its schema up to date.
 * @throws {DatabaseUnavailableError} when the server cannot be reached; later may work.
 * @throws {DatabaseLockedError} when another process has the embedded database open.
 * @throws {DatabaseNewerError} when a newer version has changed the schema; not told with `runMigrations: false`.
 * @throws {DatabaseConfigError} when URL, credentials, server version or folder do not do.
 */
export async function openDatabase(options: DatabaseOptions = {}): Promise<Database> {
  const database =
    options.url === undefined ? await openEmbeddedDatabase(options) : await openServerDatabase(options);
  try {
    await checkServerVersion(database.dataSource);
    if (options.runMigrations !== false) await runMigrations(database);
    return database;
  } catch (error) {
    await database.close();
    throw asStoreError(error);
  }
}
