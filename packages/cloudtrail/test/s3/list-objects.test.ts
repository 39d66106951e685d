import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import { listS3Objects, parseS3Url, type S3Entry, type S3ListOptions } from '../../src/s3/index.js';
import { collected } from '../support/async.js';
import { s3Error } from './faulty-proxy.js';
import { BUCKET, S3World } from './s3-world.js';

let world: S3World;
beforeAll(async () => {
  world = await S3World.start();
});
afterEach(() => world.reset());
afterAll(() => world.stop());

const ONE = '111111111111';
const TWO = '222222222222';

function key(account: string, region: string, day: string, time = '0005', unique = 'x'): string {
  const name = `${account}_CloudTrail_${region}_${day.replaceAll('/', '')}T${time}Z_${unique}.json.gz`;
  return `AWSLogs/o-abc123/${account}/CloudTrail/${region}/${day}/${name}`;
}

function keysOf(entries: readonly S3Entry[]): string[] {
  return entries.map((entry) => (entry.kind === 'log' ? entry.object.id.key : entry.path));
}

async function listed(options?: S3ListOptions, prefix = ''): Promise<S3Entry[]> {
  return collected(listS3Objects(world.source(), `s3://${BUCKET}/${prefix}`, options));
}

describe('A listing', () => {
  it('gives logs that can be read, and names what is no log, in the order of keys', async () => {
    const log = key(ONE, 'eu-west-1', '2026/01/02');
    const digest = `AWSLogs/${ONE}/CloudTrail-Digest/eu-west-1/2026/01/02/${ONE}_CloudTrail-Digest_eu-west-1_t_eu-west-1_20260102T000005Z.json.gz`;
    for (const stored of [log, digest, 'AWSLogs/', `AWSLogs/${ONE}/Config/x.json.gz`])
      await world.put(stored, 'text');
    const entries = await listed();
    expect(entries).toEqual([
      { kind: 'skipped', class: 'folder-marker', path: `s3://${BUCKET}/AWSLogs/` },
      { kind: 'skipped', class: 'digest', path: `s3://${BUCKET}/${digest}` },
      { kind: 'skipped', class: 'foreign', path: `s3://${BUCKET}/AWSLogs/${ONE}/Config/x.json.gz` },
      {
        kind: 'log',
        object: {
          id: { bucket: BUCKET, key: log, etag: expect.stringMatching(/^[0-9a-f]{32}$/) },
          sizeBytes: 4,
          keyAccountId: ONE,
          keyRegion: 'eu-west-1',
          open: expect.any(Function),
        },
      },
    ]);
    const [, , , last] = entries;
    if (last?.kind !== 'log') throw new Error('a log expected');
    expect(Buffer.concat(await collected(last.object.open())).toString()).toBe('text');
    expect(world.proxy.requests.map(({ method }) => method)).toEqual(['GET', 'GET']);
  });

  it('of nothing is empty, and of a prefix holds what begins with it', async () => {
    expect(await listed()).toEqual([]);
    for (const stored of ['a/1', 'a/2', 'ab', 'b']) await world.put(stored, '');
    const logName = /./;
    expect(keysOf(await listed({ logName }, 'a'))).toEqual(['a/1', 'a/2', 'ab']);
    expect(keysOf(await listed({ logName }, 'a/'))).toEqual(['a/1', 'a/2']);
  });

  it('goes from page to page', async () => {
    const keys = Array.from({ length: 25 }, (_, at) =>
      key(ONE, 'eu-west-1', '2026/01/02', '0005', `u${at + 10}`),
    );
    for (const stored of keys) await world.put(stored, '');
    expect(keysOf(await listed({ pageSize: 10 }))).toEqual(keys);
    expect(world.proxy.requests).toHaveLength(3);
  });

  it('goes on after a key, of an object that is not there any more too', async () => {
    const keys = ['0005', '0010', '0015', '0020'].map((time) => key(ONE, 'eu-west-1', '2026/01/02', time));
    for (const stored of keys) await world.put(stored, '');
    await world.remove(keys[1]!);
    expect(keysOf(await listed({ startAfter: keys[1]! }))).toEqual(keys.slice(2));
  });

  it('decodes keys that S3 encoded', async () => {
    world.proxy.faults = () => ({
      kind: 'answer',
      status: 200,
      body:
        '<ListBucketResult><IsTruncated>false</IsTruncated><EncodingType>url</EncodingType><Contents>' +
        '<Key>a%2Bb+c%2F%01%C3%BC.gz</Key><ETag>&quot;e&quot;</ETag><Size>1</Size></Contents></ListBucketResult>',
    });
    expect(keysOf(await listed({ logName: /gz$/ }))).toEqual(['a+b c/\u0001ü.gz']);
    expect(world.proxy.requests[0]?.query.get('encoding-type')).toBe('url');
  });

  it('asks S3 only when somebody wants the next page', async () => {
    for (const name of ['a', 'b', 'c']) await world.put(name, '');
    for await (const _entry of listS3Objects(world.source(), `s3://${BUCKET}`, { pageSize: 1 })) break;
    expect(world.proxy.requests).toHaveLength(1);
  });

  it.each([
    ['NoSuchBucket', 404, 'BUCKET_NOT_FOUND'],
    ['AccessDenied', 403, 'OBJECT_ACCESS_DENIED'],
    ['SlowDown', 503, 'S3_UNAVAILABLE'],
  ])('throws what it becomes when S3 says %s', async (name, status, code) => {
    world.proxy.faults = () => s3Error(status, name, 'what S3 says');
    await expect(listed()).rejects.toMatchObject({
      code,
      message: expect.stringContaining('The bucket trail-logs'),
    });
  });

  it('ends with the reason of its signal', async () => {
    for (const name of ['a', 'b']) await world.put(name, '');
    const abort = new AbortController();
    const reason = new Error('enough');
    const listing = listS3Objects(world.source(), `s3://${BUCKET}`, { pageSize: 1, signal: abort.signal });
    await listing.next();
    abort.abort(reason);
    await expect(listing.next()).rejects.toBe(reason);
  });
});

