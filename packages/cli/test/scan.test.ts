import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import type { UnfinishedCheckJson, ViolationJson } from '@fullstop/core';
import { aRecord, launched } from '@fullstop/testing';
import { runFullstop } from '@fullstop/tools/process';
import { writeSampleWorld } from '@fullstop/tools/sample-world';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { type CallOptions, CommandHost } from './support/command-host.js';
import { logKey, packed, writeBytes } from './support/log-files.js';

interface ScanDocument {
  readonly summary: Record<string, number>;
  readonly violations: ViolationJson[];
  readonly pending_checks: UnfinishedCheckJson[];
  readonly failed_checks: UnfinishedCheckJson[];
}

const fullstop = new CommandHost();
let folder: string;
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'fullstop-scan-'));
});
afterAll(async () => {
  await fullstop.stop();
  rmSync(folder, { recursive: true, force: true });
});

async function scanJson(paths: string[], options: CallOptions = {}, run = fullstop.run.bind(fullstop)) {
  const { code, stdout, stderr } = await run(['scan', ...paths, '--output', 'json'], options);
  const document: ScanDocument = JSON.parse(stdout);
  return { code, stderr, ...document };
}

function launch(n: number, overrides: Record<string, unknown> = {}) {
  return aRecord('ec2.amazonaws.com:RunInstances', {
    awsRegion: 'us-east-1',
    eventID: `00000000-0000-4000-8000-${String(n).padStart(12, '0')}`,
    ...launched(`i-${n}`),
    ...overrides,
  });
}

function instancesOf(violations: readonly ViolationJson[]) {
  return violations.map(({ instance_id }) => instance_id).sort();
}

