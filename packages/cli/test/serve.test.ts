import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import type { StoredViolation, UnfinishedCheck } from '@fullstop/core';
import { openDatabase, ViolationQueries } from '@fullstop/store';
import { aRecord, launched } from '@fullstop/testing';
import { embeddedFolder } from '@fullstop/tools/embedded-folder';
import { type PostgresServer, startPostgresServer } from '@fullstop/tools/postgres';
import { runFullstop } from '@fullstop/tools/process';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import { projectWithFlakyPlugins } from './support/flaky-plugins.js';
import { type HostedService, HostedServices } from './support/hosted-services.js';
import { logKey, packed, writeBytes } from './support/log-files.js';
import { Services } from './support/processes.js';

const LOADED_PACKAGES = fileURLToPath(new URL('support/loaded-packages.mjs', import.meta.url));
const STOP_WHEN_LISTENING = new URL('support/stop-when-listening.mjs', import.meta.url).href;

let postgres: PostgresServer;
let folder: string;
let logs: string;
let env: Record<string, string>;
const processes = new Services();
const services = new HostedServices();

beforeAll(async () => {
  postgres = await startPostgresServer();
});
afterAll(() => Promise.all([postgres.stop(), services.stop()]));

beforeEach(async () => {
  folder = mkdtempSync(join(tmpdir(), 'fullstop-serve-'));
  logs = join(folder, 'logs');
  mkdirSync(logs);
  env = { FULLSTOP_LOGS: logs, DATABASE_URL: await postgres.createDatabase() };
});

afterEach(async () => {
  await Promise.all([processes.killAll(), services.killAll()]);
  rmSync(folder, { recursive: true, force: true });
});

/** What reads files, and nothing else of the service. */
function serve(more: Record<string, string> = {}, args: string[] = [], cwd?: string): HostedService {
  return services.start({ cwd, env: { ...env, ...more } }, ['--only', 'ingest', ...args]);
}

function launch(n: number) {
  const eventID = `00000000-0000-4000-8000-${String(n).padStart(12, '0')}`;
  return aRecord('ec2.amazonaws.com:RunInstances', {
    awsRegion: 'us-east-1',
    eventID,
    ...launched(`i-${n}`),
  });
}

async function stored(): Promise<{ violations: StoredViolation[]; checks: UnfinishedCheck[] }> {
  const database = await openDatabase({ url: env.DATABASE_URL, dataDirectory: env.FULLSTOP_DATA_DIRECTORY });
  try {
    const queries = new ViolationQueries(database.dataSource);
    return {
      violations: await queries.listViolations({ limit: 1000 }),
      checks: await queries.listChecks({ limit: 1000 }),
    };
  } finally {
    await database.close();
  }
}

