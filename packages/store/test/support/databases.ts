import { type EmbeddedFolder, embeddedFolder } from '@fullstop/tools/embedded-folder';
import { emptyDatabase, rememberSeeds } from '@fullstop/tools/emptied-database';
import { type PostgresServer, startPostgresServer } from '@fullstop/tools/postgres';
import { type Database, openDatabase } from '../../src/index.js';

/** Gives one database with the current schema to one test after the other, emptied between them: others take too long. */
export interface DatabaseSupply {
  start(): Promise<void>;
  /** The database without what was stored before. Closing it is left to `stop`. */
  fresh(): Promise<Database>;
  /** A second way into the same database, with connections of its own where there can be any. */
  second(): Promise<Database>;
  stop(): Promise<void>;
}

/** One embedded database. */
export function embeddedSupply(): DatabaseSupply {
  let folder: EmbeddedFolder | undefined;
  let database: Database | undefined;
  return {
    async start() {
      folder = await embeddedFolder();
      database = await openDatabase({ dataDirectory: folder.dataDirectory });
      await rememberSeeds(database.dataSource);
    },
    fresh: () => emptied(database!),
    second: async () => lent(database!),
    async stop() {
      await database?.close();
      await folder?.remove();
    },
  };
}

/** One database on a PostgreSQL server. */
export function serverSupply(): DatabaseSupply {
  let server: PostgresServer | undefined;
  let url = '';
  let database: Database | undefined;
  const others: Database[] = [];
  return {
    async start() {
      server = await startPostgresServer();
      url = await server.createDatabase();
      database = await openDatabase({ url });
      await rememberSeeds(database.dataSource);
    },
    fresh: () => emptied(database!),
    async second() {
      const other = await openDatabase({ url });
      others.push(other);
      return other;
    },
    async stop() {
      // Some tests close theirs.
      const open = others.filter(({ dataSource }) => dataSource.isInitialized);
      await Promise.all(open.map((other) => other.close()));
      await database?.close();
      await server?.stop();
    },
  };
}

async function emptied(database: Database): Promise<Database> {
  await emptyDatabase(database.dataSource);
  return lent(database);
}

function lent(database: Database): Database {
  return { ...database, close: async () => undefined };
}