describe('A filter', () => {
  const accounts = [ONE, TWO];
  const regions = ['eu-west-1', 'us-east-1'];
  const days = ['2025/12/31', '2026/01/01', '2026/01/02', '2026/01/03', '2026/01/04', '2026/02/01'];
  const all = accounts.flatMap((account) =>
    regions.flatMap((region) =>
      days.flatMap((day) => ['0000', '1200'].map((time) => key(account, region, day, time))),
    ),
  );
  const foreign = 'elsewhere/notes.txt';

  beforeEach(async () => {
    for (const stored of [...all, foreign]) await world.put(stored, '');
  });

  const from = new Date('2026-01-02T12:00:30Z');
  const to = new Date('2026-01-04T12:00:00Z');
  const between = /20260102T1200|20260103|20260104T0000/;
  it.each<[string, S3ListOptions, (stored: string) => boolean]>([
    ['nothing', {}, () => true],
    ['accounts', { accounts: [TWO] }, (stored) => stored.includes(`/${TWO}/`)],
    ['regions', { regions: ['us-east-1', 'mars-1'] }, (stored) => stored.includes('us-east-1')],
    ['a time', { from, to }, (stored) => between.test(stored)],
    ['a beginning', { from }, (stored) => between.test(stored) || /20260104|202602/.test(stored)],
    ['an end', { to: new Date('2026-01-01T00:01:00Z') }, (stored) => /2025|20260101T0000/.test(stored)],
    [
      'all of it',
      { from, to, accounts: [ONE], regions: ['eu-west-1'] },
      (stored) => stored.includes(`/${ONE}/CloudTrail/eu-west-1`) && between.test(stored),
    ],
    ['accounts to exclude', { accounts: { exclude: [ONE] } }, (stored) => stored.includes(`/${TWO}/`)],
    [
      'regions to exclude',
      { regions: { exclude: ['us-east-1', 'mars-1'] } },
      (stored) => stored.includes('eu-west-1'),
    ],
    ['accounts that are not there', { accounts: ['333333333333'] }, () => false],
  ])('by %s lists what it names, whatever the size of the pages', async (_name, filter, wanted) => {
    for (const pageSize of [1, 3, 1000]) {
      const found = keysOf(await listed({ ...filter, pageSize }));
      expect(found).toEqual([...all.filter(wanted), `s3://${BUCKET}/${foreign}`]);
    }
  });

  it('jumps over folders that cannot hold what is wanted', async () => {
    await listed({
      accounts: [TWO],
      regions: ['us-east-1'],
      from: new Date('2026-01-04T13:00:00Z'),
      pageSize: 1,
    });
    // Account, region, one year and two days are jumped over; three days too near to tell, a month, and a file elsewhere.
    expect(world.proxy.requests.length).toBeLessThan(14);
  });

  it('does not judge by folders that are not those of CloudTrail, nor by names that do not tell', async () => {
    world.reset();
    const copies = [
      `copies/${ONE}/x_CloudTrail.json.gz`,
      `${TWO}/log.json.gz`,
      key(TWO, 'eu-west-1', '2026/01/02').replace('AWSLogs', 'logs'),
    ];
    for (const stored of copies) await world.put(stored, '');
    const found = keysOf(await listed({ accounts: [ONE], from: new Date('2027-01-01'), logName: /gz$/ }));
    expect(found.sort()).toEqual(copies.slice(0, 2).sort());
  });

  it('keeps a log of midnight that lies in the folder of the day before', async () => {
    world.reset();
    const late = key(ONE, 'eu-west-1', '2026/01/02').replace('20260102T0005', '20260103T0000');
    await world.put(late, '');
    expect(keysOf(await listed({ from: new Date('2026-01-03T00:00:00Z') }))).toEqual([late]);
  });
});

describe('An S3 URL', () => {
  it.each([
    ['s3://trail-logs', 'trail-logs', ''],
    ['s3://trail-logs/', 'trail-logs', ''],
    ['s3://trail.logs/a/b c%20+/', 'trail.logs', 'a/b c%20+/'],
    ['s3://abc//x', 'abc', '/x'],
  ])('%s is bucket %s and prefix %j', (url, bucket, prefix) => {
    expect(parseS3Url(url)).toEqual({ bucket, prefix });
  });

  it.each(['', 's3://', 's3:///a', 's3://a b/c', 'https://bucket.s3.amazonaws.com/x', 'trail-logs/x'])(
    'is not %j',
    (url) => {
      expect(() => parseS3Url(url)).toThrow(expect.objectContaining({ code: 'S3_URL_INVALID' }));
    },
  );
});
