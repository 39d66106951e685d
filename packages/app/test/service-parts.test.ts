import { once } from 'node:events';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { createServer, type RequestListener } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import {
  type CheckRetrier,
  ObjectProcessor,
  type RetryReport,
  StreamingLogReader,
} from '@fullstop/cloudtrail';
import { InMemoryFindingsStore, PluginHost } from '@fullstop/core';
import type { Database } from '@fullstop/store';
import { RecordingLogger } from '@fullstop/testing';
import { afterEach, describe, expect, it } from '@jest/globals';
import { metrics } from '@opentelemetry/api';
import { buildInfo } from '../src/build-info.js';
import type { OutsideServices } from '../src/clients/outside-services.js';
import { configSchema } from '../src/config/config.schema.js';
import { PendingChecksWorker } from '../src/service/checks/pending-checks-worker.js';
import { HealthIndicator } from '../src/service/health/health-indicator.js';
import type { Ingest } from '../src/service/ingest/ingest.js';
import type { SourceState } from '../src/service/ingest/ingest-source.js';
import { QueueIngest } from '../src/service/ingest/queue-ingest.js';
import { MessagesInHand } from '../src/service/telemetry/messages-in-hand.js';
import { QueueTelemetry } from '../src/service/telemetry/queue-telemetry.js';
import { startTelemetry, type Telemetry } from '../src/service/telemetry/telemetry.js';

const endings: (() => Promise<unknown> | unknown)[] = [];

afterEach(async () => {
  for (const end of endings.splice(0).reverse()) await end();
});

