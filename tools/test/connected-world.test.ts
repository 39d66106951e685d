import { setTimeout as delay } from 'node:timers/promises';
import { createS3Client } from '@fullstop/cloudtrail/s3';
import { type Database, openDatabase } from '@fullstop/store';
import { afterAll, afterEach, beforeAll, describe, expect, it } from '@jest/globals';
import { AwsServer } from '../src/aws-server/index.js';
import {
  CONNECTED_ENVIRONMENT,
  type ConnectedViolation,
  connectedWorld,
  DATA_BUCKET,
  type ExpectedLifecycle,
  expectedAfter,
  expectedDuring,
  kioContents,
  type Outside,
  pierOneContents,
  TEMPLATE_BUCKET,
  type Wave,
} from '../src/sample-world/connected/index.js';
import { ACCOUNTS } from '../src/sample-world/geography.js';
import { FaultProxy } from '../src/support/fault-proxy.js';
import { ServeProcess } from '../src/support/fullstop-process.js';
import { BUCKET, LocalAws, type LocalQueue } from '../src/support/local-aws.js';
import { type PostgresServer, startPostgresServer } from '../src/support/postgres-server.js';
import { REGISTRY_TOKEN, RegistryServer } from '../src/support/registry-server.js';
import { comparable, stored } from './support/comparable.js';
import { archivesIn, fillBucket } from './support/data-bucket.js';

const world = connectedWorld(7);

let aws: AwsServer;
let local: LocalAws;
let proxy: FaultProxy;
let s3: ReturnType<typeof createS3Client>;
let kio: RegistryServer;
let pierOne: RegistryServer;
let postgres: PostgresServer;
/** Whether the buckets of the plugins, not that of the trail, refuse everybody. */
let bucketsRefuse = false;
let runs = 0;
const endings: (() => Promise<unknown>)[] = [];

beforeAll(async () => {
  [aws, local, kio, pierOne, postgres] = await Promise.all([
    AwsServer.start(),
    LocalAws.start(),
    RegistryServer.start(kioContents),
    RegistryServer.start(pierOneContents),
    startPostgresServer(),
  ]);
  const body = '<Error><Code>AccessDenied</Code><Message>The test wants it</Message></Error>';
  proxy = await FaultProxy.start(local.url, {
    fault: ({ path }) =>
      bucketsRefuse && !path.startsWith(`/${BUCKET}/`) ? { kind: 'answer', status: 403, body } : undefined,
  });
  s3 = createS3Client(local.place);
  await fillBucket(s3, TEMPLATE_BUCKET, world.buckets[TEMPLATE_BUCKET] ?? {});
});

afterEach(async () => {
  for (const end of endings.splice(0).reverse()) await end();
});

afterAll(async () => {
  s3.destroy();
  await Promise.all([aws.stop(), proxy.stop(), kio.stop(), pierOne.stop(), postgres.stop()]);
  await local.stop();
});

/** A database and a bucket of a test's own. Each process gets a new queue: the old one would give messages to a dead poll. */
class Run {
  readonly since = new Date();
  readonly #bucket: string;
  readonly #databaseUrl: string;
  readonly #database: Database;
  #queue: LocalQueue;
  #processes = 0;
  #service: ServeProcess | undefined;

  private constructor(bucket: string, databaseUrl: string, database: Database) {
    this.#bucket = bucket;
    this.#queue = local.createQueue(bucket);
    this.#databaseUrl = databaseUrl;
    this.#database = database;
  }

  static async begin(): Promise<Run> {
    const name = `${DATA_BUCKET}-${++runs}`;
    await fillBucket(s3, name, world.buckets[DATA_BUCKET] ?? {});
    const url = await postgres.createDatabase();
    const database = await openDatabase({ url });
    endings.push(() => database.close());
    aws.calls.splice(0);
    return new Run(name, url, database);
  }

