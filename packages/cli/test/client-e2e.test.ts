import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { type RunningApi, startApi } from '@fullstop/api';
import type { Violation } from '@fullstop/core';
import { type Database, openDatabase, TypeormFindingsStore } from '@fullstop/store';
import { RecordingLogger } from '@fullstop/testing';
import { type PostgresServer, startPostgresServer } from '@fullstop/tools/postgres';
import { runFullstop } from '@fullstop/tools/process';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { type ClientWorld, removeFolders, runClient, temporaryFolder } from './support/run-client.js';

// The client against the real API on a real PostgreSQL. The tests go on from what those before them left.
let server: PostgresServer;
let database: Database;
let api: RunningApi;

beforeAll(async () => {
  server = await startPostgresServer();
  database = await openDatabase({ url: await server.createDatabase() });
  const store = new TypeormFindingsStore(database.dataSource);
  for (const violation of VIOLATIONS) await store.commit({ violations: [violation] });
  api = await startApi({
    host: '127.0.0.1',
    port: 0,
    database,
    store,
    plugins: () => [],
    authentication: { kind: 'none' },
    allowedTeams: [],
    logger: new RecordingLogger(),
  });
});
afterAll(async () => {
  await api?.stop();
  await database?.close();
  await server?.stop();
  removeFolders();
});

const ACCOUNT = '111122223333';

/** Five violations: 1 to 4 in Ireland, 5 in the USA and of another type and account. */
const VIOLATIONS = [1, 2, 3, 4, 5].map((n): Violation => {
  const type = n === 5 ? 'WRONG_REGION' : 'WRONG_AMI';
  return {
    type,
    accountId: n === 5 ? '444455556666' : ACCOUNT,
    region: n === 5 ? 'us-east-1' : 'eu-west-1',
    eventId: `event-${n}`,
    instanceId: `i-${n}`,
    eventTime: new Date('2026-08-06T10:00:00.000Z'),
    username: null,
    pluginClass: '@fullstop/plugin-test#TestPlugin',
    metaInfo: { n, ami_name: n < 3 ? 'old' : 'new', nested: { deep: n === 4 } },
    applicationId: n === 2 ? 'app' : null,
    applicationVersion: n === 2 ? '1.0' : null,
    fingerprint: `fingerprint-${n}`,
  };
});

function run(args: readonly string[], world: ClientWorld = {}) {
  return runClient(args, {
    now: new Date(),
    ...world,
    environment: { FULLSTOP_URL: api.url, ...world.environment },
  });
}

/** Numbers of the events of the violations that a call lists, in its order. */
async function listed(...args: string[]): Promise<number[]> {
  const { stdout, stderr } = await run(['list-violations', '-o', 'json', ...args]);
  expect(stderr).toBe('');
  return JSON.parse(stdout).map(({ instance_id }: { instance_id: string }) => Number(instance_id.slice(2)));
}

async function idOf(n: number): Promise<string> {
  const { stdout } = await run([
    'list-violations',
    '-o',
    'json',
    '--state',
    'all',
    '--instance-id',
    `i-${n}`,
  ]);
  return String(JSON.parse(stdout)[0].id);
}

