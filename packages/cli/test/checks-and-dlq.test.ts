import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { UnfinishedCheckJson } from '@fullstop/core';
import { type PostgresServer, startPostgresServer } from '@fullstop/tools/postgres';
import { type ProcessResult, runFullstop } from '@fullstop/tools/process';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import { AwsWorld, type Trail } from './support/aws-world.js';
import { CommandHost } from './support/command-host.js';
import { projectWithFlakyPlugins } from './support/flaky-plugins.js';
import { HostedServices } from './support/hosted-services.js';
import { projectWithLaunchPlugins } from './support/launch-plugins.js';
import { logKey, packed, writeBytes } from './support/log-files.js';
import { launch, Stored, until } from './support/processes.js';

let postgres: PostgresServer;
let aws: AwsWorld;
let folder: string;
const services = new HostedServices();
const host = new CommandHost();

beforeAll(async () => {
  [postgres, aws] = await Promise.all([startPostgresServer(), AwsWorld.start()]);
});

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'fullstop-checks-'));
});

afterEach(async () => {
  await services.killAll();
  rmSync(folder, { recursive: true, force: true });
});

afterAll(async () => {
  await Promise.all([postgres.stop(), aws.stop(), host.stop(), services.stop()]);
});

describe('fullstop checks', () => {
  const LOG = logKey('a');
  let env: Record<string, string>;

  beforeEach(async () => {
    projectWithFlakyPlugins(folder);
    const logs = join(folder, 'logs');
    mkdirSync(logs);
    writeBytes(logs, LOG, packed(launch(1)));
    env = {
      DATABASE_URL: await postgres.createDatabase(),
      FACT_FILE: join(folder, 'the-fact'),
      FULLSTOP_CHECK_TIMEOUT_SECONDS: '0.3',
    };
    expect((await fullstop('replay', logs)).stdout).toMatch(
      /1 new violations.* 1 pending and 2 failed checks/,
    );
  });

  function fullstop(...args: string[]): Promise<ProcessResult> {
    return host.run(args, { cwd: folder, env });
  }

  async function listed(...args: string[]): Promise<UnfinishedCheckJson[]> {
    const { code, stdout, stderr } = await fullstop('checks', 'list', '--json', ...args);
    expect({ code, stderr }).toEqual({ code: 0, stderr: '' });
    return JSON.parse(stdout);
  }

  async function violations(): Promise<string[]> {
    const stored = await Stored.open(env.DATABASE_URL ?? '');
    try {
      return await stored.violations();
    } finally {
      await stored.close();
    }
  }

  it('list shows them as a table and as JSON, all or of one state', async () => {
    const { code, stdout } = await runFullstop(['checks', 'list'], { cwd: folder, env });
    expect(code).toBe(0);
    const rows = stdout.trimEnd().split('\n');
    expect(rows).toHaveLength(4);
    expect(rows[0]).toMatch(/^STATE +PLUGIN +ACCOUNT +REGION +EVENT +TRIES +NEXT TRY +WHY/);
    expect(stdout).toMatch(
      /^pending +acme-waits +111122223333 +us-east-1 +00000000-0000-4000-8000-\d+ +1 +\d{4}-/m,
    );
    expect(stdout).toMatch(/^failed +acme-throws .*broken on purpose/m);

    const [pending, ...others] = await listed('--state', 'pending');
    expect(others).toEqual([]);
    expect(pending).toMatchObject({
      plugin: 'acme-waits',
      state: 'pending',
      error_code: 'FACT_UNAVAILABLE',
      error_message: expect.stringContaining('its file is not there'),
      attempts: 1,
      next_try_at: expect.stringMatching(/^\d{4}-.*Z$/),
      s3_key: LOG,
      record_index: 0,
    });
    expect((await listed('-s', 'failed')).map(({ plugin }) => plugin).sort()).toEqual([
      'acme-hangs',
      'acme-throws',
    ]);
    expect(await listed('--limit', '2')).toHaveLength(2);
  });

  it('retry decides at once what can be decided now, pending and failed ones alike', async () => {
    let run = fullstop;
    const retry = async (...args: string[]) => (await run('checks', 'retry', ...args)).stdout.trimEnd();
    const summary = (decided: number, undecided: number, waiting: number) =>
      `${decided} checks decided, ${undecided} still without a decision, ${waiting} of plugins that are not active here`;

    expect(await retry()).toBe(summary(0, 3, 0));
    expect((await listed()).map(({ attempts }) => attempts)).toEqual([1, 1, 1]);
    expect(await retry('--event', 'another-event')).toBe(summary(0, 0, 0));

    writeFileSync(env.FACT_FILE ?? '', '');
    expect(await retry('--state', 'pending')).toBe(summary(1, 0, 0));
    expect(await violations()).toEqual(['LAUNCHED i-1', 'LAUNCHED_AFTER_A_WAIT i-1']);

    const plugins = join(folder, 'node_modules/@acme/flaky-plugins/index.js');
    const repaired = readFileSync(plugins, 'utf8').replace(/\(\) => \{ throw .*?; \}, TYPE/, 'found, TYPE');
    writeFileSync(plugins, repaired);
    // In processes of their own: the other one knows the plugins as they were.
    run = (...args) => runFullstop(args, { cwd: folder, env });
    expect(await retry('--state', 'failed', '--plugin', 'acme-throws')).toBe(summary(1, 0, 0));

    env = { ...env, FULLSTOP_PLUGINS_ACME_HANGS_ENABLED: 'false' };
    expect(await retry()).toBe(summary(0, 0, 1));
    expect((await listed()).map(({ plugin }) => plugin)).toEqual(['acme-hangs']);
    expect(await violations()).toEqual(['LAUNCHED i-1', 'LAUNCHED_AFTER_A_WAIT i-1']);
  });
});