  /** Starts `fullstop serve`, with all plugins. */
  serve(): ServeProcess {
    this.#queue = local.createQueue(`${this.#bucket}-${++this.#processes}`);
    const service = new ServeProcess({
      env: {
        ...CONNECTED_ENVIRONMENT,
        ...aws.environment,
        AWS_ENDPOINT_URL_S3: proxy.url,
        AWS_ENDPOINT_URL_SQS: local.url,
        AWS_REGION: local.place.region,
        DATABASE_URL: this.#databaseUrl,
        FULLSTOP_PARTS: 'ingest',
        FULLSTOP_SQS_URL: this.#queue.url,
        FULLSTOP_KIO_URL: kio.url,
        FULLSTOP_PIERONE_URLS: pierOne.url,
        OAUTH2_ACCESS_TOKENS: `kio=${REGISTRY_TOKEN},pierone=${REGISTRY_TOKEN}`,
        INSTANCE_LOGS_S3_BUCKET: this.#bucket,
        FULLSTOP_CHECK_FIRST_DELAY_SECONDS: '0.5',
        FULLSTOP_CHECK_MAX_DELAY_SECONDS: '0.5',
        FULLSTOP_CHECK_MAX_ATTEMPTS: '10000',
        FULLSTOP_CHECK_RETRY_INTERVAL_SECONDS: '0.1',
      },
    });
    endings.push(() => service.end('SIGKILL'));
    this.#service = service;
    return service;
  }

  /** Puts the logs of a wave into the bucket of the trail, announces each, and waits until all are read. */
  async feed({ logs, aws: known }: Wave): Promise<void> {
    aws.world = known;
    await Promise.all(logs.map(({ key, body }) => local.put(key, body)));
    await this.#queue.send(logs.map(({ key }) => JSON.stringify({ s3Bucket: BUCKET, s3ObjectKey: [key] })));
    await this.until(() => this.#queue.size === 0, 'the queue is empty');
  }

  async decided(): Promise<void> {
    await this.until(async () => (await this.checks()).length === 0, 'no check is left');
  }

  /** Waits until something is true. @throws with the last lines of the service, when it does not become true. */
  async until(condition: () => boolean | Promise<boolean>, what: string, seconds = 40): Promise<void> {
    const endsAt = Date.now() + seconds * 1000;
    while (!(await condition())) {
      const lines = this.#service?.lines.slice(-20).join('\n');
      if (Date.now() > endsAt) throw new Error(`Not within ${seconds} s: ${what}\n${lines}`);
      await delay(50);
    }
  }

  /** `<state> <plugin> <event id>` of each check without a decision; of a pending one without the state. */
  async checks(): Promise<string[]> {
    const rows = await this.#rows<{ state: string; name: string }>(
      `SELECT state, plugin_id || ' ' || event_id AS name FROM fullstop_data.plugin_check`,
    );
    return rows.map(({ state, name }) => (state === 'pending' ? name : `${state}! ${name}`));
  }

