import { existsSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import { PutObjectCommand, S3Client } from '@aws-sdk/client-s3';
import { silentLogger } from '@fullstop/core';
import { openDatabase, TypeormFindingsStore } from '@fullstop/store';
import { AwsServer } from '@fullstop/tools/aws-server';
import { type PostgresServer, startPostgresServer } from '@fullstop/tools/postgres';
import { afterAll, beforeAll, describe, expect, it, jest } from '@jest/globals';
import { type FauxqsServer, startFauxqs } from 'fauxqs';
import { clockLines } from '../src/doctor/checks/clock.js';
import { examineNode } from '../src/doctor/checks/node.js';
import { type DoctorOptions, runDoctor } from '../src/doctor/index.js';
import { remedyOfOwnCredentials } from '../src/doctor/own-credentials.js';

// Starting a database takes seconds, more on a busy machine.
jest.setTimeout(60_000);

const KEY =
  'AWSLogs/111122223333/CloudTrail/us-east-1/2026/03/02/111122223333_CloudTrail_us-east-1_20260302T0915Z_a.json.gz';
const ACCOUNTS = ['111122223333', '444455556666', '777788889999'];

let folder: string;
let aws: AwsServer;
let local: FauxqsServer;
let registries: Server;
let postgres: PostgresServer;
let emptyDatabase: string;
const before = { ...process.env };
/** A setting in which nothing is wrong. */
let healthy: Record<string, string>;

beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), 'fullstop-doctor-'));
  writeFileSync(join(folder, 'package.json'), '{"name":"a-project"}');
  // What does not work is not waited for.
  writeFileSync(join(folder, 'fullstop.config.json'), '{"clients":{"timeoutMs":2000}}');
  [aws, local, postgres] = await Promise.all([
    AwsServer.start({ accounts: { '111122223333': {}, '444455556666': {} } }),
    startFauxqs({ port: 0, logger: false }),
    startPostgresServer(),
  ]);
  registries = createServer((request, response) => {
    const isKnown = request.headers.authorization === 'Bearer a-token-long-enough-for-everybody';
    const accounts = ACCOUNTS.slice(0, 2).map((id) => ({ id, disabled: false }));
    const found = request.url === '/api/accounts/aws';
    response
      .writeHead(isKnown ? (found ? 200 : 404) : 401, { 'content-type': 'application/json' })
      .end(JSON.stringify(found ? accounts : {}));
  });
  await new Promise<void>((resolve) => registries.listen(0, '127.0.0.1', resolve));
  const endpoint = `http://127.0.0.1:${local.port}`;
  // The SDK reads these itself.
  Object.assign(process.env, aws.environment, {
    AWS_ENDPOINT_URL_S3: endpoint,
    AWS_ENDPOINT_URL_SQS: endpoint,
  });
  await makeTrail(endpoint);
  emptyDatabase = await postgres.createDatabase();
  healthy = await healthySettings();
});
afterAll(async () => {
  process.env = before;
  rmSync(folder, { recursive: true, force: true });
  registries?.close();
  registries?.closeAllConnections();
  await Promise.all([aws?.stop(), local?.stop(), postgres?.stop()]);
});

async function makeTrail(endpoint: string): Promise<void> {
  local.createBucket('trail');
  local.createBucket('empty');
  const s3 = new S3Client({ endpoint, forcePathStyle: true });
  await s3.send(new PutObjectCommand({ Bucket: 'trail', Key: KEY, Body: gzipSync('{"Records":[]}') }));
  s3.destroy();
}

async function healthySettings(): Promise<Record<string, string>> {
  const dead = local.createQueue('dead');
  const redrive = { deadLetterTargetArn: dead.queueArn, maxReceiveCount: 20 };
  const attributes = { MessageRetentionPeriod: '1209600', RedrivePolicy: JSON.stringify(redrive) };
  const url = `http://127.0.0.1:${(registries.address() as AddressInfo).port}`;
  const token = 'a-token-long-enough-for-everybody';
  const database = await postgres.createDatabase();
  await readOneObject(database);
  return {
    FULLSTOP_SQS_URL: local.createQueue('trail', { attributes }).queueUrl,
    FULLSTOP_SQS_DEAD_LETTER_URL: dead.queueUrl,
    FULLSTOP_KIO_URL: url,
    FULLSTOP_PIERONE_URLS: url,
    FULLSTOP_TEAM_SERVICE_URL: url,
    OAUTH2_ACCESS_TOKENS: `kio=${token},pierone=${token},teamService=${token}`,
    DATABASE_URL: database,
  };
}

/** Makes the schema, and notes that a log object was read. */
async function readOneObject(url: string): Promise<void> {
  const database = await openDatabase({ url });
  const counts = { records: 0, malformedRecords: 0, dispatched: 0 };
  const processedAt = new Date('2026-03-02T09:20:00Z');
  await new TypeormFindingsStore(database.dataSource).commit({
    processedObject: { bucket: 'trail', key: KEY, etag: 'e', processedAt, ...counts },
  });
  await database.close();
}