describe('the client and the real API', () => {
  it.each<[string[], number[]]>([
    [[], [1, 2, 3, 4, 5]],
    [
      ['-l', '2'],
      [4, 5],
    ],
    [
      ['-r', 'eu-west-1', '-l', '2'],
      [3, 4],
    ],
    [
      ['-t', 'WRONG_AMI'],
      [1, 2, 3, 4],
    ],
    [['--accounts', '444455556666,1'], [5]],
    [['--applications', 'app', '--application-versions', '1.0'], [2]],
    [['--instance-id', 'i-3'], [3]],
    [
      ['-m', 'ami_name=old'],
      [1, 2],
    ],
    [['-m', 'ami_name=new', '-m', 'n=4'], [4]],
    [['-m', 'nested.deep=true'], [4]],
    [['-m', 'absent=None', '-l', '1'], [5]],
    [['-m', `a'b"%;=1`], []],
    [
      ['-x', 'n=[24]'],
      [2, 4],
    ],
    [
      ['-s', '1h'],
      [1, 2, 3, 4, 5],
    ],
    [['-s', '2100-01-01'], []],
    [['--state', 'resolved'], []],
  ])('list-violations %j lists %j', async (args, numbers) => {
    expect(await listed(...args)).toEqual(numbers);
  });

  it('every format has the rows', async () => {
    for (const format of ['text', 'table', 'json', 'ndjson', 'tsv']) {
      const { code, stdout } = await run(['list-violations', '-o', format, '-l', '1']);
      expect({ code, found: stdout.includes('WRONG_REGION') }).toEqual({ code: 0, found: true });
    }
  });

  it('types lists the types of the database', async () => {
    expect((await run(['types', '-o', 'tsv'])).stdout).toMatch(/^WRONG_AMI\t\d\t/m);
  });

  it('resolve-violations resolves after a dry run and a refusal, with the comment as it is', async () => {
    const selection = ['resolve-violations', 'Grüße %', '-t', 'WRONG_AMI', '-m', 'ami_name=old'];
    expect((await run([...selection, '--dry-run'])).stderr).toContain('2 would be resolved');
    expect((await run(selection, { terminal: true, answers: [false] })).code).toBe(1);
    expect(await listed('--state', 'resolved')).toEqual([]);

    const all = await run([...selection, '--all', '--yes']);
    expect({ code: all.code, said: all.stderr }).toEqual({
      code: 0,
      said: expect.stringContaining('2 resolved, 0 failed'),
    });
    expect(await listed('--state', 'resolved')).toEqual([1, 2]);
    const [, bulkId = ''] = /unresolve --bulk (\d+)/.exec(all.stderr) ?? [];
    expect((await run(['unresolve', '--bulk', bulkId])).stdout).toBe(
      '2 violations are as they were before\n',
    );
    expect(await listed('--state', 'resolved')).toEqual([]);

    expect((await run([...selection, '--yes'])).code).toBe(0);
    expect(await listed('--all')).toEqual([1, 2, 3, 4, 5]);
    expect(await listed()).toEqual([3, 4, 5]);
    const { stdout } = await run(['show', await idOf(1)]);
    expect(stdout).toMatch(/^comment +Grüße %$/m);
    expect(stdout).toMatch(/resolve +local +Grüße %/);
  });

  it('unresolve opens one again, and ids that are not known are reported', async () => {
    expect((await run(['unresolve', await idOf(2)])).code).toBe(0);
    expect(await listed('--state', 'resolved')).toEqual([1]);
    const ids = `${await idOf(1)},${await idOf(2)},99999`;
    const { code, stderr } = await run(['resolve-violations', 'again', '-i', ids]);
    expect(code).toBe(1);
    expect(stderr).toContain('already resolved');
    expect(stderr).toContain('Violation 99999 is unknown');
    expect(await listed('--state', 'resolved')).toEqual([1, 2]);
  });

  it('count counts by account and type, and by application', async () => {
    expect((await run(['count', '-o', 'tsv'])).stdout).toBe(
      `account\ttype\tquantity\n${ACCOUNT}\tWRONG_AMI\t2\n444455556666\tWRONG_REGION\t1\n`,
    );
    expect((await run(['count', '--by', 'app', ACCOUNT, '--state', 'resolved', '-o', 'tsv'])).stdout).toBe(
      'application\tversion\ttype\tquantity\napp\t1.0\tWRONG_AMI\t1\n\t\tWRONG_AMI\t1\n',
    );
  });

  it('rules can be tested, made, replaced, exported, imported and ended', async () => {
    const rule = ['--type', 'WRONG_REGION', '--account', '444455556666'];
    expect((await run(['rules', 'test', ...rule])).stdout).toMatch(/^1 open violations would be covered/);
    expect(await listed('-t', 'WRONG_REGION')).toEqual([5]);

    const { code, stdout } = await run(['rules', 'add', ...rule, '--reason', 'ticket 1', '-o', 'json']);
    expect(code).toBe(0);
    const { id } = JSON.parse(stdout);
    expect(await listed('--state', 'whitelisted')).toEqual([5]);
    const whole = await run([
      'rules',
      'replace',
      String(id),
      '--reason',
      'ticket 2',
      '--account',
      '',
      '-o',
      'json',
    ]);
    const replacement = JSON.parse(whole.stdout);
    expect(replacement).toMatchObject({
      account_id: null,
      violation_type: 'WRONG_REGION',
      reason: 'ticket 2',
    });

    const { stdout: yaml } = await run(['rules', 'export']);
    expect(yaml).toBe('rules:\n  - violation_type: WRONG_REGION\n    reason: ticket 2\n');
    expect((await run(['rules', 'expire', String(replacement.id)])).code).toBe(0);
    expect(await listed('-t', 'WRONG_REGION')).toEqual([5]);
    expect(JSON.parse((await run(['rules', 'list', '-o', 'json'])).stdout)).toEqual([]);
    expect(JSON.parse((await run(['rules', 'list', '--all', '-o', 'json'])).stdout)).toHaveLength(2);

    const file = join(temporaryFolder(), 'rules.yaml');
    writeFileSync(file, yaml);
    expect((await run(['rules', 'import', file, '--yes'])).stdout).toMatch(
      /1 new, 0 in force already\n1 made\n$/,
    );
    expect((await run(['rules', 'import', file, '--yes'])).stdout).toMatch(/^0 new, 1 in force already\n$/);
    expect(await listed('--state', 'whitelisted')).toEqual([5]);
  });

  it('what the server refuses is one line with the reason', async () => {
    const { code, stderr } = await run(['rules', 'add', '--image-name', '(', '--reason', 'r']);
    expect(code).toBe(2);
    expect(stderr).toMatch(/^The server refuses this \(400\): .*image_name.*\n$/);
    expect((await run(['show', '99999'])).code).toBe(1);
  });

  it('lifecycle of an unknown application is empty', async () => {
    const { code, stdout } = await run(['lifecycle', 'no/app', '1.0', '-o', 'json']);
    expect({ code, stdout }).toEqual({ code: 0, stdout: '[]\n' });
  });
});

describe('the process', () => {
  it.each<[string[], number, RegExp]>([
    [[], 0, /^Usage: fullstop .*list-violations.*serve|^Usage: fullstop .*serve.*list-violations/s],
    [['-V'], 0, /^Fullstop CLI \d+\.\d+\.\d+\n$/],
    [['ty', '-o', 'tsv'], 0, /^id\tviolation_severity\tcreated_time\thelp_text\n/],
    [['l'], 2, /beginning of several commands: list-violations, lifecycle, login, logout/],
    [['show', '99999'], 1, /^Not found \(404\)/],
  ])('fullstop %j exits with %i', async (args, code, output) => {
    const env = { FULLSTOP_URL: api.url, XDG_CONFIG_HOME: temporaryFolder() };
    const result = await runFullstop(args, { env });
    expect(result.code).toBe(code);
    expect(code === 0 ? result.stdout : result.stderr).toMatch(output);
  });
});