describe('fullstop scan', () => {
  it('finds in the sample world exactly what is in it', async () => {
    const world = join(folder, 'world');
    const { files, records, expectedViolations } = await writeSampleWorld(world, { files: 20, seed: 3 });
    const { code, summary, violations } = await scanJson([join(world, 'logs')], {}, runFullstop);

    const identity = (violation: ViolationJson) => [
      violation.account_id,
      violation.region,
      violation.event_id,
      violation.violation_type.id,
      violation.instance_id,
      violation.meta_info,
    ];
    const expected = expectedViolations.map((violation) => [
      violation.account_id,
      violation.region,
      violation.event_id,
      violation.type,
      violation.instance_id,
      violation.meta_info,
    ]);
    const text = (parts: unknown[]) => JSON.stringify(parts, (_name, value) => sorted(value));
    expect(violations.map(identity).map(text).sort()).toEqual(expected.map(text).sort());
    expect(expected.length).toBeGreaterThan(10);
    expect(summary).toMatchObject({
      objects: files,
      records,
      malformed_records: 0,
      violations: expected.length,
    });
    expect(code).toBe(0);
  });

  it('prints one document with every field of a violation, none left out', async () => {
    const path = writeBytes(folder, 'one/any-name', packed(launch(1)));
    const two = ['--plugin', 'region', '--plugin', 'keypair'];
    const { summary, violations, pending_checks, failed_checks } = await scanJson([path, ...two]);
    expect(summary).toEqual({
      objects: 1,
      skipped_objects: 0,
      bytes: expect.any(Number),
      records: 1,
      malformed_records: 0,
      dispatched: 1,
      checks: 2,
      violations: 1,
      pending_checks: 0,
      failed_checks: 0,
      duration_ms: expect.any(Number),
    });
    expect([pending_checks, failed_checks]).toEqual([[], []]);
    expect(violations).toEqual([
      {
        id: 1,
        version: 0,
        event_id: '00000000-0000-4000-8000-000000000001',
        account_id: '111122223333',
        region: 'us-east-1',
        meta_info: { allowed_regions: ['eu-west-1', 'eu-central-1'] },
        comment: null,
        instance_id: 'i-1',
        plugin_fully_qualified_class_name: '@fullstop/plugin-region#RegionPlugin',
        violation_type: expect.objectContaining({ id: 'WRONG_REGION', violation_severity: 1, priority: 2 }),
        created: expect.stringMatching(/^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z$/),
        created_by: 'FULLSTOP',
        last_modified: expect.any(String),
        last_modified_by: 'FULLSTOP',
        username: 'arn:aws:sts::111122223333:assumed-role/Deployer/jane',
        rule_id: null,
        application_id: null,
        application_version_id: null,
        state: 'open',
        event_time: '2026-03-02T09:15:00.000Z',
        fingerprint: expect.stringMatching(/^[0-9a-f]{32}$/),
        occurrences: 1,
        first_seen: '2026-03-02T09:15:00.000Z',
        last_seen: '2026-03-02T09:15:00.000Z',
        recurrence_of: null,
      },
    ]);
  });

  it('reads the good records of a folder with all kinds of trouble in it, and exits with 2', async () => {
    const mixed = join(folder, 'mixed');
    const whole = gzipSync(
      JSON.stringify({ Records: [launch(1), ...Array.from({ length: 200 }, (_, n) => launch(1000 + n))] }),
    );
    const digest = logKey('x').replace('_CloudTrail_', '_CloudTrail-Digest_');
    writeBytes(mixed, digest, packed(launch(2)));
    const truncated = writeBytes(mixed, logKey('truncated'), whole.subarray(0, whole.length - 200));
    const empty = writeBytes(mixed, logKey('empty'), '');
    writeBytes(mixed, logKey('plain'), JSON.stringify({ Records: [launch(3)] }));
    const bomb = writeBytes(mixed, logKey('bomb'), gzipSync(Buffer.alloc(3_000_000, ' ')));
    writeBytes(
      mixed,
      logKey('broken'),
      gzipSync(
        `{"Records":[${JSON.stringify(launch(4))},{"eventName":"RunInstances","eventID":},"text",${JSON.stringify(launch(5, { eventTime: 'soon' }))},${JSON.stringify(launch(6))}]}`,
      ),
    );
    writeBytes(
      mixed,
      logKey('later'),
      gzipSync(JSON.stringify({ a: { Records: [launch(7)] }, Records: [launch(8)] })),
    );
    const without = writeBytes(mixed, logKey('null'), gzipSync('{"Records":null}'));
    writeBytes(mixed, 'notes.txt', 'not a log');
    writeBytes(mixed, logKey('good'), packed(launch(9)));

    const { code, stderr, summary, violations } = await scanJson([mixed], {
      env: { FULLSTOP_MAX_DECOMPRESSED_BYTES: '2000000' },
    });
    const found = instancesOf(violations);
    expect(found).toEqual(expect.arrayContaining(['i-1', 'i-3', 'i-4', 'i-6', 'i-8', 'i-9']));
    expect(found.filter((id) => ['i-2', 'i-5', 'i-7'].includes(id!))).toEqual([]);
    expect(summary).toMatchObject({ objects: 8, skipped_objects: 2, malformed_records: 3 });
    const named = stderr.split('\n').filter((line) => line.startsWith('Not readable: '));
    expect(named).toHaveLength(4);
    for (const path of [truncated, empty, bomb, without]) expect(stderr).toContain(path);
    expect(code).toBe(2);
  });

  it('reports an event that stands in several files once', async () => {
    const twice = join(folder, 'twice');
    writeBytes(twice, logKey('a'), packed(launch(1)));
    writeBytes(twice, logKey('b'), packed(launch(1), launch(2)));
    expect(instancesOf((await scanJson([twice])).violations)).toEqual(['i-1', 'i-2']);
  });

  it('goes on after a path that does not exist, and exits with 2', async () => {
    const path = writeBytes(folder, 'exists/log.json', JSON.stringify({ Records: [launch(1)] }));
    const { code, stderr, violations } = await scanJson([join(folder, 'missing'), path]);
    expect(instancesOf(violations)).toEqual(['i-1']);
    expect(stderr).toContain(join(folder, 'missing'));
    expect(code).toBe(2);
  });

  it('never uses the network', async () => {
    const hook = join(import.meta.dirname, 'support/no-network.mjs');
    const path = writeBytes(folder, 'quiet/log.json.gz', packed(launch(1)));
    const nodeArguments = ['--import', hook];
    expect(await runFullstop(['scan', path], { nodeArguments })).toMatchObject({ code: 0 });
    // The hook does notice: the service calls its database.
    const env = { DATABASE_URL: 'postgresql://nobody@127.0.0.1:1/nothing', FULLSTOP_MANAGEMENT_PORT: '0' };
    expect((await runFullstop(['serve'], { nodeArguments, env })).stderr).toContain('NETWORK USED');
  });

  it.each([
    [['--fail-on-violation'], 1],
    [['--output', 'xml'], 2],
  ])('with %j the process exits with %i', async (args, code) => {
    const path = writeBytes(folder, 'exit/log.json.gz', packed(launch(1)));
    const result = await runFullstop(['scan', path, ...args]);
    expect(result.code).toBe(code);
    if (code === 2) expect(result.stderr).not.toBe('');
  });

  it.each([
    [['--fail-on-violation', '--plugin', 'keypair'], 0],
    [['--plugin', 'no-such-plugin'], 2],
    [['--config', 'missing.json'], 2],
    [['--no-such-option'], 2],
  ])('with %j exits with %i', async (args, code) => {
    const path = writeBytes(folder, 'exit/log.json.gz', packed(launch(1)));
    const result = await fullstop.run(['scan', path, ...args]);
    expect(result.code).toBe(code);
    if (code === 2) expect(result.stderr).not.toBe('');
  });

  it('prints a line per violation as ndjson, and a table with a summary for people', async () => {
    const path = writeBytes(folder, 'forms/log.json.gz', packed(launch(1), launch(2)));
    const ndjson = await fullstop.run(['scan', path, '-o', 'ndjson']);
    expect(
      instancesOf(
        ndjson.stdout
          .trim()
          .split('\n')
          .map((line): ViolationJson => JSON.parse(line)),
      ),
    ).toEqual(['i-1', 'i-2']);
    const table = await fullstop.run(['scan', path, '--plugin', 'region', '--plugin', 'keypair']);
    expect(table.stdout).toMatch(/ACCOUNT +REGION +TYPE/);
    expect(table.stdout).toMatch(/2 violations in 2 records of 1 files; 4 checks of 2 events/);
  });

  it('lets nothing in a log file steer the terminal', async () => {
    const path = writeBytes(folder, 'steer/log.json.gz', packed(launch(1, launched('i-\u001b[2Jx'))));
    expect((await fullstop.run(['scan', path])).stdout).not.toContain('\u001b');
  });
});