/** What the doctor says, a text for each line. */
async function examine(
  settings: Record<string, string | undefined> = {},
  options: Partial<DoctorOptions> = {},
): Promise<string[]> {
  const environment = { ...healthy, ...settings };
  const lines = await runDoctor({
    runtime: { workingFolder: folder, environment },
    logger: silentLogger,
    ...options,
  });
  return lines.map(({ status, check, message, remedy }) => {
    // Whatever does not work comes with what to do about it.
    expect(remedy !== undefined).toBe(status !== 'ok');
    return `${status} ${check}: ${message}`;
  });
}

describe('the doctor', () => {
  it('finds nothing wrong where nothing is, and says what it looked at', async () => {
    const told: string[] = [];
    const lines = await examine({}, { onLine: ({ check }) => told.push(check) });
    expect(lines.map((line) => line.replace(/: .*/, ''))).toEqual([
      ...['ok node', 'ok configuration', 'warn plugins', 'ok database', 'ok database', 'ok clock'],
      ...['ok queue', 'ok queue', 'ok queue', 'ok queue', 'ok clock', 'ok bucket', 'ok bucket'],
      ...['ok tokens', 'ok services', 'ok services', 'ok services', 'ok roles'],
    ]);
    expect(lines).toEqual(
      expect.arrayContaining([
        'warn plugins: no plugin is active',
        'ok database: the schema is up to date',
        "ok queue: 0 messages wait, 0 are in somebody's hands",
        'ok queue: redrive policy after 20 receives',
        `ok bucket: s3://trail/${KEY} can be read`,
        'ok clock: agrees with that of SQS',
        'ok clock: agrees with that of the database',
        'ok roles: 2 of 2 accounts can be entered',
      ]),
    );
    expect(told).toHaveLength(lines.length);
  });

  it('tells every problem of the configuration, and looks no further', async () => {
    const lines = await examine({ FULLSTOP_API_PORT: 'many', FULLSTOP_SQS_URL: 'nowhere' });
    expect(lines).toEqual([
      expect.stringMatching(/^ok node: /),
      expect.stringMatching(/^fail configuration: sqs.url \(environment FULLSTOP_SQS_URL\)/),
      expect.stringMatching(/^fail configuration: api.port \(environment FULLSTOP_API_PORT\)/),
    ]);
  });

  it.each([
    [
      'a queue that is not there',
      { FULLSTOP_SQS_URL: 'http://127.0.0.1/000000000000/none' },
      /^fail queue: .*none: /,
    ],
    [
      'a dead-letter queue that is not there',
      { FULLSTOP_SQS_DEAD_LETTER_URL: 'http://127.0.0.1/0/none' },
      /^fail queue: .*none/,
    ],
    [
      'a policy of the queue that comes first',
      { FULLSTOP_SQS_MAX_RECEIVE_COUNT: '20' },
      /^warn queue: .*after 20 receives, before/,
    ],
    [
      'an unreachable database',
      { DATABASE_URL: 'postgres://u:secret@127.0.0.1:1/x' },
      /^fail database: (?!.*secret)/,
    ],
    [
      'a folder of logs that is not there',
      { FULLSTOP_LOGS: '/nowhere' },
      /^fail folders: log files: .*ENOENT/,
    ],
    [
      'a token that is not there',
      { OAUTH2_ACCESS_TOKENS: 'kio=x', FULLSTOP_JOBS_ACCOUNTS: ACCOUNTS[0] },
      /^fail tokens: .*pierone/,
    ],
    [
      'a service that does not take the token',
      { OAUTH2_ACCESS_TOKENS: 'kio=x,pierone=x,teamService=x', FULLSTOP_JOBS_ACCOUNTS: ACCOUNTS[0] },
      /^fail services: Kio: .*401/,
    ],
    ['a service that is not there', { FULLSTOP_KIO_URL: 'http://127.0.0.1:1' }, /^fail services: Kio: /],
    [
      'accounts that nobody can list',
      { FULLSTOP_TEAM_SERVICE_URL: 'http://127.0.0.1:1' },
      /^fail roles: the accounts cannot be listed/,
    ],
    ['a role that is denied', { FULLSTOP_JOBS_ACCOUNTS: ACCOUNTS.join(',') }, /^fail roles: 777788889999: /],
    [
      'an option of the configuration that has no effect',
      { DATABASE_DRIVER: 'x' },
      /^warn configuration: .*DATABASE_DRIVER/,
    ],
  ])('finds %s', async (_what, settings, line) => {
    expect(await examine(settings)).toContainEqual(expect.stringMatching(line));
  });

  it('finds queues that lose messages, or that go round', async () => {
    const attributes = { MessageRetentionPeriod: '3600' };
    const FULLSTOP_SQS_URL = local.createQueue('short', { attributes }).queueUrl;
    const FULLSTOP_SQS_DEAD_LETTER_URL = undefined;
    const lines = await examine({ FULLSTOP_SQS_URL, FULLSTOP_SQS_DEAD_LETTER_URL });
    expect(lines).toContainEqual(expect.stringMatching(/^warn queue: poison messages have no place to go/));
    expect(lines).toContainEqual(expect.stringMatching(/^warn queue: messages expire after 1.0 hours/));
    expect(await examine({ FULLSTOP_SQS_DEAD_LETTER_URL: healthy.FULLSTOP_SQS_URL })).toContainEqual(
      'fail queue: the dead-letter queue is the queue itself: poison would go round for ever',
    );
  });

  it.each([
    ['no trail', 's3://empty/', /^warn bucket: .*no log among its first 0 objects/],
    ['a bucket that cannot be listed', 's3://nobodys-bucket/', /^warn bucket: .*cannot be listed/],
    [
      'a trail where it is said to be',
      's3://trail/AWSLogs/',
      /^ok bucket: s3:\/\/trail\/AWSLogs\/ can be listed/,
    ],
  ])('finds %s', async (_what, trail, line) => {
    expect(await examine({}, { trail })).toContainEqual(expect.stringMatching(line));
  });

  it('enters the accounts that it is given', async () => {
    const lines = await examine({}, { accounts: [...ACCOUNTS, '42'] });
    expect(lines.filter((line) => line.includes('roles'))).toEqual([
      'ok roles: 2 of 4 accounts can be entered',
      expect.stringMatching(/^fail roles: 777788889999: .*AssumeRole/),
      expect.stringMatching(/^fail roles: 42: /),
    ]);
  });

  it('tells an empty database, one of the old system, and one of a newer version', async () => {
    expect(await examine({ DATABASE_URL: emptyDatabase })).toEqual(
      expect.arrayContaining([
        expect.stringMatching(/^warn database: \d+ changes of the schema are missing/),
        'warn bucket: nothing was read yet, so nobody knows where the logs are',
      ]),
    );
    await postgres.execute(
      emptyDatabase,
      'CREATE SCHEMA fullstop_data; CREATE TABLE fullstop_data.violation ()',
    );
    expect(await examine({ DATABASE_URL: emptyDatabase })).toContain(
      'fail database: the schema fullstop_data holds tables of the old system',
    );
    const newer = await postgres.createDatabase(healthy.DATABASE_URL);
    await postgres.execute(
      newer,
      `INSERT INTO fullstop_data.schema_migration (timestamp, name) VALUES (9, 'FromTheFuture')`,
    );
    expect(await examine({ DATABASE_URL: newer })).toContain(
      'fail database: the schema is of a newer version: FromTheFuture',
    );
  });

  it('needs no server, queue or service at all, and makes no database', async () => {
    const dataDirectory = join(folder, 'data');
    const look = async () => {
      const environment = { FULLSTOP_DATA_DIRECTORY: dataDirectory };
      const lines = await runDoctor({
        runtime: { workingFolder: folder, environment },
        logger: silentLogger,
      });
      expect(lines.filter(({ status }) => status === 'fail')).toEqual([]);
      return lines.filter(({ check }) => check === 'database').map(({ message }) => message);
    };
    expect(await look()).toEqual([`embedded, will be made in ${dataDirectory} at the first start`]);
    expect(existsSync(dataDirectory)).toBe(false);
  });
});

