import { mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { hostname, tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { inspect } from 'node:util';
import { isRetryable, VIOLATION_TYPES } from '@fullstop/core';
import { type PostgresServer, startPostgresServer } from '@fullstop/tools/postgres';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it, jest } from '@jest/globals';
import { parseDatabaseUrl } from '../src/connection/database-url.js';
import { lockDirectory } from '../src/connection/directory-lock.js';
import { assertSupported } from '../src/connection/server-version.js';
import { inTransaction } from '../src/connection/transaction.js';
import { type Database, openDatabase, TypeormFindingsStore, ViolationQueries } from '../src/index.js';
import { Lists1763800300000 } from '../src/migrations/1763800300000-lists.js';
import { MIGRATIONS } from '../src/migrations/index.js';
import { type Child, startChild } from './support/child.js';
import { aCheck, aViolation } from './support/violations.js';

// Starting a database takes seconds, more on a busy machine.
jest.setTimeout(60_000);

async function failureOf(attempt: Promise<unknown>): Promise<Error> {
  return attempt.then(
    () => Promise.reject(new Error('expected a failure')),
    (error: Error) => error,
  );
}

describe('the URL of a database', () => {
  it.each([
    ['postgres://u:p@db.example:6543/fs', 'db.example:6543/fs', { user: 'u', password: 'p' }],
    ['postgresql://db.example/fs', 'db.example:5432/fs', {}],
    ['postgresql://db.example/fs?sslmode=verify-full', 'db.example:5432/fs', { sslmode: 'verify-full' }],
    ['jdbc:postgresql://db.example:6543/fs', 'db.example:6543/fs', {}],
    [
      'JDBC:postgresql://db.example/fs?user=u&password=p%26q',
      'db.example:5432/fs',
      { user: 'u', password: 'p&q' },
    ],
    ['jdbc:postgresql:fs', 'localhost:5432/fs', {}],
    ['jdbc:postgresql:/', 'localhost:5432/', {}],
    ['jdbc:postgresql://[::1]:5433/fs', '[::1]:5433/fs', {}],
    ['jdbc:postgresql://h/fs?ssl=true', 'h:5432/fs', { sslmode: 'verify-full', uselibpqcompat: 'true' }],
    ['jdbc:postgresql://h/fs?ssl=false', 'h:5432/fs', {}],
    [
      'jdbc:postgresql://h/fs?ssl=true&sslmode=require',
      'h:5432/fs',
      { sslmode: 'require', uselibpqcompat: 'true' },
    ],
    ['jdbc:postgresql://h/fs?ApplicationName=x', 'h:5432/fs', { application_name: 'x' }],
    [
      'postgresql:///fs?host=/var/run/postgresql',
      '/var/run/postgresql:5432/fs',
      { host: '/var/run/postgresql' },
    ],
  ])('%s names %s', (url, place, settings) => {
    const address = parseDatabaseUrl({ url });
    expect(address.place).toBe(place);
    const parsed = new URL(address.connectionString);
    const { username: user, password } = parsed;
    const inFront = user === '' ? {} : { user, password };
    expect({ ...Object.fromEntries(parsed.searchParams), ...inFront }).toEqual(settings);
  });

  it('gives way to user and password given separately, whatever characters they have', () => {
    const address = parseDatabaseUrl({ url: 'postgresql://a:b@h/fs', user: 'c d', password: 'p@ß/?#&=+%' });
    const { searchParams } = new URL(address.connectionString);
    expect([searchParams.get('user'), searchParams.get('password')]).toEqual(['c d', 'p@ß/?#&=+%']);
    expect(address.place).not.toContain('p@');
  });

  it('tells which JDBC parameters have no meaning', () => {
    const url = 'jdbc:postgresql://h/fs?prepareThreshold=0&currentSchema=x&sslmode=allow';
    const address = parseDatabaseUrl({ url });
    expect(address.ignoredParameters).toEqual(['prepareThreshold', 'currentSchema']);
    expect(new URL(address.connectionString).searchParams.get('sslmode')).toBe('disable');
  });

  it.each([
    'mysql://u:secret@h/fs',
    'jdbc:mysql://u:secret@h/fs',
    'postgresql://u:secret@h:port/fs',
    'jdbc:postgresql://u:secret@h1:5432,h2:5432/fs',
    'u:secret@h',
    '',
  ])('%s is refused without repeating it', async (url) => {
    const error = await failureOf(openDatabase({ url }));
    expect(error).toMatchObject({
      code: 'DATABASE_CONFIG',
      message: expect.stringContaining('postgresql://'),
    });
    expect(inspect(error)).not.toContain('secret');
  });

  it('of a server that is too old is refused with what is needed', () => {
    expect(() => assertSupported(140_012)).toThrow('PostgreSQL 14; 15 or newer');
    expect(() => assertSupported(150_000)).not.toThrow();
  });
});

describe('on a PostgreSQL server', () => {
  let server: PostgresServer;
  let opened: Database[];

  beforeAll(async () => {
    server = await startPostgresServer({ own: true });
  });
  afterAll(() => server?.stop());
  beforeEach(() => {
    opened = [];
  });
  afterEach(() => Promise.all(opened.map((database) => database.close())));

  async function open(...args: Parameters<typeof openDatabase>): Promise<Database> {
    const database = await openDatabase(...args);
    opened.push(database);
    return database;
  }

  it('opens JDBC URLs with user and password beside, and never shows the password', async () => {
    const { pathname, port } = new URL(await server.createDatabase());
    const url = `jdbc:postgresql://127.0.0.1:${port}${pathname}?prepareThreshold=0`;
    const database = await open({ url, user: server.user, password: server.password });
    expect(database.description).toBe(
      `PostgreSQL server 127.0.0.1:${port}${pathname} (ignored in its URL: prepareThreshold)`,
    );

    const wrong = await failureOf(openDatabase({ url, user: server.user, password: 'wrong-secret' }));
    expect(wrong).toMatchObject({
      code: 'DATABASE_CONFIG',
      message: expect.stringMatching(/password authentication failed/),
    });
    expect(isRetryable(wrong)).toBe(false);
    expect(inspect(wrong, { depth: 9 })).not.toContain('wrong-secret');
  });

  it('says of a server that does not answer that later may work', async () => {
    const error = await failureOf(openDatabase({ url: 'postgresql://u:secret@127.0.0.1:1/fs' }));
    expect(error).toMatchObject({ code: 'DATABASE_UNAVAILABLE', cause: { code: 'ECONNREFUSED' } });
    expect(isRetryable(error)).toBe(true);
    expect(inspect(error, { depth: 9 })).not.toContain('secret');
  });

  it('8.1-1 migrates an empty database once, when several processes start together and again', async () => {
    const url = await server.createDatabase();
    const databases = await Promise.all([1, 2, 3, 4].map(() => open({ url, poolSize: 2 })));
    const { dataSource } = databases[0]!;
    const tables = 'SELECT tablename FROM pg_tables WHERE schemaname = $1 ORDER BY 1';
    const before = await dataSource.query<{ tablename: string }[]>(tables, ['fullstop_data']);
    expect(before.map((row) => row.tablename)).toEqual([
      'app_version',
      'application',
      'application_version_entities',
      'bulk_resolution',
      'job_finding',
      'job_run',
      'job_run_target',
      'lifecycle',
      'plugin_check',
      'processed_object',
      'resolution_preview',
      'rule',
      'rule_revision',
      'schema_migration',
      'violation',
      'violation_resolution',
      'violation_type',
    ]);

    await open({ url });
    expect(await dataSource.query(tables, ['fullstop_data'])).toEqual(before);
    expect(await dataSource.query('SELECT name FROM fullstop_data.schema_migration')).toHaveLength(
      MIGRATIONS.length,
    );
  });

  it('is refused when a newer version has changed its schema, and nothing is changed then', async () => {
    const url = await server.createDatabase();
    await open({ url });
    await fromTheFuture((sql) => server.execute(url, sql));
    const error = await failureOf(openDatabase({ url }));
    expectRefusal(error, /^The PostgreSQL server 127\.0\.0\.1:/);

    const { dataSource } = await open({ url, runMigrations: false });
    const names = await dataSource.query(
      'SELECT name FROM fullstop_data.schema_migration ORDER BY timestamp',
    );
    expect(names.at(-2)).toEqual({ name: 'FromTheFuture9000000000001' });
    expect(names).toHaveLength(MIGRATIONS.length + 1);
  });

  it('8.1-2 seeds the types of the catalogue, none of them audit relevant', async () => {
    const { dataSource } = await open({ url: await server.createDatabase() });
    const types = await new ViolationQueries(dataSource).findViolationTypes();
    expect(types).toHaveLength(31);
    expect(types).toMatchObject(
      VIOLATION_TYPES.map((type) => ({ ...type, auditRelevant: false, createdBy: 'FULLSTOP', version: 0 })),
    );
  });

  it('has entities that agree with the migrations', async () => {
    const { dataSource } = await open({ url: await server.createDatabase() });
    // TypeORM compares columns, keys and names of constraints; neither conditions of indexes nor NULLS NOT DISTINCT.
    const { upQueries } = await dataSource.driver.createSchemaBuilder().log();
    expect(upQueries.map(({ query }) => query)).toEqual([]);

    const rows = await dataSource.query<{ indexname: string; indexdef: string }[]>(
      `SELECT indexname, indexdef FROM pg_indexes WHERE schemaname = 'fullstop_data'`,
    );
    const definitions = new Map(rows.map((row) => [row.indexname, row.indexdef]));
    for (const index of dataSource.entityMetadatas.flatMap((metadata) => metadata.indices)) {
      const condition = definitions.get(index.name)?.split(' WHERE ')[1];
      expect(bare(condition)).toBe(bare(index.where));
    }
    const nullsAreEqual = rows.filter((row) => row.indexdef.includes('NULLS NOT DISTINCT'));
    expect(nullsAreEqual.map((row) => row.indexname).sort()).toEqual([
      'lifecycle_boot_idx',
      'lifecycle_event_idx',
      'unique_violation',
    ]);
  });

  it('keeps out rules without reason and checks without a next try', async () => {
    const { dataSource } = await open({ url: await server.createDatabase() });
    const rule = dataSource.query(`
      INSERT INTO fullstop_data.rule (reason, expiry_date, created, created_by, last_modified, last_modified_by)
      VALUES (' ', now(), now(), 'alice', now(), 'alice')`);
    await expect(rule).rejects.toThrow('rule_reason_check');
    const check = new TypeormFindingsStore(dataSource).commit({
      unfinishedChecks: [aCheck({ nextTryAt: null })],
    });
    await expect(check).rejects.toThrow('plugin_check_next_try_check');
  });

  it('8.2-2, 8.2-3, 8.5-3, 8.5-7 keeps one lifecycle row per event, to the millisecond, and one per boot', async () => {
    const { dataSource } = await open({ url: await server.createDatabase() });
    await new TypeormFindingsStore(dataSource).commit({
      violations: [aViolation({ applicationId: 'shop', applicationVersion: '1' })],
    });
    const insert = (type: string | null, date: string, boot: string | null) =>
      dataSource.query<unknown[]>(
        `INSERT INTO fullstop_data.lifecycle (account_id, region, instance_id, event_type, event_date,
           instance_boot_time, application, application_version, created, created_by, last_modified, last_modified_by)
         VALUES ('1', 'r', 'i-1', $1, $2, $3, 1, 1, now(), 'FULLSTOP', now(), 'FULLSTOP')
         ON CONFLICT DO NOTHING RETURNING event_date, instance_boot_time`,
        [type, date, boot],
      );
    const at = '2026-03-01T12:34:56.789Z';
    const later = '2026-03-01T12:34:56.790Z';
    expect(await insert('RunInstances', at, null)).toEqual([
      { event_date: new Date(at), instance_boot_time: null },
    ]);
    expect(await insert('RunInstances', at, later)).toEqual([]);
    expect(await insert('RunInstances', later, null)).toHaveLength(1);
    expect(await insert('TerminateInstances', at, null)).toHaveLength(1);
    expect(await insert(null, at, at)).toHaveLength(1);
    expect(await insert(null, later, at)).toEqual([]);
    expect(await insert(null, at, later)).toHaveLength(1);
  });

  it('opens a migrated database for a user who may not create anything', async () => {
    const url = await server.createDatabase();
    await (await openDatabase({ url })).close();
    await server.execute(
      url,
      `CREATE ROLE plain LOGIN PASSWORD 'plain'; GRANT USAGE ON SCHEMA fullstop_data TO plain;
       GRANT SELECT, INSERT, UPDATE, DELETE ON ALL TABLES IN SCHEMA fullstop_data TO plain`,
    );
    const { dataSource } = await open({ url, user: 'plain', password: 'plain' });
    const report = await new TypeormFindingsStore(dataSource).commit({ violations: [aViolation()] });
    expect(report.storedViolations).toBe(1);
  });

  it('repeats a transaction that got in the way of another, and not for ever', async () => {
    const { dataSource } = await open({ url: await server.createDatabase() });
    const conflict = `DO $$ BEGIN RAISE EXCEPTION 'conflict' USING ERRCODE = '40P01'; END $$`;
    let tries = 0;
    const done = await inTransaction(dataSource, async (manager) => {
      if (++tries < 3) await manager.query(conflict);
      return 'done';
    });
    expect([done, tries]).toEqual(['done', 3]);

    tries = 0;
    const error = await failureOf(
      inTransaction(dataSource, (manager) => {
        tries++;
        return manager.query(conflict);
      }),
    );
    expect([isRetryable(error), tries]).toEqual([true, 6]);
  });

  it('counts right whatever isolation the server has by default', async () => {
    const url = await server.createDatabase();
    const name = new URL(url).pathname.slice(1);
    await server.execute(
      url,
      `ALTER DATABASE ${name} SET default_transaction_isolation = 'repeatable read';
       ALTER DATABASE ${name} SET timezone = 'Asia/Kolkata'`,
    );
    const { dataSource } = await open({ url });
    const store = new TypeormFindingsStore(dataSource);
    const units = Array.from({ length: 12 }, (_, n) => [aViolation({ eventId: `e-${n}` })]);
    await Promise.all(units.map((violations) => store.commit({ violations })));
    const stored = await new ViolationQueries(dataSource).listViolations({ limit: 20 });
    expect(stored.map((violation) => violation.occurrences)).toEqual(units.map((_, n) => n + 1));
    expect(stored[0]!.eventTime).toEqual(aViolation().eventTime);
  });

  it('loses nothing of a unit, and stores nothing of it, when its connection breaks', async () => {
    const url = await server.createDatabase();
    const { dataSource } = await open({ url });
    const store = new TypeormFindingsStore(dataSource);
    const unit = { violations: [aViolation()], unfinishedChecks: [aCheck()] };

    // Another session keeps the last table of the unit locked, so that the connection breaks in the middle.
    const blocker = dataSource.createQueryRunner();
    await blocker.startTransaction();
    await blocker.query('LOCK TABLE fullstop_data.plugin_check');
    const broken = failureOf(store.commit(unit));
    await killWhoWaits(server, url);
    const error = await broken;
    await blocker.rollbackTransaction();
    await blocker.release();

    expect(isRetryable(error)).toBe(true);
    expect(await new ViolationQueries(dataSource).countViolations()).toBe(0);
    expect(await store.commit(unit)).toEqual({ storedViolations: 1, duplicateViolations: 0 });
  });

  it('8.3-12 says "later" while the server is down, and stores once it is back', async () => {
    const { dataSource } = await open({ url: await server.createDatabase() });
    const store = new TypeormFindingsStore(dataSource);
    await server.pause();
    const attempts = [
      store.commit({ violations: [aViolation()] }),
      store.claimDue(new Date(), new Date(), 1),
      store.isProcessed({ bucket: 'b', key: 'k', etag: 'e' }),
      new ViolationQueries(dataSource).countViolations(),
    ].map(failureOf);
    const errors = await Promise.all(attempts);
    expect(errors.map(isRetryable)).toEqual([true, true, true, true]);

    await server.resume();
    expect(await store.commit({ violations: [aViolation()] })).toMatchObject({ storedViolations: 1 });
  });

  it('a connection that is ended in the moment in which it is ready fails its query, and nothing else', async () => {
    const child = startChild('end-when-ready.ts', [await server.createDatabase()]);
    try {
      const { first, next } = JSON.parse(await child.line());
      expect(first).toMatch(/connection/);
      expect(next).toEqual([{ two: 2 }]);
    } finally {
      await child.kill();
    }
  });
});

/** Makes the schema look as if a newer version had changed it, and one of our migrations was still missing. */
async function fromTheFuture(execute: (sql: string) => Promise<unknown>): Promise<void> {
  await execute(`DELETE FROM fullstop_data.schema_migration WHERE name = '${new Lists1763800300000().name}'`);
  await execute(
    `INSERT INTO fullstop_data.schema_migration (timestamp, name) VALUES
       (9000000000001, 'FromTheFuture9000000000001'), (9000000000002, 'FurtherOn9000000000002')`,
  );
}

function expectRefusal(error: Error, beginning: RegExp): void {
  expect(error).toMatchObject({ code: 'DATABASE_NEWER' });
  expect(isRetryable(error)).toBe(false);
  expect(error.message).toMatch(beginning);
  expect(error.message).toContain('FromTheFuture9000000000001, FurtherOn9000000000002');
  expect(error.message).toContain(new Lists1763800300000().name);
  expect(error.message).toMatch(/newer version of Fullstop.*backup/);
}

/** Conditions as people write them and as PostgreSQL prints them differ in parentheses and casts. */
function bare(condition: string | undefined): string {
  return (condition ?? '').replace(/[()]|::text/g, '');
}

async function killWhoWaits(server: PostgresServer, url: string): Promise<void> {
  await server.execute(
    url,
    `DO $$ BEGIN
       FOR i IN 1..400 LOOP
         PERFORM pg_terminate_backend(pid) FROM pg_stat_activity
           WHERE wait_event_type = 'Lock' AND datname = current_database();
         EXIT WHEN FOUND;
         PERFORM pg_sleep(0.02);
         PERFORM pg_stat_clear_snapshot();
       END LOOP;
     END $$`,
  );
}

describe('the embedded database on disk', () => {
  let folder: string;
  let child: Child;
  let opened: Database | undefined;

  beforeAll(async () => {
    folder = join(await mkdtemp(join(tmpdir(), 'fullstop-store-')), 'database');
  });
  afterAll(async () => {
    await child?.kill();
    await opened?.close();
    await rm(join(folder, '..'), { recursive: true, force: true });
  });

  // These follow each other on one folder: making one takes seconds.

  it('8.1-6 stores instants unchanged by a process whose time zone is not UTC', async () => {
    const eventTime = '2026-07-01T23:30:00.123Z';
    child = startChild('store-and-report.ts', [folder, eventTime], { TZ: 'America/New_York' });
    const told = JSON.parse(await child.line());
    expect(told).toEqual({ eventTime, created: eventTime, offsetMinutes: 240 });
  });

  it('is refused to a second process, with the pid of the first and what to do', async () => {
    const error = await failureOf(openDatabase({ dataDirectory: folder }));
    expect(error).toMatchObject({ code: 'DATABASE_LOCKED', pid: child.pid });
    expect(error.message).toContain(`process ${child.pid} has it open since`);
    expect(error.message).toContain('DATABASE_URL');
  });

  it('8.3-14 is taken over from a process that was killed, with all that it had stored', async () => {
    await child.kill();
    opened = await openDatabase({ dataDirectory: folder });
    expect(opened.description).toBe(`embedded database in ${folder}`);
    const queries = new ViolationQueries(opened.dataSource);
    expect(await queries.listViolations({ limit: 9 })).toMatchObject([
      { eventId: `stored by process ${child.pid}`, eventTime: new Date('2026-07-01T23:30:00.123Z') },
    ]);
  });

  it('is refused to the same process a second time', async () => {
    const error = await failureOf(openDatabase({ dataDirectory: folder }));
    expect(error).toMatchObject({ code: 'DATABASE_LOCKED', pid: process.pid });
    expect(error.message).toContain('this very process');
  });

  it('8.1-1 opens again after it was closed, and leaves no lock behind', async () => {
    await opened?.close();
    expect((await readdir(folder)).filter((file) => file.includes('fullstop.lock'))).toEqual([]);
    opened = await openDatabase({ dataDirectory: folder });
    expect(await new ViolationQueries(opened.dataSource).countViolations()).toBe(1);
  });

  it('is refused when a newer version has changed its schema, and is free for that one then', async () => {
    await fromTheFuture((sql) => opened!.dataSource.query(sql));
    await opened?.close();
    opened = undefined;
    const error = await failureOf(openDatabase({ dataDirectory: folder }));
    expectRefusal(error, /^The embedded database in /);
    expect((await readdir(folder)).filter((file) => file.includes('fullstop.lock'))).toEqual([]);
  });
});

describe('the lock of a folder', () => {
  let folder: string;
  let file: string;

  beforeEach(async () => {
    folder = await mkdtemp(join(tmpdir(), 'fullstop-lock-'));
    file = join(folder, 'fullstop.lock');
  });
  afterEach(() => rm(folder, { recursive: true, force: true }));

  async function leaveLock(owner: object): Promise<void> {
    const lockedAt = '2026-01-01T00:00:00.000Z';
    await writeFile(
      file,
      JSON.stringify({ host: hostname(), birth: null, lockedAt, token: 'old', ...owner }),
    );
  }
  // Larger than any pid that Linux or macOS give.
  const GONE = 4_194_305;

  it('is taken over by one of those that come at once', async () => {
    for (let round = 0; round < 40; round++) {
      await leaveLock({ pid: GONE });
      // Some a little later than others, so that they meet the others' takeover in all its stages.
      const attempts = Array.from({ length: 12 }, (_, n) =>
        sleep((n * round) % 4).then(() => lockDirectory(folder)),
      );
      const settled = await Promise.allSettled(attempts);
      expect(settled.filter((attempt) => attempt.status === 'fulfilled')).toHaveLength(1);
      expect(await readdir(folder)).toEqual(['fullstop.lock']);
    }
  });

  it('is taken over when its pid belongs to another process by now', async () => {
    await leaveLock({ pid: process.pid, birth: 'another boot:1' });
    const lock = await lockDirectory(folder);
    expect(JSON.parse(await readFile(file, 'utf8'))).toMatchObject({ pid: process.pid });
    await lock.release();
    expect(await readdir(folder)).toEqual([]);
  });

  it('is respected when it comes from another host, where nobody can look', async () => {
    await leaveLock({ pid: GONE, host: 'elsewhere' });
    const error = await failureOf(lockDirectory(folder));
    expect(error.message).toMatch(/process 4194305 on host elsewhere .* delete the file/);
  });

  it.each(['', 'no JSON', '{"pid":"one"}', 'null'])('is respected when it holds %j', async (content) => {
    await writeFile(file, content);
    await expect(lockDirectory(folder)).rejects.toMatchObject({ code: 'DATABASE_LOCKED' });
    expect(await readFile(file, 'utf8')).toBe(content);
  });

  it('is respected while somebody is taking it over', async () => {
    await leaveLock({ pid: GONE });
    await writeFile(`${file}.takeover`, JSON.stringify({ pid: 77, host: hostname(), lockedAt: 'now' }));
    const error = await failureOf(lockDirectory(folder));
    expect(error.message).toContain('process 77 is just taking over, guarded by');
  });

  it('is not removed by one that lost it', async () => {
    const lock = await lockDirectory(folder);
    await leaveLock({ pid: GONE, token: 'another' });
    await lock.release();
    expect(await readdir(folder)).toEqual(['fullstop.lock']);
  });
});
