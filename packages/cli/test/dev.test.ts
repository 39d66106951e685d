import { mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { Socket } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import type { EventExplanation } from '@fullstop/app/explain';
import { type Cassette, eventFromFile, inspectWith, openCassette } from '@fullstop/testing';
import { AwsServer } from '@fullstop/tools/aws-server';
import { CHECKOUT, runFullstop } from '@fullstop/tools/process';
import { afterAll, beforeAll, describe, expect, it, jest } from '@jest/globals';
import { curiousPlugin } from './support/curious-plugin.js';
import { logKey, packed, writeBytes } from './support/log-files.js';
import { launch } from './support/processes.js';
import { StubServer } from './support/stub-server.js';

const REGION_PLUGIN = join(CHECKOUT, 'packages/plugin-region');

let folder: string;
let events: string;
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'fullstop-dev-'));
  events = join(folder, 'events');
  writeBytes(
    join(folder, 'logs'),
    logKey('a'),
    packed(launch(1), launch(2, { eventName: 'StopInstances' }), launch(3)),
  );
});
afterAll(() => rmSync(folder, { recursive: true, force: true }));

describe('fullstop record and fullstop dev', () => {
  it('writes chosen records, one file each, without whose they are', async () => {
    const args = ['record', join(folder, 'logs'), '--event', 'ec2.amazonaws.com:Run*', '--to', events];
    const { code, stdout, stderr } = await runFullstop(args);
    expect({ code, stderr }).toEqual({ code: 0, stderr: '' });
    expect(stdout.trim().split('\n')).toEqual(
      ['run-instances.json', 'run-instances-2.json'].map((name) => join(events, name)),
    );
    const texts = readdirSync(events).map((name) => readFileSync(join(events, name), 'utf8'));
    expect(texts.join()).not.toMatch(/111122223333|jane/);
  });

  it('shows what the plugin in a folder makes of each of them', async () => {
    const args = ['dev', REGION_PLUGIN, '--events', events, '--once', '--no-build'];
    const { code, stdout, stderr } = await runFullstop([...args, '--output', 'json'], { cwd: folder });
    expect({ code, stderr }).toEqual({ code: 0, stderr: '' });
    const found = (JSON.parse(stdout) as EventExplanation[]).map(({ plugins }) =>
      plugins.map(({ plugin, violations }) => [plugin, violations.map((violation) => violation.instance_id)]),
    );
    expect(found).toEqual([[['region', ['i-3']]], [['region', ['i-1']]]]);
  });

  it.each([
    [['record', 'logs', '--event', 's3.amazonaws.com:*'], 'No record in there'],
    [['dev', 'logs', '--events', 'events', '--once'], 'logs holds no package.json'],
    [
      ['dev', REGION_PLUGIN, '--events', 'logs', '--once', '--no-build', '--config', 'missing.json'],
      'missing.json',
    ],
  ])('says what is wrong with %j', async (args, message) => {
    const { code, stderr } = await runFullstop(args, { cwd: folder });
    expect(code).toBe(2);
    expect(stderr).toContain(message);
  });
});