/** Listens on loopback until the test is over. @returns its address. */
async function listening(listener: RequestListener): Promise<string> {
  const server = createServer(listener);
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  endings.push(() => {
    server.closeAllConnections();
    server.close();
  });
  return `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
}

async function until(condition: () => boolean): Promise<void> {
  for (let tries = 0; !condition(); tries += 1) {
    if (tries > 3000) throw new Error(`Not true within 30 s: ${condition}`);
    await delay(10);
  }
}

describe('Health', () => {
  const up = async () => [{}];

  function indicator(
    query: () => Promise<unknown>,
    states: Record<string, SourceState>,
    state: OutsideServices['state'] = async () => undefined,
  ): HealthIndicator {
    const database = { dataSource: { query } } as unknown as Database;
    return new HealthIndicator(database, { states } as Ingest, { outside: { state } });
  }

  it('is up when the database answers and nothing is read', async () => {
    expect(await indicator(up, {}).health()).toEqual({
      status: 'UP',
      components: { database: { status: 'UP' } },
    });
  });

  it.each([
    [true, 'UP'],
    [false, 'DOWN'],
  ] as const)('of a source that is ready (%j) is %s, with its details', async (ready, status) => {
    const health = await indicator(up, { queue: { ready, state: 'any', in_flight: 3 } }).health();
    expect(health.status).toBe(status);
    expect(health.components.queue).toEqual({ status, state: 'any', in_flight: 3 });
  });

  it('is down while one source of two is not ready', async () => {
    const states = { folder: { ready: true }, queue: { ready: false } };
    expect(await indicator(up, states).health()).toMatchObject({
      status: 'DOWN',
      components: { folder: { status: 'UP' }, queue: { status: 'DOWN' } },
    });
  });

  it('is down with a reason when the database refuses', async () => {
    const health = await indicator(() => Promise.reject(new Error('no database today')), {}).health();
    expect(health).toEqual({
      status: 'DOWN',
      components: { database: { status: 'DOWN', error: expect.stringContaining('no database today') } },
    });
  });

  it('is down in time when the database does not answer at all', async () => {
    const health = await indicator(() => new Promise(() => {}), {}).health();
    expect(health.components.database).toEqual({ status: 'DOWN', error: 'no answer within 3000 ms' });
  });
});

describe('Health of the services around', () => {
  async function healthOf(state: OutsideServices['state']) {
    const database = { dataSource: { query: async () => [{}] } } as unknown as Database;
    const { status, components } = await new HealthIndicator(database, { states: {} } as Ingest, {
      outside: { state },
    }).health();
    const { tokens, circuits } = components;
    return { status, tokens, circuits };
  }

  it('is down while a token that is needed cannot be had, and names it', async () => {
    const circuits = { kio: 'closed' } as const;
    expect(await healthOf(async () => ({ unavailableTokens: ['kio'], circuits }))).toEqual({
      status: 'DOWN',
      tokens: { status: 'DOWN', unavailable: ['kio'] },
      circuits: { status: 'UP', kio: 'closed' },
    });
  });

  it('is up with an open circuit breaker, which it names', async () => {
    const circuits = { kio: 'open', 'pierone a.example.org': 'closed' } as const;
    expect(await healthOf(async () => ({ unavailableTokens: [], circuits }))).toEqual({
      status: 'UP',
      tokens: { status: 'UP' },
      circuits: { status: 'UP', kio: 'open', 'pierone a.example.org': 'closed' },
    });
  });

  it('is down with a reason when the tokens cannot be looked at', async () => {
    expect(await healthOf(() => Promise.reject(new Error('no permission to read the folder')))).toEqual({
      status: 'DOWN',
      tokens: { status: 'DOWN', error: 'no permission to read the folder' },
      circuits: undefined,
    });
  });

  it('says nothing where no service is configured', async () => {
    expect(await healthOf(async () => undefined)).toEqual({ status: 'UP' });
  });
});

describe('The oldest message in hand', () => {
  const NOW = new Date('2026-03-02T09:15:00Z');
  const sent = (secondsAgo: number) => new Date(NOW.getTime() - secondsAgo * 1000);

  it.each<[string, number[], number]>([
    ['has the age of the one that was sent first', [30, 90.5, 60], 90.5],
    ['has no age when there is none', [], 0],
    ["has no negative age when SQS' clock is ahead", [-2], 0],
  ])('%s', (_name, ages, expected) => {
    const inHand = new MessagesInHand();
    for (const [index, age] of ages.entries()) inHand.add({ id: `m-${index}`, sentAt: sent(age) });
    inHand.add({ id: 'a message without time' });
    expect(inHand.oldestAgeSeconds(NOW)).toBe(expected);
  });

  it('is another one when the work on it has ended', () => {
    const inHand = new MessagesInHand();
    inHand.add({ id: 'older', sentAt: sent(90) });
    inHand.add({ id: 'younger', sentAt: sent(30) });
    inHand.remove({ id: 'older' });
    expect(inHand.oldestAgeSeconds(NOW)).toBe(30);
  });

  it.each([
    ['onDeleted', 0],
    ['onRetried', 0],
    ['onKept', 0],
    ['onReleased', 0],
    ['onLost', 0],
    ['onSettleFailed', 0],
    ['onExtended', 90],
    ['onDeadLettered', 90],
  ] as const)('is a metric that after %s says %d s at least', async (told, least) => {
    const telemetry = await startTelemetry(undefined);
    endings.push(() => telemetry.stop());
    const listener = new QueueTelemetry();
    const message = { id: 'm-1', sentAt: new Date(Date.now() - 90_000) };
    listener.onReceived(message);
    listener[told](message);
    const { value } = await sampleOf(telemetry, 'fullstop_oldest_message_age_seconds');
    expect(value).toBeGreaterThanOrEqual(least);
    expect(value).toBeLessThan(least + 60);
  });

  async function sampleOf(telemetry: Telemetry, name: string): Promise<{ value: number }> {
    const url = await listening((request, response) =>
      telemetry.exporter.getMetricsRequestHandler(request, response),
    );
    const line = new RegExp(`^${name}(?:\\{.*\\})? (\\S+)`, 'm').exec(await (await fetch(url)).text());
    return { value: Number(line?.[1]) };
  }
});

describe('Build information', () => {
  it('has the version of this package, and the revision where the image build wrote it down', () => {
    const folder = mkdtempSync(join(tmpdir(), 'fullstop-build-'));
    endings.push(() => rmSync(folder, { recursive: true }));
    const scmSource = join(folder, 'scm-source.json');
    const unknown = {
      name: 'fullstop',
      version: expect.stringMatching(/^\d+\.\d+\.\d+/),
      revision: null,
      node: process.version,
    };
    expect(buildInfo(scmSource)).toEqual(unknown);
    writeFileSync(scmSource, JSON.stringify({ url: 'git:somewhere', revision: 'abc123', author: 'jane' }));
    expect(buildInfo(scmSource)).toEqual({ ...unknown, revision: 'abc123' });
    writeFileSync(scmSource, JSON.stringify({ revision: 7 }));
    expect(buildInfo(scmSource)).toEqual(unknown);
  });
});

describe('Telemetry', () => {
  it('renders counters and durations in the text format of Prometheus, with boundaries in seconds', async () => {
    const telemetry = await startTelemetry(undefined);
    endings.push(() => telemetry.stop());
    const listener = new QueueTelemetry();
    const message = { id: 'm-1', body: '', receiveCount: 1, receiptHandle: 'r' };
    const object = { bucket: 'a-bucket', key: 'a-key' };
    listener.onReceived(message);
    listener.onReceived(message);
    listener.onDeleted(message);
    listener.onIgnored?.(message, 'test-event');
    listener.onSkipped?.(object, 'digest');
    listener.onObjectFailed?.(object, {
      failureClass: 'permanent',
      code: 'LOG_CORRUPT',
      message: '',
      error: undefined,
    });
    listener.onPollFailed();
    metrics.getMeter('a-test').createHistogram('a_duration', { unit: 's' }).record(0.03);

    const url = await listening((request, response) =>
      telemetry.exporter.getMetricsRequestHandler(request, response),
    );
    const response = await fetch(url);
    expect(response.headers.get('content-type')).toContain('text/plain');
    const text = await response.text();
    for (const line of [
      /^# TYPE fullstop_messages_total counter$/m,
      /^fullstop_messages_total\{event="received".*\} 2$/m,
      /^fullstop_messages_total\{event="deleted".*\} 1$/m,
      /^fullstop_messages_ignored_total\{reason="test-event".*\} 1$/m,
      /^fullstop_objects_skipped_total\{class="digest".*\} 1$/m,
      /^fullstop_objects_failed_total\{code="LOG_CORRUPT".*\} 1$/m,
      /^fullstop_poll_failures_total.* 1$/m,
      /^a_duration_bucket\{.*le="0.01".*\} 0$/m,
      /^a_duration_bucket\{.*le="0.05".*\} 1$/m,
    ]) {
      expect(text).toMatch(line);
    }
    expect(text).not.toMatch(/a-bucket|a-key|m-1/);
  });

  it('starts from nothing with the next service in one process', async () => {
    const first = await startTelemetry(undefined);
    new QueueTelemetry().onReceived({ id: 'm-1' });
    await first.stop();
    const second = await startTelemetry(undefined);
    endings.push(() => second.stop());
    new QueueTelemetry().onDeleted({ id: 'm-1' });
    const url = await listening((request, response) =>
      second.exporter.getMetricsRequestHandler(request, response),
    );
    const text = await (await fetch(url)).text();
    expect(text).toContain('event="deleted"');
    expect(text).not.toContain('event="received"');
  });
});

describe('A queue ingest', () => {
  function ingest(queueUrl: string, checkStore: () => Promise<void>): QueueIngest {
    const config = configSchema.parse({
      sqs: { url: queueUrl, region: 'us-east-1' },
      s3: { region: 'us-east-1' },
      aws: { accessKey: 'AKIAEXAMPLE', secretKey: 'secret' },
    });
    const processor = new ObjectProcessor({
      reader: new StreamingLogReader(),
      host: new PluginHost({ candidates: [] }),
      store: new InMemoryFindingsStore(),
    });
    const logger = new RecordingLogger();
    const source = new QueueIngest({
      config,
      queueUrl,
      processor,
      filter: {},
      checkStore,
      listener: new QueueTelemetry(),
      logger,
    });
    endings.push(() => source.stop(0));
    return source;
  }

  const emptyQueue: RequestListener = (_request, response) => {
    setTimeout(() => {
      response.setHeader('content-type', 'application/x-amz-json-1.0');
      response.end('{}');
    }, 50);
  };

  it('is ready while polls are answered, and stopped in the end', async () => {
    const queueUrl = `${await listening(emptyQueue)}/000000000000/a-queue`;
    const source = ingest(queueUrl, async () => {});
    expect(source.state).toMatchObject({ state: 'stopped', last_successful_poll: null });
    await source.start();
    // Nobody has answered yet, which is no reason to worry.
    expect(source.state).toMatchObject({ ready: true, state: 'running', queue: queueUrl, in_flight: 0 });
    await until(() => source.state.last_successful_poll !== null);
    expect(source.state).toMatchObject({
      ready: true,
      consecutive_poll_failures: 0,
      last_successful_poll: expect.stringMatching(/^\d{4}-.*Z$/),
    });
    await source.stop(1);
    expect(source.state).toMatchObject({ state: 'stopped' });
  });

  it('is not ready and does not poll while nothing can be stored', async () => {
    let polls = 0;
    let isDown = true;
    const url = await listening((request, response) => {
      polls += 1;
      emptyQueue(request, response);
    });
    const source = ingest(`${url}/000000000000/a-queue`, async () => {
      if (isDown) throw new Error('no database');
    });
    await source.start();
    await until(() => source.state.state === 'waiting');
    expect(source.state.ready).toBe(false);
    expect(polls).toBe(0);
    isDown = false;
    await until(() => polls > 0);
    expect(source.state).toMatchObject({ ready: true, state: 'running' });
  });
});

describe('The worker of pending checks', () => {
  it('goes on at once as long as checks are due, and then waits', async () => {
    const rounds: RetryReport[] = [
      { decided: 50, undecided: 0, waiting: 0 },
      { decided: 0, undecided: 50, waiting: 0 },
      { decided: 0, undecided: 0, waiting: 3 },
      { decided: 0, undecided: 0, waiting: 0 },
    ];
    let asked = 0;
    const retryDue = async () => rounds[asked++] ?? { decided: 0, undecided: 0, waiting: 0 };
    const logger = new RecordingLogger();
    const worker = new PendingChecksWorker({
      retrier: { retryDue } as CheckRetrier,
      logger,
      intervalSeconds: 3600,
    });
    worker.start();
    await until(() => asked === rounds.length);
    await delay(50);
    expect(asked).toBe(rounds.length);
    await worker.stop();
    expect(logger.lines.map(({ fields }) => fields)).toEqual([
      { decided: 50, undecided: 0 },
      { decided: 0, undecided: 50 },
    ]);
  });

  it('survives a store that fails', async () => {
    let asked = 0;
    const retryDue = async () => {
      asked += 1;
      throw new Error('no database');
    };
    const logger = new RecordingLogger();
    const worker = new PendingChecksWorker({
      retrier: { retryDue } as unknown as CheckRetrier,
      logger,
      intervalSeconds: 0.01,
    });
    worker.start();
    await until(() => asked > 2);
    await worker.stop();
    expect(logger.lines[0]).toMatchObject({
      level: 'error',
      message: expect.stringContaining('no database'),
    });
  });
});
