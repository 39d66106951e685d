import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { openDatabase } from '@fullstop/store';
import { type PostgresServer, startPostgresServer } from '@fullstop/tools/postgres';
import type { ServeProcess } from '@fullstop/tools/process';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import { AwsWorld, type Trail, throughSns } from './support/aws-world.js';
import { HostedServices } from './support/hosted-services.js';
import { projectWithLaunchPlugins } from './support/launch-plugins.js';
import { logKey, packed } from './support/log-files.js';
import { ask, launch, Services, Stored, samplesOf, sum, until } from './support/processes.js';

let postgres: PostgresServer;
let aws: AwsWorld;
let trail: Trail;
/** A database to copy: bringing an empty one up to date takes longer. */
let migrated: string;
let databaseUrl: string;
let project: string;
const processes = new Services();
const services = new HostedServices();

beforeAll(async () => {
  project = projectWithLaunchPlugins(mkdtempSync(join(tmpdir(), 'fullstop-queue-')));
  [postgres, aws] = await Promise.all([startPostgresServer({ own: true }), AwsWorld.start()]);
  migrated = await postgres.createDatabase();
  await (await openDatabase({ url: migrated })).close();
});

beforeEach(async () => {
  trail = aws.trail();
  databaseUrl = await postgres.createDatabase(migrated);
});

afterEach(async () => {
  await Promise.all([processes.killAll(), services.killAll()]);
});

afterAll(async () => {
  await services.stop();
  await Promise.all([postgres.stop(), aws.stop()]);
  rmSync(project, { recursive: true, force: true });
});

function settings(more: Record<string, string> = {}) {
  return { cwd: project, env: { ...trail.env, DATABASE_URL: databaseUrl, ...more } };
}

/** What reads a queue, and nothing else of the service. */
function serve(more: Record<string, string> = {}, args: readonly string[] = []) {
  return services.start(settings(more), ['--only', 'ingest', ...args]);
}

async function stored(): Promise<{ violations: string[]; ledger: string[] }> {
  const database = await Stored.open(databaseUrl);
  try {
    return { violations: await database.violations(), ledger: await database.ledger() };
  } finally {
    await database.close();
  }
}

/** Puts so many logs of one launch each. @returns their keys, in order. */
async function putLogs(name: string, first: number, count: number): Promise<string[]> {
  const numbers = Array.from({ length: count }, (_, index) => first + index);
  return Promise.all(
    numbers.map(async (n) => {
      const key = logKey(`${name}${String(n).padStart(3, '0')}`);
      await trail.put(key, packed(launch(n)));
      return key;
    }),
  );
}

function found(first: number, count: number): string[] {
  return Array.from({ length: count }, (_, index) => `LAUNCHED i-${first + index}`).sort();
}

function drained(seconds?: number): Promise<void> {
  return until(() => trail.depth === 0, 'the queue is empty', seconds);
}

/** Waits until a service has heard that its messages are deleted: the queue knows it earlier. */
function settled(service: Pick<ServeProcess, 'healthUrl'>): Promise<void> {
  const isIdle = async () =>
    JSON.parse((await ask(service, '/health')).text).components.queue.in_flight === 0;
  return until(isIdle, 'no message is in flight');
}

const readsAnObject = ({ action, path }: { action: string; path: string }) =>
  action === 'GetObject' && path.includes('AWSLogs');