describe('fullstop record with a plugin', () => {
  const [ACCOUNT, OURS, THEIRS] = ['111122223333', '444455556666', '777788889999'];
  const IMAGES = {
    ours: 'ami-0123456789abcdef0',
    theirs: 'ami-0123456789abcdef1',
    gone: 'ami-0123456789abcdef2',
  };
  let aws: AwsServer;
  const TOKEN = 'token-of-teams-1';
  const teams = new StubServer();
  let plugin: string;
  let logs: string;
  beforeAll(async () => {
    const trust = { Statement: [{ Principal: { AWS: `arn:aws:iam::${THEIRS}:user/kmeier` } }] };
    aws = await AwsServer.start({
      accounts: {
        [ACCOUNT]: {
          images: [
            { imageId: IMAGES.ours, name: 'Corp-1', ownerId: OURS },
            { imageId: IMAGES.theirs, name: 'Other-1', ownerId: THEIRS },
          ],
          roles: [
            { roleName: 'Deployer', trust },
            { roleName: 'Reader', trust },
          ],
          pageSize: 1,
        },
      },
    });
    await teams.start();
    const team = { team: 'payments', created_by: 'kmeier', apiKey: 'a-secret-of-teams' };
    teams.answers.set(`GET /accounts/${ACCOUNT}`, ({ headers }) =>
      headers.authorization === `Bearer ${TOKEN}` ? { body: team } : { status: 401 },
    );
    plugin = curiousPlugin(join(folder, 'curious-plugin'));
    logs = join(folder, 'curious-logs');
    const running = (n: number, imageId: string) =>
      launch(n, { responseElements: { instancesSet: { items: [{ instanceId: `i-${n}`, imageId }] } } });
    const launches = [running(1, IMAGES.ours), running(2, IMAGES.theirs), running(3, IMAGES.gone)];
    writeBytes(logs, logKey('a'), packed(...launches, launch(4, { eventName: 'StopInstances' })));
  });
  afterAll(async () => {
    await aws.stop();
    await teams.stop();
  });

  /** Records with the real services. @returns what was written, and said. */
  async function record(to: string, env: Readonly<Record<string, string>>) {
    const options = { owners: [OURS], teamsUrl: teams.url, token: TOKEN };
    const config = writeBytes(
      folder,
      'config.json',
      JSON.stringify({ plugins: { 'acme-curious': { options } } }),
    );
    const facts = join(folder, to, 'facts.json');
    const call = ['record', logs, '--plugin', plugin, '--facts', facts, '--config', config];
    const run = await runFullstop([...call, '--to', join(folder, to)], { cwd: folder, env });
    return { ...run, facts, events: join(folder, to) };
  }

  /** What the plugin reports of each event, from the cassette, while nobody can be reached. */
  async function replay(cassette: Cassette, events: string): Promise<unknown[]> {
    const { CuriousPlugin } = await import(pathToFileURL(join(plugin, 'index.js')).href);
    const network = jest.spyOn(Socket.prototype, 'connect').mockImplementation(() => {
      throw new Error('the network was used');
    });
    const { fetch } = globalThis;
    globalThis.fetch = cassette.fetch();
    try {
      const violations: unknown[] = [];
      for (const name of ['run-instances.json', 'run-instances-2.json', 'run-instances-3.json']) {
        const event = eventFromFile(pathToFileURL(join(events, name)));
        const options = cassette.optionsOf('acme-curious');
        const found = await inspectWith(CuriousPlugin, event, options, { provided: cassette.provided });
        violations.push(...found.map(({ instanceId, metaInfo }) => ({ instanceId, ...Object(metaInfo) })));
      }
      expect(network).not.toHaveBeenCalled();
      return violations;
    } finally {
      globalThis.fetch = fetch;
      network.mockRestore();
    }
  }

  it('writes events and what the plugin was told about them, from which it finds the same without anybody', async () => {
    const { code, stdout, stderr, facts, events } = await record('curious', {
      ...aws.environment,
      FULLSTOP_AWS_ENABLED: 'true',
    });
    expect(stderr.split('\n').map((line) => line.replace(/^(\S+) \S+,/, '$1,'))).toEqual([
      ...[
        'RunInstances, acme-curious: decided, 0 violations',
        'RunInstances, acme-curious: decided, 1 violation',
      ],
      ...['RunInstances, acme-curious: decided, 1 violation', ''],
    ]);
    expect(code).toBe(0);
    expect(stdout.trim().split('\n')).toHaveLength(4);

    const cassette = openCassette(facts);
    const asked = { team: 'payments', team_made_by: 'person-2', roles: ['Deployer', 'Reader'] };
    const [theirs, gone, ...others] = await replay(cassette, events);
    expect(theirs).toEqual({
      ...{ instanceId: 'i-2', ...asked, owner: expect.stringMatching(/^1000000000\d\d$/) },
      trusted: `arn:aws:iam::${Object(theirs).owner}:user/person-2`,
    });
    expect(gone).toMatchObject({ instanceId: 'i-3', ...asked, owner: 'nobody' });
    expect(others).toEqual([]);
    expect({ unused: cassette.unused, missed: cassette.missed }).toEqual({ unused: [], missed: [] });
  });

  it('leaves nothing in there of whose it is', () => {
    const written = readdirSync(join(folder, 'curious')).map((name) =>
      decodeURIComponent(readFileSync(join(folder, 'curious', name), 'utf8')),
    );
    expect(written).toHaveLength(4);
    const planted = [ACCOUNT, OURS, THEIRS, 'jane', 'kmeier', TOKEN, 'a-secret-of-teams', '203.0.113.10'];
    expect(planted.filter((each) => written.join().includes(each!))).toEqual([]);
  });

  it('can be run over what was written, where a cassette is no event', async () => {
    const args = ['dev', plugin, '--events', join(folder, 'curious'), '--once', '--output', 'json'];
    const { code, stdout, stderr } = await runFullstop(args, { cwd: folder });
    expect({ code, stderr }).toEqual({ code: 0, stderr: '' });
    expect(JSON.parse(stdout)).toHaveLength(3);
  });

  it('records what could not be had as that, and says so', async () => {
    const { code, stderr, facts, events } = await record('alone', {});
    expect(code).toBe(0);
    expect(stderr).toMatch(
      /acme-curious: pending, .*asks nobody.* \(FACT_UNAVAILABLE\)\n.*\n.*\nAWS and .* not asked/,
    );
    await expect(replay(openCassette(facts), events)).rejects.toThrow(/^pending, FACT_UNAVAILABLE/);
  });

  it.each([
    [['--plugin', 'x'], /Name both or neither/],
    [['--facts', 'x'], /Name both or neither/],
    [['--plugin', 'no-such-folder', '--facts', 'x'], /no-such-folder holds no package/],
  ])('says what is wrong with %j', async (args, message) => {
    const { code, stderr } = await runFullstop(['record', logs, ...args], { cwd: folder });
    expect(code).toBe(2);
    expect(stderr).toMatch(message);
  });
});
