import { messageOf, silentLogger } from '@fullstop/core';
import pg from 'pg';
import { DataSource } from 'typeorm';
import { asStoreError, DatabaseConfigError, DatabaseUnavailableError } from './database-errors.js';
import type { Database, DatabaseOptions } from './database-options.js';
import { parseDatabaseUrl } from './database-url.js';
import { schemaOptions } from './schema-options.js';

const DEFAULT_POOL_SIZE = 10;
/** Also the time a caller waits for a free connection of the pool. */
const CONNECT_TIMEOUT_SECONDS = 30;

/**
 * A connection whose errors somebody always hears. While the pool hands one to TypeORM, neither listens for a moment; the
 * server's word that it ends the connection, arriving just then, would end the process. The query that follows rejects.
 */
class HeardClient extends pg.Client {
  constructor(config?: string | pg.ClientConfig) {
    super(config);
    this.on('error', () => {});
  }
}

/** Connects to a PostgreSQL server. */
export async function openServerDatabase(options: DatabaseOptions): Promise<Database> {
  const { connectionString, place, ignoredParameters } = parseDatabaseUrl(options);
  const { logger = silentLogger } = options;
  const dataSource = new DataSource({
    ...schemaOptions,
    type: 'postgres',
    applicationName: 'fullstop',
    poolSize: options.poolSize ?? DEFAULT_POOL_SIZE,
    connectTimeoutMS: CONNECT_TIMEOUT_SECONDS * 1000,
    // Not the error itself: it carries the client with all its settings.
    poolErrorHandler: (error: unknown) =>
      logger.warn(
        { error_message: messageOf(error) },
        'An idle database connection was lost; the next query opens a new one.',
      ),
    // As `extra`, because TypeORM's own `url` reads the text once more, with other rules.
    extra: { Client: HeardClient, connectionString, keepAlive: true, keepAliveInitialDelayMillis: 10_000 },
  });
  await connect(dataSource, place);
  const ignored =
    ignoredParameters.length === 0 ? '' : ` (ignored in its URL: ${ignoredParameters.join(', ')})`;
  return {
    dataSource,
    description: `PostgreSQL server ${place}${ignored}`,
    close: () => dataSource.destroy(),
  };
}

async function connect(dataSource: DataSource, place: string): Promise<void> {
  try {
    await dataSource.initialize();
  } catch (error) {
    const seen = asStoreError(error);
    if (seen instanceof DatabaseUnavailableError) throw seen;
    throw new DatabaseConfigError(
      `Cannot open the database at ${place}: ${messageOf(error)}. Check database URL, user and password.`,
      { cause: error },
    );
  }
}
