import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, mkdirSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { launched } from '@fullstop/testing';
import { type PostgresServer, startPostgresServer } from '@fullstop/tools/postgres';
import { FULLSTOP, type ProcessResult, runFullstop } from '@fullstop/tools/process';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import { AwsWorld, type Trail } from './support/aws-world.js';
import { CommandHost } from './support/command-host.js';
import { type HostedService, HostedServices } from './support/hosted-services.js';
import { projectWithLaunchPlugins } from './support/launch-plugins.js';
import { logKey, packed, writeBytes } from './support/log-files.js';
import { launch, Stored, until } from './support/processes.js';

const UNREACHABLE = 'postgresql://nobody@127.0.0.1:1/nothing';

let postgres: PostgresServer;
let aws: AwsWorld;
let trail: Trail;
let project: string;
let logs: string;
const services = new HostedServices();
const fullstop = new CommandHost();

beforeAll(async () => {
  [postgres, aws] = await Promise.all([startPostgresServer(), AwsWorld.start()]);
});

beforeEach(() => {
  trail = aws.trail();
  project = projectWithLaunchPlugins(mkdtempSync(join(tmpdir(), 'fullstop-replay-')));
  logs = join(project, 'logs');
  mkdirSync(logs);
});

afterEach(async () => {
  await services.killAll();
  rmSync(project, { recursive: true, force: true });
});

afterAll(async () => {
  await Promise.all([postgres.stop(), aws.stop(), fullstop.stop(), services.stop()]);
});

function replay(args: readonly string[], env: Record<string, string> = {}): Promise<ProcessResult> {
  return fullstop.run(['replay', ...args], { cwd: project, env: { ...trail.credentials, ...env } });
}

/** What reads files or a queue, and nothing else of the service. */
function serve(env: Record<string, string>): HostedService {
  return services.start({ cwd: project, env }, ['--only', 'ingest']);
}

async function stored(databaseUrl: string): Promise<{ violations: string[]; ledger: string[] }> {
  const database = await Stored.open(databaseUrl);
  try {
    return { violations: await database.violations(), ledger: await database.ledger() };
  } finally {
    await database.close();
  }
}

/** A launch that both plugins report. */
function launchWithKey(n: number) {
  return launch(n, launched({ instanceId: `i-${n}`, keyName: 'a-key' }));
}

async function putLogs(count: number): Promise<string[]> {
  const keys = Array.from({ length: count }, (_, n) => logKey(`log${String(n).padStart(3, '0')}`));
  await Promise.all(keys.map((key, n) => trail.put(key, packed(launch(n)))));
  return keys;
}

const launches = (...numbers: number[]) => numbers.map((n) => `LAUNCHED i-${n}`).sort();

describe('fullstop replay --dry-run', () => {
  beforeEach(() => {
    writeBytes(logs, logKey('a'), packed(launchWithKey(1)));
    const other = packed(
      launch(2, { eventTime: '2026-03-03T10:00:00Z' }),
      launch(3, { recipientAccountId: '444455556666' }),
      launch(4, { awsRegion: 'us-west-2' }),
    );
    writeBytes(logs, logKey('b'), other);
  });

  it.each<[string[], string[], Record<string, string>?]>([
    [[], [...launches(1, 2, 3, 4), 'LAUNCHED_WITH_KEY i-1']],
    [['--plugin', 'acme-key'], ['LAUNCHED_WITH_KEY i-1']],
    [['-p', 'acme-launch', '--from', '2026-03-02T09:15:01Z'], launches(2)],
    [['-p', 'acme-launch', '--to', '2026-03-03'], launches(1, 3, 4)],
    [['-p', 'acme-launch', '--account', '444455556666'], launches(3)],
    [['-p', 'acme-launch', '--region', 'us-west-2', '--region', 'eu-north-1'], launches(4)],
    [
      ['-p', 'acme-launch', '--from', '2026-03-02T09:15', '--to', '2026-03-02T11:15:01+02:00'],
      launches(1, 3, 4),
      { TZ: 'America/New_York' },
    ],
  ])('with %j prints %j, and needs no database', async (args, expected, env = {}) => {
    const { code, stdout, stderr } = await replay([logs, '--dry-run', ...args], {
      ...env,
      DATABASE_URL: UNREACHABLE,
    });
    expect(stderr).toBe('');
    const rows = [...stdout.matchAll(/(LAUNCHED|LAUNCHED_WITH_KEY) +(i-\d+)/g)];
    expect(rows.map(([, type, resource]) => `${type} ${resource}`).sort()).toEqual(expected);
    expect(stdout).toMatch(
      new RegExp(`^2 files read .* ${expected.length} new violations, 0 known ones`, 'm'),
    );
    expect(code).toBe(0);
    expect(existsSync(join(project, '.fullstop'))).toBe(false);
  });
});

