import { createHash } from 'node:crypto';
import { mkdtemp, readdir, readFile, rm, stat, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { gunzipSync } from 'node:zlib';
import { type CloudTrailEvent, gatesOf, type JsonObject, parseEvent } from '@fullstop/core';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { type SampleWorld, writeSampleWorld } from '../src/sample-world/index.js';

const KEY =
  /^AWSLogs\/(\d{12})\/CloudTrail\/([a-z0-9-]+)\/(\d{4})\/(\d{2})\/(\d{2})\/\1_CloudTrail_\2_\3\4\5T\d{4}Z_[A-Za-z0-9]{16}\.json\.gz$/;

interface Read {
  readonly key: string;
  readonly event: CloudTrailEvent;
}

let folder: string;
let world: SampleWorld;
let files: Map<string, Buffer>;
let events: Read[];
let byId: Map<string, CloudTrailEvent>;

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'sample-world-'));
  world = await writeSampleWorld(folder);
  files = await filesBelow(folder);
  events = [...files]
    .filter(([path]) => path.endsWith('.gz'))
    .flatMap(([path, body]) => eventsOf(path, body));
  byId = new Map(events.map(({ event }) => [event.eventID, event]));
});

afterAll(() => rm(folder, { recursive: true, force: true }));

describe('the sample world', () => {
  it('has as many files and records as it says', () => {
    expect(world).toMatchObject({ files: 60, records: 7200, logs: join(folder, 'logs') });
    expect([...files.keys()].filter((path) => path.endsWith('.gz'))).toHaveLength(60);
    expect(events).toHaveLength(7200);
  });

  it('names its log files as CloudTrail does', () => {
    const keys = [...files.keys()]
      .filter((path) => path.startsWith('logs/'))
      .map((path) => path.slice('logs/'.length));
    expect(keys.filter((key) => !KEY.test(key))).toEqual([]);
  });

  it('has nothing but records that can be interpreted, each in a file of its account and region', () => {
    for (const { key, event } of events) {
      expect(key).toContain(`/${event.accountId}/CloudTrail/${event.awsRegion}/`);
    }
  });

  it('is the same for the same seed, byte by byte', async () => {
    await inFolder(async (other) => {
      await writeSampleWorld(other);
      expect(digestsOf(await filesBelow(other))).toEqual(digestsOf(files));
    });
  });

  it('is another one for another seed', async () => {
    await inFolder(async (other) => {
      await writeSampleWorld(other, { seed: 2, files: 4 });
      const common = [...(await filesBelow(other)).keys()].filter(
        (path) => path.endsWith('.gz') && files.has(path),
      );
      expect(common).toEqual([]);
    });
  });

  it('says which violations it wrote', async () => {
    const written = files.get('expected-violations.json')?.toString() ?? '';
    expect(JSON.parse(written)).toEqual(world.expectedViolations);
  });

  it('has some records in two files, and counts their violations once', () => {
    const keysOf = keysByEventId();
    const twice = [...keysOf.values()].filter((keys) => keys.size > 1);
    expect(twice).toHaveLength(world.repeated);
    expect(world.repeated).toBeGreaterThan(50);

    const identities = world.expectedViolations.map(
      ({ event_id, type, instance_id }) => `${event_id} ${type} ${instance_id}`,
    );
    expect(new Set(identities).size).toBe(identities.length);
    const repeatedIds = [...keysOf].filter(([, keys]) => keys.size > 1).map(([id]) => id);
    expect(world.expectedViolations.some(({ event_id }) => repeatedIds.includes(event_id))).toBe(true);
  });

  it.each([
    'EventName in a request',
    'quoted record',
    'text beyond ASCII',
    'failed call',
    'dry run',
    'service without account',
    'foreign caller',
    'old event version',
    'service event',
    'sign-in',
    'data event',
  ])('has this kind of record: %s', (kind) => {
    expect(events.some(({ event }) => KINDS[kind]?.(event))).toBe(true);
  });
});