  async stored() {
    const violations = await this.#rows<ConnectedViolation>(`
      SELECT account_id, region, event_id, violation_type_entity_id AS type, instance_id, meta_info, username,
             application.name AS application, app_version.name AS version
        FROM fullstop_data.violation v
        LEFT JOIN fullstop_data.application ON application.id = v.application_id
        LEFT JOIN fullstop_data.app_version ON app_version.id = v.application_version_id`);
    const rows = await this.#rows<Omit<ExpectedLifecycle, 'event_id' | 'event_date'> & { event_date: Date }>(`
      SELECT account_id, region, instance_id, event_type, event_date, image_id, image_name,
             application.name AS application, app_version.name AS version
        FROM fullstop_data.lifecycle l
        JOIN fullstop_data.application ON application.id = l.application
        JOIN fullstop_data.app_version ON app_version.id = l.application_version`);
    return stored({
      violations,
      pending: await this.checks(),
      lifecycle: rows.map((row) => ({ ...row, event_date: row.event_date.toISOString() })),
      archives: await archivesIn(s3, this.#bucket, this.since),
    });
  }

  #rows<Row>(sql: string): Promise<Row[]> {
    return this.#database.dataSource.query<Row[]>(sql);
  }
}

/** How often each account's role was assumed. */
function rolesAssumed(): Record<string, number> {
  const count = (accountId: string) => aws.count({ service: 'sts', action: 'AssumeRole', accountId });
  return Object.fromEntries(ACCOUNTS.map((accountId) => [accountId, count(accountId)]));
}

/** Ids of the events that the plugin for all events has seen, each as often as it has. */
function greeted({ lines }: ServeProcess): string[] {
  return lines.flatMap((line) => /HELLO EVENT - ([0-9a-f-]{36})/.exec(line)?.[1] ?? []);
}

describe('fullstop serve with all plugins', () => {
  it('stores exactly what the world says, and after a restart what happened later', async () => {
    const { first, second } = world;
    const run = await Run.begin();
    const service = run.serve();
    await run.feed(first);
    await run.decided();
    expect(await run.stored()).toEqual(comparable(expectedDuring(first, [])));
    expect(rolesAssumed()).toEqual(Object.fromEntries(ACCOUNTS.map((accountId) => [accountId, 1])));
    expect(await service.end()).toBe(0);
    // Only now is all read that it printed.
    const seen = new Map(greeted(service).map((id) => [id, true]));
    const ofWorld = first.records.map(({ eventID }) => String(eventID)).filter((id) => seen.has(id));
    expect(ofWorld.sort()).toEqual([...first.dispatched].sort());

    const next = run.serve();
    await run.feed(second);
    await run.decided();
    const both = {
      checks: [...first.checks, ...second.checks],
      lifecycle: [...first.lifecycle, ...second.lifecycle],
      archives: [...first.archives, ...second.archives],
    };
    expect(await run.stored()).toEqual(comparable(expectedDuring(both, [])));
    expect(await next.end()).toBe(0);
  }, 120_000);

  it('makes nothing up and loses nothing while all but STS fails, and decides everything when it is over', async () => {
    const { first } = world;
    const down: readonly Outside[] = ['ec2', 'iam', 's3', 'kio', 'pierone'];
    aws.fail({ service: 'ec2', code: 'UnauthorizedOperation', status: 403 });
    aws.fail({ service: 'iam', code: 'ServiceFailure', status: 500 });
    bucketsRefuse = true;
    kio.fault = { kind: 'status', status: 503 };
    pierOne.fault = { kind: 'reset' };
    const run = await Run.begin();
    const service = run.serve();
    await run.feed(first);
    expect(await run.stored()).toEqual(comparable(expectedDuring(first, down)));

    aws.heal();
    bucketsRefuse = false;
    // The registries are asked only now that EC2 has told what runs.
    const withoutRegistries = comparable(expectedDuring(first, ['kio', 'pierone']));
    await run.until(
      async () => (await run.checks()).length === withoutRegistries.pending.length,
      'only checks that need a registry are left',
    );
    expect((await run.checks()).sort()).toEqual(withoutRegistries.pending);
    kio.fault = undefined;
    pierOne.fault = undefined;
    await run.decided();
    expect(await run.stored()).toEqual(comparable(expectedAfter(first, down)));
    expect(rolesAssumed()).toEqual(Object.fromEntries(ACCOUNTS.map((accountId) => [accountId, 1])));
    expect(await service.end()).toBe(0);
  }, 120_000);
});

describe('The connected world', () => {
  it('is the same for the same seed, and another one for another', () => {
    expect(connectedWorld(7)).toEqual(world);
    expect(connectedWorld(8).first.logs[0]?.key).not.toBe(world.first.logs[0]?.key);
  });

  it('has events in all accounts, and findings of every type that the plugins declare', () => {
    const violations = [...world.first.checks, ...world.second.checks].flatMap(({ findings }) =>
      findings.map(({ violation }) => violation),
    );
    expect([...new Set(violations.map(({ account_id }) => account_id))].sort()).toEqual([...ACCOUNTS].sort());
    expect([...new Set(violations.map(({ type }) => type))].sort()).toEqual([
      'APPLICATION_NOT_PRESENT_IN_KIO',
      'ARTIFACT_BUILT_FROM_DIRTY_REPOSITORY',
      'EC2_RUN_IN_PUBLIC_SUBNET',
      'EC2_WITH_A_SNAPSHOT_IMAGE',
      'EC2_WITH_KEYPAIR',
      'ILLEGAL_SCM_REPOSITORY',
      'IMAGE_IN_PIERONE_NOT_FOUND',
      'LAMBDA_FUNCTION_CREATED_FROM_UNTRUSTED_LOCATION',
      'MISSING_APPLICATION_ID_IN_USER_DATA',
      'MISSING_SOURCE_IN_USER_DATA',
      'MISSING_USER_DATA',
      'MODIFIED_ROLE_OR_SERVICE',
      'SCM_SOURCE_JSON_MISSING',
      'SCM_URL_IS_MISSING_IN_KIO',
      'SCM_URL_IS_MISSING_IN_SCM_SOURCE_JSON',
      'SCM_URL_NOT_MATCH_WITH_KIO',
      'WRONG_AMI',
      'WRONG_REGION',
    ]);
  });
});
