import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type JsonObject, objectsAt, textAt } from '@fullstop/core';
import { type Database, openDatabase } from '@fullstop/store';
import { type PostgresServer, startPostgresServer } from '@fullstop/tools/postgres';
import { logFiles, writeSampleWorld } from '@fullstop/tools/sample-world';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import { FaultySts, type StsMode } from './support/faulty-sts.js';
import { linkedProject } from './support/linked-project.js';
import { ask, Services, samplesOf, sum, until } from './support/processes.js';

/** Reports every launched instance, once AWS has said whose account it is in. */
const SOURCE = `
import { AWS_CLIENTS, factFrom } from '@fullstop/aws';
import { defineViolationType, inject, launchedInstancesOf, Plugin } from '@fullstop/core';
import { GetCallerIdentityCommand, STSClient } from '@aws-sdk/client-sts';

const type = { title: 'Owner known', helpText: 'Is used in tests.', severity: 0, priority: 4 };
export class OwnerPlugin {
  constructor(clients) { this.clients = clients; }
  async inspect({ accountId, awsRegion, ...event }) {
    const client = this.clients.client(STSClient, accountId, awsRegion);
    const identity = await factFrom('owner of ' + accountId, () => client.send(new GetCallerIdentityCommand({})), []);
    const instances = launchedInstancesOf({ ...event, accountId, awsRegion });
    return instances.map(({ instanceId }) => ({
      type: 'OWNER_KNOWN', instanceId, metaInfo: { owner: identity.Account },
    }));
  }
}
inject(AWS_CLIENTS)(OwnerPlugin, undefined, 0);
Plugin({
  id: 'acme-owner', title: 'Owner', summary: 'Is used in tests.',
  events: { 'ec2.amazonaws.com': ['RunInstances'] },
  emits: { OWNER_KNOWN: defineViolationType({ id: 'OWNER_KNOWN', ...type }) },
})(OwnerPlugin);
`;

const WORLD_FILES = 60;
/** A call gives up after two thirds of it. The SDK slows a throttled client down to one call in two seconds. */
const CHECK_SECONDS = 6;

interface Launch {
  readonly eventId: string;
  readonly accountId: string;
  readonly instanceIds: readonly string[];
}

function accountOf(record: JsonObject): string {
  return textAt(record, 'recipientAccountId') ?? textAt(record, 'userIdentity', 'accountId') ?? '';
}

/** Every launch of the sample world that happened, once. */
function launchesOfWorld(): Launch[] {
  const launches = new Map<string, Launch>();
  let files = 0;
  for (const { text } of logFiles()) {
    if (files++ >= WORLD_FILES) break;
    const { Records }: { Records: JsonObject[] } = JSON.parse(text);
    for (const record of Records) {
      if (textAt(record, 'eventName') !== 'RunInstances' || textAt(record, 'errorCode')) continue;
      const eventId = textAt(record, 'eventID') ?? '';
      const items = objectsAt(record, 'responseElements', 'instancesSet', 'items');
      const instanceIds = items.map((item) => textAt(item, 'instanceId') ?? '');
      launches.set(eventId, { eventId, accountId: accountOf(record), instanceIds });
    }
  }
  return [...launches.values()];
}

let postgres: PostgresServer;
let sts: FaultySts;
let folder: string;
let database: Database;
const services = new Services();
const launches = launchesOfWorld();
/** Its role can be assumed while STS fails, so that it is the call itself that fails; into the others nobody gets. */
const OPEN_ACCOUNT = '333344445555';

beforeAll(async () => {
  [postgres, sts] = await Promise.all([startPostgresServer(), FaultySts.start([OPEN_ACCOUNT])]);
});

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'fullstop-faults-'));
  linkedProject(folder, {
    inline: { name: '@acme/owner-plugin', source: SOURCE },
    libraries: ['packages/core', 'packages/aws', 'node_modules/@aws-sdk/client-sts'],
  });
});

afterEach(async () => {
  await services.killAll();
  await database.close();
  rmSync(folder, { recursive: true, force: true });
});

afterAll(async () => {
  await Promise.all([postgres.stop(), sts.stop()]);
});

interface CheckRow {
  readonly state: string;
  readonly error_code: string;
  readonly error_message: string;
  readonly last_tried_at: Date;
}