describe('fullstop replay', () => {
  it('reads files, folders and prefixes of buckets, writes no ledger, and finds the same again as known', async () => {
    const DATABASE_URL = await postgres.createDatabase();
    const file = writeBytes(project, logKey('file'), packed(launch(101)));
    writeBytes(logs, logKey('folder'), packed(launch(102)));
    writeBytes(logs, 'notes.txt', 'no log');
    await putLogs(2);
    await trail.put(`elsewhere/${logKey('x')}`, packed(launch(103)));
    const paths = [file, logs, `s3://${trail.bucket}/AWSLogs/`];

    const env = { ...trail.credentials, DATABASE_URL };
    const first = await runFullstop(['replay', ...paths], { cwd: project, env });
    expect(first).toMatchObject({ code: 0, stderr: '' });
    expect(first.stdout).toMatch(/^4 files read .* 4 new violations, 0 known ones/m);
    const second = await replay(paths, { DATABASE_URL });
    expect(second.stdout).toMatch(/^4 files read \(0 were done before\).* 0 new violations, 4 known ones/m);
    expect(await stored(DATABASE_URL)).toEqual({ violations: launches(0, 1, 101, 102), ledger: [] });
  });

  it('finds with a plugin that was switched on later what the ledger hides from the service', async () => {
    const DATABASE_URL = await postgres.createDatabase();
    writeBytes(logs, logKey('a'), packed(launchWithKey(1)));
    const env = { DATABASE_URL, FULLSTOP_LOGS: logs };
    const before = serve({ ...env, FULLSTOP_PLUGINS_ACME_KEY_ENABLED: 'false' });
    await before.caughtUp();
    await before.end();
    const after = serve(env);
    await after.caughtUp();
    await after.end();
    expect(await stored(DATABASE_URL)).toEqual({ violations: launches(1), ledger: [logKey('a')] });

    const { code, stdout } = await replay([logs], { DATABASE_URL });
    expect(code).toBe(0);
    expect(stdout).toMatch(/ 1 new violations, 1 known ones/);
    expect(await stored(DATABASE_URL)).toEqual({
      violations: [...launches(1), 'LAUNCHED_WITH_KEY i-1'],
      ledger: [logKey('a')],
    });
  });

  it('continues after it was killed where it was, and stores what an uninterrupted one stores', async () => {
    const interrupted = await postgres.createDatabase();
    const uninterrupted = await postgres.createDatabase();
    const keys = await putLogs(31);
    const paths = [`s3://${trail.bucket}/AWSLogs/`];
    const read = aws.proxy.hold(({ action, path }) => action === 'GetObject' && path.includes(keys[21]!));
    const env = { ...process.env, ...trail.credentials, DATABASE_URL: interrupted };
    const child = spawn(process.execPath, [FULLSTOP, 'replay', ...paths], {
      cwd: project,
      env,
      stdio: 'ignore',
    });
    const gone = once(child, 'close');
    await until(() => read.count === 1, 'the middle is reached');
    child.kill('SIGKILL');
    await gone;
    read.drop();
    expect((await stored(interrupted)).violations.length).toBeLessThan(22);

    // Another database, so it is not the same replay.
    const other = await replay(paths, { DATABASE_URL: uninterrupted });
    expect(other.stdout).toMatch(/^31 files read \(0 were done before\).* 31 new violations/m);
    const again = await replay(paths, { DATABASE_URL: interrupted });
    expect(again).toMatchObject({ code: 0, stderr: '' });
    expect(again.stdout).toMatch(/^11 files read \(20 were done before\)/m);
    expect(await stored(interrupted)).toEqual(await stored(uninterrupted));

    const anew = await replay(paths, { DATABASE_URL: interrupted });
    expect(anew.stdout).toMatch(/^31 files read \(0 were done before\).* 0 new violations, 31 known ones/m);
  });

  it('keeps its place when the source is away, and continues there', async () => {
    const DATABASE_URL = await postgres.createDatabase();
    const keys = await putLogs(6);
    const paths = [`s3://${trail.bucket}/AWSLogs/`];
    const read = aws.proxy.hold(({ action, path }) => action === 'GetObject' && path.includes(keys[4]!));
    const running = replay(paths, { DATABASE_URL, FULLSTOP_S3_DEADLINE_SECONDS: '1' });
    const broken = await running;
    read.drop();
    expect(broken.code).toBe(1);
    expect(broken.stderr).toContain(keys[4]);
    const again = await replay(paths, { DATABASE_URL });
    expect(again.stdout).toMatch(/^2 files read \(4 were done before\)/m);
    expect((await stored(DATABASE_URL)).violations).toEqual(launches(0, 1, 2, 3, 4, 5));
  });
});