describe('fullstop config', () => {
  it('prints settings with their sources, secrets masked', async () => {
    const { code, stdout } = await fullstop.run(['config'], {
      env: { DATABASE_URL: 'postgres://me:hunter2@db/x' },
    });
    expect(code).toBe(0);
    expect(stdout).toMatch(/database\.url +"postgres:\/\/me:\*\*\*@db\/x" +environment DATABASE_URL/);
    expect(stdout).toMatch(/management\.port +7979 +default/);
    expect(stdout).not.toContain('hunter2');
  });

  it('tells what each setting means when it is asked', async () => {
    const { stdout } = await runFullstop(['config', '--describe']);
    expect(stdout).toMatch(/^SETTING +VALUE +SOURCE +MEANING *$/m);
    expect(stdout).toMatch(/^sqs\.maxInFlight +10 +default +Messages worked on at the same time; .*\. *$/m);
  });

  it('reads a configuration in TypeScript', async () => {
    const file = writeBytes(
      folder,
      'typed/fullstop.config.ts',
      'const port: number = 8005;\nexport default { management: { port } };\n',
    );
    const { stdout } = await fullstop.run(['config', '--config', file, '--json']);
    expect(JSON.parse(stdout)).toContainEqual({ setting: 'management.port', value: '8005', source: file });
    expect(readFileSync(file, 'utf8')).toContain('number');
  });
});

describe('fullstop plugins', () => {
  it('lists what is installed, and why some of it is not active', async () => {
    const { code, stdout } = await fullstop.run(['plugins', 'list']);
    expect(code).toBe(0);
    expect(stdout).toMatch(/^region +active +Region +@fullstop\/plugin-region#RegionPlugin/m);
    expect(stdout).toMatch(/^hello-event +not active: off by default/m);
    expect(stdout).toMatch(/^ami +not active: set FULLSTOP_TAUPAGE_OWNERS/m);
  });

  it('activates plugins that need to know which images are approved when somebody says it', async () => {
    const env = { FULLSTOP_TAUPAGE_OWNERS: '444455556666', FULLSTOP_TAUPAGE_NAME_PREFIX: 'Taupage-AMI-' };
    const { stdout } = await fullstop.run(['plugins', 'list'], { env });
    expect(stdout).toMatch(/^ami +active/m);
  });

  it('tells what a plugin reads, reports and can be told', async () => {
    const { stdout } = await fullstop.run(['plugins', 'info', 'lambda-region', '--json']);
    expect(JSON.parse(stdout)).toMatchObject({
      id: 'lambda-region',
      active: true,
      events: { 'lambda.amazonaws.com': ['CreateFunction', 'CreateFunction20*'] },
      emits: { WRONG_REGION: { severity: 1, priority: 2 } },
      defaults: { allowedRegions: ['eu-west-1', 'eu-central-1'] },
      environment: { FULLSTOP_WHITELISTED_REGIONS: 'allowedRegions' },
    });
    const missing = await fullstop.run(['plugins', 'info', 'no-such-plugin']);
    expect(missing.code).toBe(2);
    expect(missing.stderr).toContain('installed: ami, ');
  });
});

/** Members in alphabetical order, so that texts of equal values are equal. */
function sorted(value: unknown): unknown {
  if (typeof value !== 'object' || value === null || Array.isArray(value)) return value;
  return Object.fromEntries(Object.entries(value).sort(([left], [right]) => (left < right ? -1 : 1)));
}
