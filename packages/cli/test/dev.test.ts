import { mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { EventExplanation } from '@fullstop/app/explain';
import { CHECKOUT, runFullstop } from '@fullstop/tools/process';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { logKey, packed, writeBytes } from './support/log-files.js';
import { launch } from './support/processes.js';

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
