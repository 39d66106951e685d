import { type PostgresServer, startPostgresServer } from '@fullstop/tools/postgres';
import { type Database, openDatabase } from '../../src/index.js';

/** Gives empty databases with the current schema to one test after the other. */
export interface DatabaseSupply {
  start(): Promise<void>;
  /** An empty database; what was handed out before is gone. */
  fresh(): Promise<Database>;
  /** A second way into the database handed out last. */
  second(): Promise<Database>;
  stop(): Promise<void>;
}

/** One embedded database in memory, emptied between tests: starting another one takes seconds. */
export function embeddedSupply(): DatabaseSupply {
  let database: Database | undefined;
  return {
    async start() {
      database = await openDatabase({ dataDirectory: 'memory://' });
    },
    async fresh() {
      await empty(database!);
      return { ...database!, close: async () => undefined };
    },
    second: async () => ({ ...database!, close: async () => undefined }),
    stop: async () => database?.close(),
  };
}

async function empty({ dataSource }: Database): Promise<void> {
  await dataSource.query(`
    TRUNCATE fullstop_data.violation, fullstop_data.violation_resolution, fullstop_data.rule, fullstop_data.lifecycle,
      fullstop_data.application, fullstop_data.app_version, fullstop_data.application_version_entities,
      fullstop_data.processed_object, fullstop_data.plugin_check, fullstop_data.bulk_resolution,
      fullstop_data.resolution_preview, fullstop_data.job_run RESTART IDENTITY CASCADE`);
  await dataSource.query(
    `DELETE FROM fullstop_data.violation_type WHERE id LIKE 'CONTRACT%' OR id LIKE 'TEST%'`,
  );
}

/** One server, a database per test, copied from one that has the schema. */
export function serverSupply(): DatabaseSupply {
  let server: PostgresServer | undefined;
  let template = '';
  let url = '';
  return {
    async start() {
      server = await startPostgresServer();
      template = await server.createDatabase();
      await (await openDatabase({ url: template })).close();
    },
    async fresh() {
      url = await server!.createDatabase(template);
      return openDatabase({ url });
    },
    second: () => openDatabase({ url }),
    stop: async () => server?.stop(),
  };
}
