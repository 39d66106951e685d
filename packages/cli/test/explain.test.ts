import { mkdirSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import type { EventExplanation, FactExplanation, PluginExplanation } from '@fullstop/app/explain';
import { ACCOUNT_ID } from '@fullstop/testing';
import { AwsServer } from '@fullstop/tools/aws-server';
import { type PostgresServer, startPostgresServer } from '@fullstop/tools/postgres';
import { runFullstop } from '@fullstop/tools/process';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import { CommandHost } from './support/command-host.js';
import { projectWithFlakyPlugins } from './support/flaky-plugins.js';
import { logKey, packed, writeBytes } from './support/log-files.js';
import { launch } from './support/processes.js';

const NO_AWS_SDK = fileURLToPath(new URL('support/no-aws-sdk.mjs', import.meta.url));
const EVENT_ID = '00000000-0000-4000-8000-000000000001';

const fullstop = new CommandHost();
let folder: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'fullstop-explain-'));
});
afterEach(() => rmSync(folder, { recursive: true, force: true }));
afterAll(() => fullstop.stop());

async function explainJson(args: string[], env: Record<string, string>, cwd?: string) {
  const run = await fullstop.run(['explain', ...args, '--output', 'json'], { env, cwd });
  expect(run).toMatchObject({ code: 0, stderr: '' });
  return JSON.parse(run.stdout) as EventExplanation[];
}