async function checks(): Promise<CheckRow[]> {
  return database.dataSource.query('SELECT * FROM fullstop_data.plugin_check');
}

async function expectEverythingPending(mode: StsMode, wording: RegExp): Promise<void> {
  const rows = await checks();
  expect(rows).toHaveLength(launches.length);
  expect(new Set(rows.map(({ state, error_code }) => `${state} ${error_code}`))).toEqual(
    new Set(['pending FACT_UNAVAILABLE']),
  );
  // Others have run out of time while they waited for their turn.
  expect(rows.filter(({ error_message }) => wording.test(error_message)).length).toBeGreaterThan(0);
  expect(await violations()).toEqual([]);
  expect(sts.calls[mode]).toBeGreaterThan(0);
}

async function violations(): Promise<string[]> {
  const rows: { text: string }[] = await database.dataSource.query(
    `SELECT event_id || ' ' || instance_id || ' ' || (meta_info->>'owner') AS text FROM fullstop_data.violation`,
  );
  return rows.map(({ text }) => text).sort();
}

describe('While every call to AWS fails', () => {
  it('no check that needs a fact is decided or lost, however it fails; when AWS answers, all are decided', async () => {
    expect(launches.length).toBeGreaterThan(30);
    expect(launches.map(({ accountId }) => accountId)).toContain(OPEN_ACCOUNT);
    const { logs } = await writeSampleWorld(folder, { files: WORLD_FILES });
    const DATABASE_URL = await postgres.createDatabase();
    database = await openDatabase({ url: DATABASE_URL });
    sts.mode = 'throttled';
    const service = services.start({
      cwd: folder,
      env: {
        ...sts.env,
        DATABASE_URL,
        FULLSTOP_LOGS: logs,
        FULLSTOP_PARTS: 'ingest',
        FULLSTOP_MAX_CONCURRENT_OBJECTS: '20',
        FULLSTOP_MAX_CONCURRENT_CHECKS: '64',
        // A call that hangs has two thirds of it.
        FULLSTOP_CHECK_TIMEOUT_SECONDS: String(CHECK_SECONDS),
        FULLSTOP_AWS_DENIAL_SECONDS: '0.5',
        FULLSTOP_CHECK_FIRST_DELAY_SECONDS: '0.5',
        FULLSTOP_CHECK_MAX_DELAY_SECONDS: '0.5',
        FULLSTOP_CHECK_MAX_ATTEMPTS: '10000',
        FULLSTOP_CHECK_RETRY_INTERVAL_SECONDS: '0.1',
      },
    });
    await service.caughtUp();

    // The first tries were all throttled; then all calls fail in other ways.
    await expectEverythingPending('throttled', /throttled by AWS|did not end within/);
    for (const [mode, wording] of [
      ['denied', /access denied/],
      ['hanging', /AWS could not be reached or did not answer/],
    ] as const) {
      sts.mode = mode;
      // What began before has ended by then.
      const since = Date.now() + (CHECK_SECONDS * 1000 * 2) / 3;
      await until(
        async () => (await checks()).every(({ last_tried_at }) => last_tried_at.getTime() > since),
        `every check was tried while calls were ${mode}`,
        60,
      );
      await expectEverythingPending(mode, wording);
    }

    sts.mode = 'answering';
    await until(async () => (await checks()).length === 0, 'no check is left', 90);
    expect(await violations()).toEqual(
      launches
        .flatMap(({ eventId, accountId, instanceIds }) =>
          instanceIds.map((instanceId) => `${eventId} ${instanceId} ${accountId}`),
        )
        .sort(),
    );
    expect(service.ended).toBe(false);
    const samples = samplesOf((await ask(service, '/metrics')).text);
    const decided = sum(samples, 'fullstop_checks_total', { plugin: 'acme-owner', state: 'decided' });
    expect(decided).toBe(launches.length);
    expect(sum(samples, 'fullstop_checks_total', { state: 'failed' })).toBe(0);
    for (const outcome of ['assumed', 'denied']) {
      expect([outcome, sum(samples, 'fullstop_assume_role_total', { outcome })]).not.toEqual([outcome, 0]);
    }
    expect(await service.end()).toBe(0);
  }, 180_000);
});
