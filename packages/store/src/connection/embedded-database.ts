import { resolve } from 'node:path';
import type { PGlite } from '@electric-sql/pglite';
import { messageOf } from '@fullstop/core';
import { DataSource } from 'typeorm';
import { DatabaseConfigError } from './database-errors.js';
import type { Database, DatabaseOptions } from './database-options.js';
import { type DirectoryLock, lockDirectory } from './directory-lock.js';
import { schemaOptions } from './schema-options.js';

const DEFAULT_DIRECTORY = '.fullstop/database';
const IN_MEMORY = 'memory://';

/** Opens the embedded PostgreSQL (PGlite): one process, one connection. */
export async function openEmbeddedDatabase(options: DatabaseOptions): Promise<Database> {
  const given = options.dataDirectory ?? DEFAULT_DIRECTORY;
  if (given === IN_MEMORY) return startPglite(IN_MEMORY, undefined);
  const directory = resolve(given);
  const lock = await lockDirectory(directory);
  try {
    return await startPglite(directory, lock);
  } catch (error) {
    await lock.release();
    throw error;
  }
}

async function startPglite(directory: string, lock: DirectoryLock | undefined): Promise<Database> {
  const pglite = await createPglite(directory);
  try {
    const dataSource = await connect(pglite);
    return {
      dataSource,
      description:
        directory === IN_MEMORY ? 'embedded database in memory' : `embedded database in ${directory}`,
      close: () => closeAll(dataSource, pglite, lock),
    };
  } catch (error) {
    await pglite.close();
    throw error;
  }
}

async function createPglite(directory: string): Promise<PGlite> {
  // Loaded here, so that users of a server do not pay for it.
  const { PGlite } = await import('@electric-sql/pglite');
  try {
    return await PGlite.create(directory);
  } catch (error) {
    throw new DatabaseConfigError(
      `The embedded database in ${directory} cannot be opened: ${messageOf(error)}. See that the folder is writable and ` +
        'was made by this version; to begin anew, move it away.',
      { cause: error },
    );
  }
}

async function connect(pglite: PGlite): Promise<DataSource> {
  const { createPgConfig } = await import('@electric-sql/pglite/node-postgres');
  const dataSource = new DataSource({
    ...schemaOptions,
    type: 'postgres',
    poolSize: 1,
    extra: { ...createPgConfig(pglite), max: 1, idleTimeoutMillis: 0 },
  });
  return dataSource.initialize();
}

async function closeAll(
  dataSource: DataSource,
  pglite: PGlite,
  lock: DirectoryLock | undefined,
): Promise<void> {
  try {
    await dataSource.destroy();
    await pglite.close();
  } finally {
    await lock?.release();
  }
}