describe('fullstop explain', () => {
  it('prints a block for each plugin that looks at an event, and a line for each other one', async () => {
    projectWithFlakyPlugins(folder);
    const failedCall = launch(2, { errorCode: 'Client.No\u001b[2J' });
    const log = writeBytes(folder, logKey('a'), packed(launch(1), failedCall));
    const env = { FULLSTOP_CHECK_TIMEOUT_SECONDS: '0.3', FACT_FILE: join(folder, 'none') };
    const { code, stdout, stderr } = await runFullstop(['explain', log], { cwd: folder, env });
    expect({ code, stderr }).toEqual({ code: 0, stderr: '' });

    const [event, good, hangs, throws, waits, failed, others, connection, ...rest] = stdout.split('\n\n');
    expect(event).toContain(`RunInstances of ec2.amazonaws.com, event ${EVENT_ID}\n  account ${ACCOUNT_ID}`);
    expect(good?.split('\n')).toEqual([
      'acme-good (acme-good): 1 violation',
      '  asked for:',
      '    nothing but the event itself',
      '  would report:',
      '    LAUNCHED i-1 (severity 0)',
    ]);
    expect(hangs).toMatch(
      /^acme-hangs .*: failed, a person must look\n {2}why: .*within 0.3 s.* \(CHECK_TIMEOUT\)/,
    );
    expect(throws).toMatch(/^acme-throws .*: failed.*\n {2}why: broken on purpose \(TypeError\)/);
    expect(waits).toMatch(/^acme-waits .*: pending, to be tried again\n {2}why: .*its file is not there/);
    expect(failed).toMatch(/^RunInstances .*\n.*\n.*\n {2}the call failed: Client\.No�\[2J$/);
    expect(others).toMatch(
      /^Not looking at it:\n {2}acme-good: the call failed .*\n {2}acme-hangs: .*\n.*\n {2}acme-waits: .*$/,
    );
    expect(connection).toMatch(/^AWS and the services around were not asked/);
    expect(rest).toEqual([]);
  });

  it('loads nothing of the AWS SDK, and neither do other commands, where AWS is not in reach', async () => {
    const log = writeBytes(folder, 'one.json', JSON.stringify(launch(1)));
    const env = { FULLSTOP_DATA_DIRECTORY: join(folder, 'none') };
    const options = { nodeArguments: ['--import', NO_AWS_SDK], env };
    for (const args of [['explain', log], ['plugins', 'list'], ['config']])
      expect(await runFullstop(args, options)).toMatchObject({ code: 0, stderr: '' });
  });

  it.each([
    [['no-such-file'], /no-such-file is neither a file nor the id of an event/],
    [['.', '--plugin', 'no-such-plugin'], /No installed plugin has the id no-such-plugin/],
    [['.'], /^\. cannot be read: EISDIR/],
  ])('ends with 2 when called with %j', async (args, message) => {
    const { code, stdout, stderr } = await fullstop.run(['explain', ...args]);
    expect({ code, stdout }).toEqual({ code: 2, stdout: '' });
    expect(stderr).toMatch(message);
  });
});

describe('fullstop explain with AWS in reach', () => {
  const IMAGE = { imageId: 'ami-0123456789abcdef0', name: 'Corp-1', ownerId: '444455556666' };
  const USER_DATA = 'application_id: shop\napplication_version: 1.10\n';
  let aws: AwsServer;
  beforeAll(async () => {
    const instances = [{ instanceId: 'i-1', imageId: IMAGE.imageId, userData: USER_DATA }];
    aws = await AwsServer.start({ accounts: { [ACCOUNT_ID]: { images: [IMAGE], instances } } });
  });
  afterAll(() => aws.stop());

  const factsOf = (plugin: PluginExplanation) =>
    plugin.facts.map(({ fact, outcome, value, error }: FactExplanation) =>
      outcome === 'unavailable' ? [fact, outcome, error?.code] : [fact, outcome, value],
    );

  it('tells what EC2 said, and what approved images make of it', async () => {
    const item = { instanceId: 'i-1', imageId: IMAGE.imageId };
    const responseElements = { instancesSet: { items: [item] } };
    const file = writeBytes(folder, 'one.json', JSON.stringify(launch(1, { responseElements })));
    const env = { ...aws.environment, FULLSTOP_DATA_DIRECTORY: join(folder, 'none') };
    const approving = (images: string) => ({ ...env, FULLSTOP_APPROVED_IMAGES: images });
    const call = [file, '-p', 'ami', '-p', 'application-registry'];

    const [approved] = await explainJson(call, approving('111122223333:Other-;444455556666:Corp-'));
    const [ami, registry] = approved!.plugins;
    expect(ami).toMatchObject({ plugin: 'ami', state: 'decided', violations: [] });
    expect(factsOf(ami!)).toEqual([
      ['instances of the event', 'known', ['i-1']],
      ['verdict on the image of i-1', 'known', 'approved'],
    ]);
    expect(registry).toMatchObject({ plugin: 'application-registry', state: 'pending' });
    expect(factsOf(registry!)).toContainEqual(['application id of i-1', 'known', 'shop']);
    expect(factsOf(registry!)).toContainEqual([
      'application in Kio of i-1',
      'unavailable',
      'FACT_UNAVAILABLE',
    ]);

    const [refused] = await explainJson(call, approving('444455556666:Other-'));
    expect(refused!.plugins[0]).toMatchObject({
      plugin: 'ami',
      violations: [{ type: 'WRONG_AMI', instance_id: 'i-1', meta_info: { reason: 'name-not-allowed' } }],
    });
  });
});

describe('fullstop explain with the id of an event', () => {
  let postgres: PostgresServer;
  beforeAll(async () => {
    postgres = await startPostgresServer();
  });
  afterAll(() => postgres.stop());

  it('explains the event of checks that are stored, with what is stored about them', async () => {
    projectWithFlakyPlugins(folder);
    const logs = join(folder, 'logs');
    mkdirSync(logs);
    writeBytes(logs, logKey('a'), packed(launch(1), launch(2)));
    const env = {
      DATABASE_URL: await postgres.createDatabase(),
      FACT_FILE: join(folder, 'none'),
      FULLSTOP_CHECK_TIMEOUT_SECONDS: '0.3',
    };
    await fullstop.run(['replay', logs], { cwd: folder, env });

    const [explanation, ...others] = await explainJson([EVENT_ID], env, folder);
    expect(others).toEqual([]);
    expect(explanation?.event).toMatchObject({ event_id: EVENT_ID, account_id: ACCOUNT_ID });
    const states = explanation?.plugins.map(({ plugin, state, stored_check }) => [
      plugin,
      state,
      stored_check?.state,
      stored_check?.attempts,
    ]);
    expect(states).toEqual([
      ['acme-good', 'decided', undefined, undefined],
      ['acme-hangs', 'failed', 'failed', 1],
      ['acme-throws', 'failed', 'failed', 1],
      ['acme-waits', 'pending', 'pending', 1],
    ]);

    const text = await fullstop.run(['explain', EVENT_ID, '--plugin', 'acme-waits'], { cwd: folder, env });
    expect(text.stdout).toMatch(
      / {2}stored:\n {4}pending after 1 tries, the last one .*, next one .*: the fact/,
    );

    const unknown = '00000000-0000-4000-8000-000000000009';
    const { code, stderr } = await fullstop.run(['explain', unknown], { cwd: folder, env });
    expect(code).toBe(2);
    expect(stderr).toContain(`No unfinished check about event ${unknown} is stored`);
    const { stdout } = await fullstop.run(['checks', 'list', '--json'], { cwd: folder, env });
    // Nothing was tried, and nothing was stored.
    expect(JSON.parse(stdout).map(({ attempts }: { attempts: number }) => attempts)).toEqual(
      Array(6).fill(1),
    );
  });
});