describe('fullstop serve', () => {
  it('C16: stores what lies in the folder and what arrives, answers on its health page, and stops in order', async () => {
    writeBytes(logs, logKey('a'), packed(launch(1)));
    const service = processes.start({ env });
    await service.caughtUp();

    const url = await service.healthUrl();
    const health = await (await fetch(url)).json();
    expect(health).toEqual({
      status: 'UP',
      components: { database: { status: 'UP' }, folder: { status: 'UP', state: 'watching', folder: logs } },
    });
    expect((await fetch(`${url}/live`)).status).toBe(200);
    expect((await fetch(`${url}/ready`)).status).toBe(200);
    expect((await fetch(url.replace('/health', '/nothing'))).status).toBe(404);

    writeBytes(logs, logKey('b'), packed(launch(2)));
    await service.line(/"message":"Log file read"/, { count: 2 });
    expect(await service.end('SIGTERM')).toBe(0);
    expect((await stored()).violations.map(({ instanceId }) => instanceId)).toEqual(['i-1', 'i-2']);
  });

  it.each([
    ['ingest,jobs', []],
    ['api', ['LOADED @fullstop/api']],
  ])(
    'with --only %s it has loaded %j of the API until somebody asks for its description',
    async (parts, loaded) => {
      const nodeArguments = ['--import', LOADED_PACKAGES];
      const service = processes.start({ env, nodeArguments }, ['--only', parts]);
      await service.healthUrl();
      // What was written before may be read after it.
      for (const line of loaded) await service.line(new RegExp(line));
      const seen = () => new Set(service.lines.filter((line) => line.startsWith('LOADED')));
      expect(seen()).toEqual(new Set(loaded));
      const [, api] = /API: +(http:[^\s"]+)/.exec(service.lines.join('\n')) ?? [];
      expect(api !== undefined).toBe(parts === 'api');
      if (api === undefined) return;
      expect(await (await fetch(`${api}/api-docs`)).json()).toMatchObject({
        info: { title: 'Fullstop API' },
      });
      await service.line(/LOADED @nestjs\/swagger/);
    },
  );

  it('reports the same violations at a second start on its embedded database, and reads no file twice', async () => {
    const { dataDirectory, remove } = await embeddedFolder();
    env = { FULLSTOP_LOGS: logs, FULLSTOP_DATA_DIRECTORY: dataDirectory };
    writeBytes(logs, logKey('a'), packed(launch(1), launch(2)));
    const reports: string[][] = [];
    for (let start = 0; start < 2; start += 1) {
      const service = serve({ FULLSTOP_LOG_LEVEL: 'info' }, ['--report']);
      await service.line(/2 open violations; 0 pending and 0 failed checks/);
      await service.end();
      expect(service.lines.filter((line) => line.includes('Log file read'))).toHaveLength(
        start === 0 ? 1 : 0,
      );
      reports.push(service.lines.filter((line) => line.includes('WRONG_REGION')));
    }
    expect(reports[0]).toHaveLength(2);
    expect(reports[1]).toEqual(reports[0]);
    await remove();
  });

  it('stores what is readable of a broken file, names it, and reads it again when it is whole', async () => {
    const whole = packed(...Array.from({ length: 300 }, (_, n) => launch(n)));
    const path = writeBytes(logs, logKey('a'), whole.subarray(0, whole.length - 100));
    const service = serve();
    await service.caughtUp();
    expect(service.lines.filter((line) => line.includes('LOG_TRUNCATED'))).toHaveLength(1);
    writeFileSync(path, whole);
    await service.line(/"message":"Log file read"/);
    await service.end();
    const { violations } = await stored();
    expect(new Set(violations.map(({ instanceId }) => instanceId)).size).toBe(300);
    expect(violations).toHaveLength(300);
  });

  it('refuses a second process on the same embedded database, and names the first', async () => {
    const { dataDirectory, remove } = await embeddedFolder();
    env = { FULLSTOP_LOGS: logs, FULLSTOP_DATA_DIRECTORY: dataDirectory };
    const first = serve();
    await first.caughtUp();
    const second = await runFullstop(['serve'], { env: { ...env, FULLSTOP_MANAGEMENT_PORT: '0' } });
    expect(second.code).toBe(1);
    expect(second.stderr).toMatch(/process \d+/);
    await first.end();
    await remove();
  });

  it('stops in order when it is asked to while it still starts', async () => {
    const ports = { FULLSTOP_API_PORT: '0', FULLSTOP_MANAGEMENT_PORT: '0' };
    const nodeArguments = ['--import', STOP_WHEN_LISTENING];
    const { code, stderr } = await runFullstop(['serve', '--only', 'ingest'], {
      env: { ...env, ...ports },
      nodeArguments,
    });
    expect({ code, stderr }).toEqual({ code: 0, stderr: '' });
  });

  it('says which port is taken and what to do', async () => {
    const first = serve();
    const port = new URL(await first.healthUrl()).port;
    const second = await runFullstop(['serve'], { env: { ...env, FULLSTOP_MANAGEMENT_PORT: port } });
    expect(second.code).toBe(1);
    expect(second.stderr).toContain(`127.0.0.1:${port}`);
    expect(second.stderr).toContain('FULLSTOP_MANAGEMENT_PORT');
  });
});

describe('A check without a decision', () => {
  it('leaves the others alone, is kept as pending or failed, and a pending one is tried again after a restart', async () => {
    const project = projectWithFlakyPlugins(folder);
    const fact = join(folder, 'the-fact');
    const settings = {
      FACT_FILE: fact,
      FULLSTOP_CHECK_TIMEOUT_SECONDS: '0.3',
      FULLSTOP_CHECK_FIRST_DELAY_SECONDS: '0.5',
      FULLSTOP_CHECK_RETRY_INTERVAL_SECONDS: '0.2',
    };
    writeBytes(logs, logKey('a'), packed(launch(1)));

    const first = serve(settings, [], project);
    await first.caughtUp();
    await first.end('SIGKILL');
    const before = await stored();
    expect(before.violations.map(({ type, instanceId }) => [type, instanceId])).toEqual([
      ['LAUNCHED', 'i-1'],
    ]);
    expect(
      before.checks.map(({ pluginId, state, errorCode }) => [pluginId, state, errorCode]).sort(),
    ).toEqual([
      ['acme-hangs', 'failed', 'CHECK_TIMEOUT'],
      ['acme-throws', 'failed', 'TypeError'],
      ['acme-waits', 'pending', 'FACT_UNAVAILABLE'],
    ]);

    writeFileSync(fact, '');
    const second = serve(settings, [], project);
    await second.line(/"decided":1,.*Pending checks tried again/);
    await delay(500);
    await second.end();
    const after = await stored();
    expect(after.violations.map(({ type }) => type)).toEqual(['LAUNCHED', 'LAUNCHED_AFTER_A_WAIT']);
    expect(after.checks.map(({ pluginId }) => pluginId).sort()).toEqual(['acme-hangs', 'acme-throws']);
    // The failed ones were left to people.
    expect(after.checks.map(({ attempts }) => attempts)).toEqual([1, 1]);
  });
});
