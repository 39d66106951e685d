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
import { configSchema } from '../src/config/config.schema.js';
import { PendingChecksWorker } from '../src/service/checks/pending-checks-worker.js';
import { HealthIndicator } from '../src/service/health/health-indicator.js';
import type { Ingest } from '../src/service/ingest/ingest.js';
import type { SourceState } from '../src/service/ingest/ingest-source.js';
import { QueueIngest } from '../src/service/ingest/queue-ingest.js';
import { buildInfo } from '../src/service/telemetry/build-info.js';
import { QueueTelemetry } from '../src/service/telemetry/queue-telemetry.js';
import { startTelemetry } from '../src/service/telemetry/telemetry.js';

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
    if (tries > 500) throw new Error(`Not true within 5 s: ${condition}`);
    await delay(10);
  }
}

describe('Health', () => {
  const up = async () => [{}];

  function indicator(query: () => Promise<unknown>, states: Record<string, SourceState>): HealthIndicator {
    return new HealthIndicator({ dataSource: { query } } as unknown as Database, { states } as Ingest);
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
    const telemetry = startTelemetry(undefined);
    endings.push(() => telemetry.stop());
    const listener = new QueueTelemetry();
    const message = { id: 'm-1', body: '', receiveCount: 1, receiptHandle: 'r' };
    const object = { bucket: 'a-bucket', key: 'a-key' };
    listener.onReceived();
    listener.onReceived();
    listener.onDeleted();
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
    const first = startTelemetry(undefined);
    new QueueTelemetry().onReceived();
    await first.stop();
    const second = startTelemetry(undefined);
    endings.push(() => second.stop());
    new QueueTelemetry().onDeleted();
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