describe('fullstop replay --enqueue', () => {
  it('announces objects, which a service then reads once', async () => {
    const DATABASE_URL = await postgres.createDatabase();
    const keys = await putLogs(25);
    await trail.put('AWSLogs/notes.txt', 'no log');
    const paths = ['--enqueue', `s3://${trail.bucket}/AWSLogs/`];
    const none = await replay([...paths, '--to', '2026-02-01'], trail.env);
    expect(none.stdout).toMatch(/^0 objects announced/m);
    const { code, stdout } = await replay(paths, trail.env);
    expect(code).toBe(0);
    expect(stdout).toBe(`25 objects announced on ${trail.queueUrl}\n`);
    expect(trail.depth).toBe(3);

    const service = serve({ ...trail.env, DATABASE_URL });
    await until(() => trail.depth === 0, 'the queue is empty');
    expect(await service.end()).toBe(0);
    const numbers = keys.map((_key, n) => n);
    expect(await stored(DATABASE_URL)).toEqual({ violations: launches(...numbers), ledger: keys });
  });

  it.each<[string, string[], Record<string, string>, RegExp]>([
    ['a folder', ['logs', '--enqueue'], { FULLSTOP_SQS_URL: 'http://127.0.0.1:1/q' }, /logs is not in S3/],
    ['no queue', ['s3://a-bucket/logs/', '--enqueue'], {}, /FULLSTOP_SQS_URL/],
    ['a dry run', ['s3://a-bucket/logs/', '--enqueue', '--dry-run'], {}, /--enqueue.*--dry-run/],
    ['a plugin', ['s3://a-bucket/logs/', '--enqueue', '-p', 'acme-launch'], {}, /--enqueue.*--plugin/],
  ])('refuses %s', async (_what, args, env, message) => {
    const { code, stdout, stderr } = await replay(args, env);
    expect({ code, stdout }).toEqual({ code: 2, stdout: '' });
    expect(stderr).toMatch(message);
  });
});

describe('a wrong call of fullstop replay', () => {
  it.each<[string[], RegExp]>([
    [['logs', '--from', 'yesterday'], /--from yesterday: expected a date or time/],
    [['logs', '--to', '2026-13-40'], /--to 2026-13-40: expected a date or time/],
    [['logs', '--to', '2026-03-02 nine'], /--to .*: expected a date or time/],
    [['logs', '--plugin', 'nobody'], /nobody/],
    [['not-there', '--dry-run'], /not-there/],
    [[], /missing required argument/],
  ])('%j ends with exit code 2 and a message', async (args, message) => {
    const { code, stderr } = await replay(args, { DATABASE_URL: UNREACHABLE });
    expect(stderr).toMatch(message);
    expect(code).toBe(2);
  });
});