describe('fullstop serve on a queue', () => {
  it('reads what messages of every format announce, deletes them, and tells the truth on its management port', async () => {
    const keys = await putLogs('a', 1, 7);
    const digest = 'AWSLogs/111122223333/CloudTrail-Digest/us-east-1/2026/03/02/';
    await trail.send(
      trail.s3Event(keys[0]!),
      throughSns(trail.s3Event(keys[1]!)),
      trail.eventBridge(keys[2]!),
      throughSns(trail.eventBridge(keys[3]!)),
      trail.notice(keys[4]!, keys[5]!),
      throughSns(trail.notice(keys[6]!)),
      trail.s3Event(
        `${digest}111122223333_CloudTrail-Digest_us-east-1_trail_us-east-1_20260302T0915Z.json.gz`,
      ),
      trail.s3Event('AWSLogs/111122223333/elasticloadbalancing/us-east-1/2026/03/02/some.log.gz'),
      JSON.stringify({ Service: 'Amazon S3', Event: 's3:TestEvent', Bucket: trail.bucket }),
      'no notification at all',
      trail.s3Event(logKey('missing')),
    );
    const service = processes.start(settings({ FULLSTOP_SQS_MAX_RECEIVE_COUNT: '1' }));
    await drained();
    await trail.send(trail.s3Event(keys[0]!));
    await drained();
    await settled(service);

    expect(await stored()).toEqual({ violations: found(1, 7), ledger: keys });
    const dead = await trail.receiveDead();
    const attributes = dead.map(({ Body, MessageAttributes }) => ({
      body: Body,
      code: MessageAttributes?.error_code?.StringValue,
      key: MessageAttributes?.s3_key?.StringValue,
      bucket: MessageAttributes?.s3_bucket?.StringValue,
      receives: MessageAttributes?.receive_count?.StringValue,
    }));
    const missing = logKey('missing');
    expect(attributes).toHaveLength(2);
    expect(attributes).toContainEqual({
      body: 'no notification at all',
      code: 'NOTIFICATION_UNREADABLE',
      receives: '1',
    });
    expect(attributes).toContainEqual({
      body: trail.s3Event(missing),
      code: 'OBJECT_NOT_FOUND',
      key: missing,
      bucket: trail.bucket,
      receives: '1',
    });
    for (const { MessageAttributes } of dead) {
      expect(MessageAttributes?.error_message?.StringValue).toMatch(/\w+/);
      expect(MessageAttributes?.sqs_message_id?.StringValue).toMatch(/^[0-9a-f-]{36}$/);
    }

    await checkHealth();
    await checkMetrics();
    expect(await service.end('SIGTERM')).toBe(0);

    async function checkHealth(): Promise<void> {
      const health = await ask(service, '/health');
      expect(health.status).toBe(200);
      expect(JSON.parse(health.text)).toEqual({
        status: 'UP',
        components: {
          database: { status: 'UP' },
          queue: {
            status: 'UP',
            state: 'running',
            queue: trail.queueUrl,
            in_flight: 0,
            consecutive_poll_failures: 0,
            last_successful_poll: expect.stringMatching(/^\d{4}-.*Z$/),
          },
        },
      });
      expect(await ask(service, '/health/live')).toEqual({ status: 200, text: '{"status":"UP"}' });
      expect((await ask(service, '/health/ready')).status).toBe(200);
      const { app, plugins } = JSON.parse((await ask(service, '/info')).text);
      expect(app).toEqual({
        name: 'fullstop',
        version: expect.stringMatching(/^\d+\.\d+\.\d+/),
        revision: null,
        node: process.version,
      });
      expect(plugins).toContainEqual(expect.objectContaining({ id: 'acme-launch', active: true }));
    }

    async function checkMetrics(): Promise<void> {
      const { status, text } = await ask(service, '/metrics');
      expect(status).toBe(200);
      const samples = samplesOf(text);
      const messages = (event: string) => sum(samples, 'fullstop_messages_total', { event });
      expect({
        received: messages('received'),
        deleted: messages('deleted'),
        deadLettered: messages('dead_lettered'),
        retried: messages('retried'),
      }).toEqual({ received: 12, deleted: 12, deadLettered: 2, retried: 0 });
      const expected: [string, Record<string, string>, number][] = [
        ['fullstop_messages_ignored_total', { reason: 'test-event' }, 1],
        ['fullstop_objects_skipped_total', { class: 'digest' }, 1],
        ['fullstop_objects_skipped_total', { class: 'foreign' }, 1],
        ['fullstop_objects_failed_total', { code: 'OBJECT_NOT_FOUND' }, 1],
        ['fullstop_objects_total', { result: 'processed' }, 7],
        ['fullstop_objects_total', { result: 'already-processed' }, 1],
        ['fullstop_records_total', {}, 7],
        ['fullstop_events_dispatched_total', {}, 7],
        ['fullstop_checks_total', { plugin: 'acme-launch', state: 'decided' }, 7],
        ['fullstop_check_duration_seconds_count', { plugin: 'acme-launch' }, 7],
        ['fullstop_violations_found_total', { type: 'LAUNCHED' }, 7],
        ['fullstop_violations_total', { result: 'stored' }, 7],
        ['fullstop_violations_total', { result: 'duplicate' }, 0],
        ['fullstop_poll_failures_total', {}, 0],
      ];
      expect(expected.map(([name, labels]) => [name, labels, sum(samples, name, labels)])).toEqual(expected);
      const ours = samples.filter(({ name }) => name.startsWith('fullstop_'));
      const labels = new Set(ours.flatMap((sample) => Object.keys(sample.labels)));
      const allowed = ['class', 'code', 'event', 'kind', 'le', 'plugin', 'reason', 'result', 'state', 'type'];
      expect([...labels].filter((label) => !label.startsWith('otel_scope_')).sort()).toEqual(allowed);
      expect(text).not.toMatch(/AWSLogs|111122223333|00000000-0000-4000|i-\d/);
      expect(text).not.toContain(trail.bucket);
    }
  });

  it('Q12: keeps asking a queue that is missing, is not ready meanwhile, and does not flood its log', async () => {
    const service = serve({ FULLSTOP_SQS_URL: `${trail.queueUrl}-missing` });
    await until(async () => (await ask(service, '/health/ready')).status === 503, 'not ready');
    const { components } = JSON.parse((await ask(service, '/health')).text);
    expect(components.queue.status).toBe('DOWN');
    expect((await ask(service, '/health/live')).status).toBe(200);
    expect(service.lines.filter((line) => line.includes('cannot be polled')).length).toBeLessThan(4);
    expect(await service.end()).toBe(0);
  });

  it('Q5, Q6: stores everything once when it is killed between commit and delete, and before the commit', async () => {
    const patient = { FULLSTOP_SQS_VISIBILITY_TIMEOUT_SECONDS: '3' };
    const early = await putLogs('early', 1, 3);
    await trail.send(...early.map((key) => trail.s3Event(key)));
    // One request may be for several messages.
    const deletes = aws.proxy.hold(({ action }) => action.startsWith('DeleteMessage'));
    const first = serve(patient);
    const database = await Stored.open(databaseUrl);
    await until(
      async () => deletes.count > 0 && (await database.ledger()).length === 3,
      'three are stored, and their deletes wait',
    ).finally(() => database.close());
    await first.end('SIGKILL');
    await aws.proxy.untilDeserted();
    deletes.drop();
    expect(await stored()).toEqual({ violations: found(1, 3), ledger: early });
    expect(trail.depth).toBe(3);

    const late = await putLogs('late', 4, 3);
    await trail.send(...late.map((key) => trail.s3Event(key)));
    const reads = aws.proxy.hold(readsAnObject);
    const second = serve(patient);
    // The early ones are in the ledger: they are deleted and not read again.
    await until(() => reads.count >= 3 && trail.depth === 3, 'the late ones wait, the early ones are gone');
    await second.end('SIGKILL');
    await aws.proxy.untilDeserted();
    reads.drop();
    expect((await stored()).ledger).toEqual(early);

    const third = serve(patient);
    await drained();
    expect(await stored()).toEqual({ violations: found(1, 6), ledger: [...early, ...late] });
    expect(await third.end()).toBe(0);
  });

  it('Q6: stores everything once when it is killed again and again in the middle of many objects', async () => {
    const launches = 20;
    const keys = Array.from({ length: 90 }, (_, n) => logKey(`many${String(n).padStart(3, '0')}`));
    await Promise.all(
      keys.map((key, n) =>
        trail.put(key, packed(...Array.from({ length: launches }, (_, i) => launch(n * launches + i)))),
      ),
    );
    await trail.send(...keys.map((key) => trail.eventBridge(key)));
    const slow = { FULLSTOP_SQS_VISIBILITY_TIMEOUT_SECONDS: '3', FULLSTOP_SQS_MAX_IN_FLIGHT: '3' };
    for (const left of [70, 40]) {
      const service = serve(slow);
      await until(() => trail.depth <= left, `at most ${left} are left`);
      await service.end('SIGKILL');
      expect(trail.depth).toBeGreaterThan(0);
    }
    serve(slow);
    await drained();
    expect(await stored()).toEqual({ violations: found(0, 90 * launches), ledger: keys });
  });

  it('Q7: loses nothing while the database is away, says so, and goes on by itself when it is back', async () => {
    const before = await putLogs('before', 1, 2);
    const during = await putLogs('during', 3, 4);
    const service = serve();
    await trail.send(...before.map((key) => trail.s3Event(key)));
    await drained();

    // One object is in hand when the database goes away, the others are announced while it is away.
    const reads = aws.proxy.hold(readsAnObject);
    await trail.send(trail.s3Event(during[0]!));
    await until(() => reads.count === 1, 'one object is in hand');
    await postgres.pause();
    try {
      reads.release();
      await trail.send(...during.slice(1).map((key) => trail.s3Event(key)));
      await until(async () => (await ask(service, '/health/ready')).status === 503, 'not ready');
      expect((await ask(service, '/health/live')).status).toBe(200);
      await service.line(/Polling waits for the store/);
      const { components } = JSON.parse((await ask(service, '/health')).text);
      expect(components).toMatchObject({
        database: { status: 'DOWN' },
        queue: { status: 'DOWN', state: 'waiting' },
      });
      await delay(500);
      expect(trail.depth).toBe(4);
      expect(trail.dead).toBe(0);
    } finally {
      await postgres.resume();
    }

    await drained(30);
    await until(async () => (await ask(service, '/health/ready')).status === 200, 'ready again');
    expect(service.ended).toBe(false);
    expect(await stored()).toEqual({ violations: found(1, 6), ledger: [...before, ...during] });
    expect(await service.end()).toBe(0);
  });

  it('Q13: ends under load within the limit, gives back at once what is not done, and loses nothing', async () => {
    const shutdownSeconds = 13;
    const stuck = await putLogs('stuck', 1, 3);
    const slow = await putLogs('slow', 4, 2);
    const quick = await putLogs('quick', 6, 40);
    const all = [...stuck, ...slow, ...quick];
    await trail.send(...all.map((key) => trail.notice(key)));
    const stuckReads = aws.proxy.hold((request) => readsAnObject(request) && request.path.includes('stuck'));
    const slowReads = aws.proxy.hold((request) => readsAnObject(request) && request.path.includes('slow'));
    const eight = { FULLSTOP_SQS_MAX_IN_FLIGHT: '8', FULLSTOP_SHUTDOWN_SECONDS: String(shutdownSeconds) };
    const first = processes.start(settings(eight), ['--only', 'ingest']);
    await until(
      () => stuckReads.count === 3 && slowReads.count === 2 && trail.depth <= 43,
      'several messages are in flight',
    );

    const started = performance.now();
    const ending = first.end('SIGTERM');
    await delay(500);
    slowReads.release();
    expect(await ending).toBe(0);
    expect((performance.now() - started) / 1000).toBeLessThan(shutdownSeconds);
    const { ledger } = await stored();
    // What could be finished in time was, and nobody has to wait five minutes for the rest.
    expect(ledger).toEqual(expect.arrayContaining(slow));
    expect(ledger.filter((key) => stuck.includes(key))).toEqual([]);
    expect(trail.depth).toBe(all.length - ledger.length);
    expect(trail.visible).toBe(trail.depth);

    stuckReads.drop();
    const second = serve(eight);
    await drained();
    expect(await stored()).toEqual({ violations: found(1, all.length), ledger: all.sort() });
    expect(await second.end()).toBe(0);
  });

  it('Q1, Q2: two replicas with the same objects at the same time store each of them once', async () => {
    const keys = await putLogs('twice', 1, 6);
    const reads = aws.proxy.hold(readsAnObject);
    const replicas = [1, 2].map(() => serve({ FULLSTOP_SQS_MAX_IN_FLIGHT: '6' }));
    await Promise.all(replicas.map((replica) => replica.healthUrl()));
    await trail.send(...[...keys, ...keys].map((key) => trail.s3Event(key)));
    await until(() => reads.count === 12, 'all objects are read twice at the same time');
    reads.release();
    await drained();
    await Promise.all(replicas.map(settled));

    expect(await stored()).toEqual({ violations: found(1, 6), ledger: keys });
    const pages = await Promise.all(replicas.map((replica) => ask(replica, '/metrics')));
    const samples = pages.map(({ text }) => samplesOf(text));
    expect(samples.map((page) => sum(page, 'fullstop_messages_total', { event: 'deleted' }))).toEqual([6, 6]);
    const violations = (result: string) => sum(samples.flat(), 'fullstop_violations_total', { result });
    expect([violations('stored'), violations('duplicate')]).toEqual([6, 6]);
    expect(await Promise.all(replicas.map((replica) => replica.end()))).toEqual([0, 0]);
  });

  it('Q14: asks AWS for nothing when it is not to start reading, by argument or by variable', async () => {
    const asked = aws.proxy.requests.length;
    const unusable = { FULLSTOP_SQS_URL: `${aws.proxy.url}/000000000000/no-such-queue` };
    const other = await postgres.createDatabase();
    const both = [
      serve(unusable, ['--fullstop.container.autoStart=false']),
      serve({ ...unusable, DATABASE_URL: other, FULLSTOP_CONTAINER_AUTOSTART: 'false' }),
    ];
    await Promise.all(both.map((service) => service.healthUrl()));
    await delay(500);
    for (const service of both) {
      const { status, text } = await ask(service, '/health');
      expect(status).toBe(200);
      expect(JSON.parse(text)).toEqual({ status: 'UP', components: { database: { status: 'UP' } } });
      expect((await ask(service, '/health/ready')).status).toBe(200);
    }
    expect(aws.proxy.requests.slice(asked)).toEqual([]);
    expect(await Promise.all(both.map((service) => service.end()))).toEqual([0, 0]);
  });
});