describe('the version of Node', () => {
  it.each([
    ['20.19.0', 'ok'],
    ['20.18.9', 'fail'],
    ['21.0.0', 'fail'],
    ['22.13.1', 'ok'],
    ['23.0.0', 'fail'],
    ['24.11.0', 'ok'],
    ['26.0.0', 'ok'],
    ['18.20.0', 'fail'],
  ])('%s is %s', (version, status) => {
    const wanted = '^20.19.0 || ^22.13.0 || >=24.11.0';
    expect(examineNode(version, wanted).map((line) => line.status)).toEqual([status]);
  });
});

describe('the remedy for own credentials', () => {
  const named = (name: string) => Object.assign(new Error('x'), { name });
  it.each([
    [
      'there are none',
      new Error('a role', { cause: named('CredentialsProviderError') }),
      /^Give the service/,
    ],
    ['they are out of date', named('ExpiredTokenException'), /^Renew/],
    ['there is no region', new Error('GetCallerIdentity failed (Region is missing)'), /^Set AWS_REGION/],
  ])('is given when %s', (_when, error, remedy) => {
    expect(remedyOfOwnCredentials(error)).toMatch(remedy);
  });

  it.each([named('AccessDenied'), 'a text', undefined])('is not given for %s', (error) => {
    expect(remedyOfOwnCredentials(error)).toBeUndefined();
  });
});

describe('a clock', () => {
  it.each([
    [1, 'SQS', 'ok'],
    [-59, 'SQS', 'ok'],
    [60, 'SQS', 'warn'],
    [-301, 'SQS', 'fail'],
    [undefined, 'SQS', 'warn'],
    [-59, 'the database', 'ok'],
    [301, 'the database', 'warn'],
  ] as const)('that is %s s off that of %s is %s', (seconds, whose, status) => {
    expect(clockLines(whose, seconds).map((line) => line.status)).toEqual([status]);
  });
});