describe('an expected violation', () => {
  it.each([
    ['WRONG_REGION', 20],
    ['EC2_WITH_KEYPAIR', 15],
    ['LAMBDA_FUNCTION_CREATED_FROM_UNTRUSTED_LOCATION', 15],
  ])('of type %s occurs at least %i times', (type, atLeast) => {
    expect(world.expectedViolations.filter((each) => each.type === type).length).toBeGreaterThanOrEqual(
      atLeast,
    );
  });

  it('belongs to a change that succeeded, in its account and region', () => {
    for (const { account_id, region, event_id } of world.expectedViolations) {
      const event = byId.get(event_id);
      expect(event).toMatchObject({ accountId: account_id, awsRegion: region });
      expect(event && gatesOf(event)).toEqual([]);
    }
  });

  it('names a resource of the response, without a version', () => {
    for (const { event_id, instance_id } of world.expectedViolations) {
      const event = byId.get(event_id);
      expect(JSON.stringify(event?.responseElements)).toContain(`"${instance_id}`);
      expect(instance_id).toMatch(/^i-0[0-9a-f]{16}$|^arn:aws:lambda:[a-z0-9-]+:\d{12}:function:[\w-]+$/);
    }
  });

  it('is never about an allowed region and a wrong one', () => {
    const wrong = world.expectedViolations.filter(({ type }) => type === 'WRONG_REGION');
    expect(wrong.filter(({ region }) => ['eu-west-1', 'eu-central-1'].includes(region))).toEqual([]);
  });

  it('has what the plugins say about it', () => {
    const details = (type: string) =>
      new Set(
        world.expectedViolations
          .filter((each) => each.type === type)
          .map((each) => Object.keys(each.meta_info).join()),
      );
    expect(details('WRONG_REGION')).toEqual(new Set(['allowed_regions', 'function_name,allowed_regions']));
    expect(details('EC2_WITH_KEYPAIR')).toEqual(new Set(['key_name,ami_owner_id,ami_id,ami_name']));
    expect(details('LAMBDA_FUNCTION_CREATED_FROM_UNTRUSTED_LOCATION')).toEqual(
      new Set([
        'function_name,s3_bucket,s3_key,code_source',
        'function_name,s3_bucket,s3_key,code_source,image_uri',
      ]),
    );
  });
});

describe('writing again', () => {
  it('leaves files alone that are right, repairs others, and removes those of an earlier world', async () => {
    await inFolder(async (other) => {
      await writeSampleWorld(other, { files: 6 });
      const [kept = '', broken = '', ...rest] = [...(await filesBelow(other)).keys()].filter((path) =>
        path.endsWith('.gz'),
      );
      const before = await stat(join(other, kept));
      await writeFile(join(other, broken), 'half a file');
      await writeFile(join(other, 'logs', 'mine.txt'), 'not ours');

      await writeSampleWorld(other, { files: 6 });
      expect((await stat(join(other, kept))).mtimeMs).toBe(before.mtimeMs);
      expect((await readFile(join(other, broken))).equals(files.get(broken) ?? Buffer.of())).toBe(true);
      expect(rest).toHaveLength(4);

      await writeSampleWorld(other, { files: 2, seed: 3 });
      const left = [...(await filesBelow(other)).keys()];
      expect(left.filter((path) => path.endsWith('.gz'))).toHaveLength(2);
      expect(left).toContain('logs/mine.txt');
    });
  });
});

const KINDS: Record<string, (event: CloudTrailEvent) => boolean> = {
  'EventName in a request': ({ requestParameters }) =>
    JSON.stringify(requestParameters ?? null).includes('"eventName":"RunInstances"'),
  'quoted record': ({ requestParameters }) =>
    JSON.stringify(requestParameters ?? null).includes('\\"eventName\\":\\"RunInstances\\"'),
  'text beyond ASCII': ({ record }) => JSON.stringify(record).includes('東京'),
  'failed call': (event) => gatesOf(event).includes('failed') && event.eventName === 'RunInstances',
  'dry run': (event) => gatesOf(event).includes('dry-run') && event.eventName === 'RunInstances',
  'service without account': ({ userIdentity }) =>
    userIdentity?.type === 'AWSService' && !userIdentity.accountId,
  'foreign caller': ({ userIdentity, accountId }) =>
    userIdentity?.accountId === '999988887777' && accountId !== '999988887777',
  'old event version': ({ eventVersion, recipientAccountId }) =>
    eventVersion === '1.02' && !recipientAccountId,
  'service event': ({ eventType }) => eventType === 'AwsServiceEvent',
  'sign-in': ({ eventType }) => eventType === 'AwsConsoleSignIn',
  'data event': ({ eventCategory }) => eventCategory === 'Data',
};

function keysByEventId(): Map<string, Set<string>> {
  const keysOf = new Map<string, Set<string>>();
  for (const { key, event } of events)
    keysOf.set(event.eventID, (keysOf.get(event.eventID) ?? new Set()).add(key));
  return keysOf;
}

function digestsOf(contents: Map<string, Buffer>): [path: string, digest: string][] {
  return [...contents].map(([path, body]) => [path, createHash('sha256').update(body).digest('hex')]);
}

function eventsOf(key: string, body: Buffer): Read[] {
  const { Records } = JSON.parse(gunzipSync(body).toString()) as { Records: JsonObject[] };
  return Records.map((record, recordIndex) => ({
    key,
    event: parseEvent(record, { bucket: '', key, recordIndex }),
  }));
}

async function filesBelow(root: string): Promise<Map<string, Buffer>> {
  const entries = await readdir(root, { recursive: true, withFileTypes: true });
  const paths = entries.filter((entry) => entry.isFile()).map((entry) => join(entry.parentPath, entry.name));
  const contents = paths
    .sort()
    .map(async (path) => [path.slice(root.length + 1), await readFile(path)] as const);
  return new Map(await Promise.all(contents));
}

async function inFolder(work: (folder: string) => Promise<void>): Promise<void> {
  const other = await mkdtemp(join(tmpdir(), 'sample-world-'));
  try {
    await work(other);
  } finally {
    await rm(other, { recursive: true, force: true });
  }
}