describe('a wrong call of fullstop checks', () => {
  it.each<[string[], RegExp]>([
    [['list', '--limit', 'some'], /--limit.*whole number/],
    [['list', '--limit', '0'], /--limit.*whole number/],
    [['list', '--state', 'lost'], /pending, failed/],
    [['retry', '--state', 'lost'], /pending, failed/],
    [['forget'], /unknown command/],
  ])('%j ends with exit code 2 and a message', async (args, message) => {
    const { code, stderr } = await host.run(['checks', ...args]);
    expect(stderr).toMatch(message);
    expect(code).toBe(2);
  });
});

describe('fullstop dlq', () => {
  let trail: Trail;

  beforeEach(() => {
    trail = aws.trail();
    projectWithLaunchPlugins(folder);
  });

  function fullstop(...args: string[]): Promise<ProcessResult> {
    return host.run(['dlq', ...args], { cwd: folder, env: trail.env });
  }

  it('list shows dead letters without taking them, redrive sends those that were asked for back to be read', async () => {
    const key = logKey('late');
    const env = { ...trail.env, DATABASE_URL: await postgres.createDatabase() };
    const settings = { ...env, FULLSTOP_SQS_MAX_RECEIVE_COUNT: '1' };
    const service = services.start({ cwd: folder, env: settings }, ['--only', 'ingest']);
    await trail.send(trail.s3Event(key), 'no notification at all');
    await until(() => trail.dead === 2 && trail.depth === 0, 'both are dead');

    const all = JSON.parse((await fullstop('list', '--json')).stdout);
    expect(all).toHaveLength(2);
    expect(all).toContainEqual({
      id: expect.any(String),
      body: trail.s3Event(key),
      errorCode: 'OBJECT_NOT_FOUND',
      errorMessage: expect.stringContaining(key),
      bucket: trail.bucket,
      key,
      originalMessageId: expect.any(String),
      receiveCount: 1,
      firstReceivedAt: expect.stringMatching(/^\d{4}-.*Z$/),
      deadSince: expect.stringMatching(/^\d{4}-.*Z$/),
    });
    const unreadable = ['--error', 'NOTIFICATION_UNREADABLE'];
    expect(JSON.parse((await fullstop('list', '--json', ...unreadable)).stdout)).toHaveLength(1);
    const { stdout } = await runFullstop(['dlq', 'list'], { cwd: folder, env: trail.env });
    expect(stdout).toMatch(/^SINCE +ERROR +BUCKET +KEY +TRIES +WHY/);
    expect(stdout.trimEnd().split('\n')).toHaveLength(3);

    await trail.put(key, packed(launch(1)));
    const redriven = await fullstop('redrive', '--error', 'OBJECT_NOT_FOUND');
    expect(redriven.code).toBe(0);
    expect(redriven.stdout).toMatch(/^1 sent back, 1 left$/m);
    await until(() => trail.depth === 0, 'it is read');
    expect(trail.dead).toBe(1);

    // What still cannot be read dies again.
    const rest = JSON.parse((await fullstop('redrive', '--json', '--limit', '1')).stdout);
    expect(rest.map(({ errorCode }: { errorCode: string }) => errorCode)).toEqual([
      'NOTIFICATION_UNREADABLE',
    ]);
    await until(() => trail.depth === 0 && trail.dead === 1, 'it is dead again');

    expect(await service.end()).toBe(0);
    const stored = await Stored.open(env.DATABASE_URL);
    try {
      expect(await stored.violations()).toEqual(['LAUNCHED i-1']);
    } finally {
      await stored.close();
    }
  });

  it.each<[string, Record<string, string>, RegExp]>([
    ['list', {}, /sqs\.url \(FULLSTOP_SQS_URL\)/],
    ['redrive', {}, /sqs\.url \(FULLSTOP_SQS_URL\)/],
    [
      'list',
      { FULLSTOP_SQS_URL: 'http://127.0.0.1:1/q' },
      /sqs\.deadLetterUrl \(FULLSTOP_SQS_DEAD_LETTER_URL\)/,
    ],
    ['redrive', { FULLSTOP_SQS_URL: 'http://127.0.0.1:1/q' }, /FULLSTOP_SQS_DEAD_LETTER_URL/],
  ])(
    '%s with the settings %j ends with exit code 2 and names what is missing',
    async (command, env, message) => {
      const { code, stdout, stderr } = await host.run(['dlq', command], { cwd: folder, env });
      expect(stderr).toMatch(message);
      expect({ code, stdout }).toEqual({ code: 2, stdout: '' });
    },
  );

  it('refuses a number that is none', async () => {
    const { code, stderr } = await fullstop('list', '--limit', '-3');
    expect(stderr).toMatch(/--limit.*whole number/);
    expect(code).toBe(2);
  });
});
