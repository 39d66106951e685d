import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import {
  BUCKETS,
  type Buckets,
  type CloudTrailEvent,
  defineViolationType,
  type EventPlugin,
  type Finding,
  inject,
  Plugin,
} from '@fullstop/core';
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { anEvent, checkWith, InMemoryBuckets, inspectWith, openCassette } from '../src/index.js';

const NOT_LISTED = defineViolationType({
  id: 'NOT_LISTED',
  title: 'Not listed',
  helpText: 'Is used in tests.',
  severity: 1,
  priority: 2,
});

@Plugin({
  id: 'listed',
  title: 'Listed',
  summary: 'Reports calls by nobody on the list.',
  events: { 'iam.amazonaws.com': ['DeleteRole'] },
  emits: { NOT_LISTED },
})
class ListedPlugin implements EventPlugin<'NOT_LISTED'> {
  constructor(@inject(BUCKETS) private readonly buckets: Buckets) {}

  async inspect({ accountId }: CloudTrailEvent): Promise<Finding<'NOT_LISTED'>[]> {
    const list = await this.buckets.bucket('lists').read(`${accountId}.txt`);
    return list === undefined ? [{ type: 'NOT_LISTED' }] : [];
  }
}

const EVENT = anEvent('iam.amazonaws.com:DeleteRole');
const BEFORE = { ...process.env };

let folder: string;
let file: URL;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'fullstop-cassette-'));
  file = pathToFileURL(join(folder, 'facts.json'));
  for (const name of ['CI', 'FULLSTOP_CASSETTES']) delete process.env[name];
});
afterEach(() => {
  rmSync(folder, { recursive: true, force: true });
  for (const name of ['CI', 'FULLSTOP_CASSETTES']) restore(name, BEFORE[name]);
});

function restore(name: string, value: string | undefined): void {
  if (value === undefined) delete process.env[name];
  else process.env[name] = value;
}

/** A test of an author: the same lines record and replay. */
async function authorsTest(real: Buckets): Promise<readonly string[]> {
  const cassette = openCassette(file, { events: [EVENT] });
  const provided = [{ token: BUCKETS, value: cassette.port(BUCKETS, () => real) }];
  const violations = await inspectWith(ListedPlugin, EVENT, {}, { provided });
  cassette.save();
  return violations.map(({ type }) => type);
}

describe('openCassette', () => {
  it('records when the environment says so, and asks nobody otherwise', async () => {
    const buckets = new InMemoryBuckets();
    process.env.FULLSTOP_CASSETTES = 'record';
    expect(await authorsTest(buckets)).toEqual(['NOT_LISTED']);

    delete process.env.FULLSTOP_CASSETTES;
    await buckets.bucket('lists').write('111122223333.txt', 'now listed');
    expect(await authorsTest(buckets)).toEqual(['NOT_LISTED']);
    expect(readFileSync(file, 'utf8')).toContain("bucket('lists').read('111122223333.txt')");
  });

  it('makes a check fail that asks for what is not on it', async () => {
    process.env.FULLSTOP_CASSETTES = 'record';
    await authorsTest(new InMemoryBuckets());
    delete process.env.FULLSTOP_CASSETTES;
    const cassette = openCassette(file);
    const other = anEvent('iam.amazonaws.com:DeleteRole', { recipientAccountId: '444455556666' });
    const outcome = await checkWith(ListedPlugin, other, { provided: cassette.provided });
    expect(outcome?.unfinished).toMatchObject({
      state: 'failed',
      errorCode: 'CASSETTE_MISS',
      errorMessage: expect.stringContaining("read('444455556666.txt')"),
    });
    expect(cassette.missed).toHaveLength(1);
  });

  it.each([
    ['a build records', { CI: 'true', FULLSTOP_CASSETTES: 'record' }, /not recorded in a build/],
    ['nobody knows the mode', { FULLSTOP_CASSETTES: 'always' }, /FULLSTOP_CASSETTES is always; it can be/],
    ['there is nothing to replay', { CI: 'true' }, /There is no cassette/],
  ])('throws when %s', (_what, environment, message) => {
    Object.assign(process.env, environment);
    expect(() => openCassette(file)).toThrow(message);
  });
});
