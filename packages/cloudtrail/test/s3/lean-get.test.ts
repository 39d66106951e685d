import { createHash, randomBytes } from 'node:crypto';
import { Agent } from 'node:http';
import { crc32 } from 'node:zlib';
import { S3Client } from '@aws-sdk/client-s3';
import { afterAll, afterEach, beforeAll, describe, expect, it } from '@jest/globals';
import { crc32c } from '../../src/s3/crc32c.js';
import { createS3Client, S3Clients, S3ObjectSource, type S3SourceOptions } from '../../src/s3/index.js';
import { requestTemplateOf } from '../../src/s3/lean-get/request-template.js';
import { collected, sleep } from '../support/async.js';
import { type ProxyRequest, s3Error } from './faulty-proxy.js';
import { BUCKET, S3World } from './s3-world.js';

const KEY = 'AWSLogs/x.json.gz';
const credentials = { accessKeyId: 'test', secretAccessKey: 'test' };

let world: S3World;
const environment = { ...process.env };
beforeAll(async () => {
  world = await S3World.start('lean');
});
afterEach(() => {
  process.env = { ...environment };
  world.reset();
});
afterAll(() => world.stop());

async function got(source: S3ObjectSource, etag: string, key = KEY): Promise<Buffer> {
  const object = await source.find({ bucket: BUCKET, key, etag });
  return Buffer.concat(await collected(object.open()));
}

/** Only the SDK counts its attempts in the request. */
const isOfSdk = ({ headers }: ProxyRequest) => headers['amz-sdk-request'] !== undefined;

describe('A lean request', () => {
  it('is what the SDK sends, but for the numbers of its attempts and a wish for the checksum', async () => {
    const etag = await world.put(KEY, 'text');
    for (const client of ['lean', 'sdk'] as const) await got(world.source({ client }), etag);
    const [lean, sdk] = world.proxy.requests;
    expect([isOfSdk(lean!), isOfSdk(sdk!)]).toEqual([false, true]);
    expect(lean?.url).toBe(sdk?.url);

    const names = (request: ProxyRequest | undefined) => Object.keys(request?.headers ?? {}).sort();
    const expected = names(sdk).filter((name) => !name.startsWith('amz-sdk-'));
    expect(names(lean)).toEqual([...expected, 'x-amz-checksum-mode'].sort());
    for (const name of ['host', 'if-match', 'user-agent', 'x-amz-content-sha256', 'x-amz-user-agent'])
      expect([name, lean?.headers[name]]).toEqual([name, sdk?.headers[name]]);
  });

  it.each(['a b+c%2B/ü&=?#.gz', "it's (1)*!~.gz", '/a//b/', 'a/./../b', '💥', '%2F%zz\\"<>^`{|}'])(
    'writes the key %j as the SDK does',
    async (key) => {
      for (const client of ['lean', 'sdk'] as const)
        await got(world.source({ client }), 'e', key).catch(() => undefined);
      const [lean, sdk] = world.proxy.requests;
      expect([isOfSdk(lean!), isOfSdk(sdk!)]).toEqual([false, true]);
      expect(lean?.url).toBe(sdk?.url);
    },
  );

  it('is followed by the SDK when it brought no object, and by a lean one for the next', async () => {
    const etag = await world.put(KEY, 'text');
    world.proxy.faults = ({ attempt }) =>
      attempt === 1 ? s3Error(500, 'InternalError', 'Please try again.') : undefined;
    const source = world.source();
    for (let times = 0; times < 2; times += 1) await got(source, etag);
    expect(world.proxy.requests.map(isOfSdk)).toEqual([false, true, false]);
    expect(world.proxy.requests[1]?.headers['amz-sdk-request']).toContain('attempt=2; max=3');
  });

  it.each(['AWS_ENDPOINT_URL_S3', 'AWS_ENDPOINT_URL'])(
    'goes to %s, with the bucket in the path',
    async (name) => {
      process.env[name] = `http://localhost:${world.proxy.port}`;
      const etag = await world.put(KEY, 'text');
      const clients = new S3Clients(() => createS3Client({ region: 'us-east-1', credentials }));
      expect((await got(new S3ObjectSource(clients), etag)).toString()).toBe('text');
      expect(world.proxy.requests).toMatchObject([{ bucket: BUCKET, key: KEY }]);
      expect(world.proxy.requests.some(isOfSdk)).toBe(false);
      clients.destroy();
    },
  );

  it.each([
    ['eu-west-1', 'a-bucket', 'https://a-bucket.s3.eu-west-1.amazonaws.com', '/'],
    ['eu-west-1', 'a.bucket', 'https://s3.eu-west-1.amazonaws.com', '/a.bucket/'],
    ['cn-north-1', 'a-bucket', 'https://a-bucket.s3.cn-north-1.amazonaws.com.cn', '/'],
    ['us-east-1', 'a-bucket', 'https://a-bucket.s3.us-east-1.amazonaws.com', '/'],
  ])('in %s for the bucket %s goes to %s%s', async (region, bucket, origin, pathPrefix) => {
    const template = await requestTemplateOf(createS3Client({ region, credentials }), { Bucket: bucket });
    expect(template).toMatchObject({ origin, pathPrefix, signingRegion: region, signingService: 's3' });
  });

  it('for a bucket whose requests are signed another way is left to the SDK', async () => {
    const client = createS3Client({ region: 'us-east-1', credentials });
    const Bucket = 'arn:aws:s3::123456789012:accesspoint/mfzwi23gnjvgw.mrap';
    await expect(requestTemplateOf(client, { Bucket })).resolves.toBeUndefined();
  });
});

it('A lean request that waits for a connection is given up at once, and the one before it is not', async () => {
  const etag = await world.put(KEY, 'text');
  world.proxy.faults = ({ attempt }) => (attempt === 1 ? { kind: 'stall', ms: 200 } : undefined);
  const source = world.source({}, { maxSockets: 1 });
  const first = got(source, etag);
  while (world.proxy.requests.length === 0) await sleep(5);
  const abort = new AbortController();
  const reason = new Error('no longer');
  const second = source.versionOf({ bucket: BUCKET, key: KEY, etag }, abort.signal).open();
  const reading = collected(second);
  setTimeout(() => abort.abort(reason), 50);
  await expect(reading).rejects.toBe(reason);
  expect((await first).toString()).toBe('text');
  expect(world.proxy.requests).toHaveLength(1);
  expect((await got(source, etag)).toString()).toBe('text');
});

it('Lean requests that go well earn what the SDK may spend on retries', async () => {
  const etag = await world.put(KEY, 'text');
  const client = createS3Client({
    endpoint: world.proxy.url,
    region: 'us-east-1',
    credentials,
    maxAttempts: 2,
  });
  const source = new S3ObjectSource(new S3Clients(() => client));
  const retries = (await client.config.retryStrategy()) as unknown as { getCapacity(): number };
  const full = retries.getCapacity();
  world.proxy.faults = () => s3Error(500, 'InternalError', 'Please try again.');
  await expect(got(source, etag)).rejects.toMatchObject({ code: 'S3_UNAVAILABLE' });
  const spent = retries.getCapacity();
  expect(spent).toBeLessThan(full);

  world.proxy.faults = () => undefined;
  for (let times = 0; times < 3; times += 1) await got(source, etag);
  expect(retries.getCapacity()).toBe(spent + 3);
  source.clients.destroy();
});

describe('A client of somebody else', () => {
  it.each([
    ['was made elsewhere', () => new S3Client({ ...reaching(), requestHandler: { httpAgent: new Agent() } })],
    [
      'got another request handler',
      () => {
        const client = createS3Client(reaching());
        client.config.requestHandler = new S3Client(reaching()).config.requestHandler;
        return client;
      },
    ],
  ])('that %s keeps its own connections', async (_name, create) => {
    const etag = await world.put(KEY, 'text');
    const clients = new S3Clients(create);
    expect((await got(new S3ObjectSource(clients, { client: 'lean' }), etag)).toString()).toBe('text');
    expect(world.proxy.requests.map(isOfSdk)).toEqual([true]);
    clients.destroy();
  });

  function reaching() {
    return { endpoint: world.proxy.url, region: 'us-east-1', credentials, forcePathStyle: true };
  }
});

describe('A checksum', () => {
  const body = randomBytes(300_001);
  const base64 = (value: number) => {
    const bytes = Buffer.alloc(4);
    bytes.writeUInt32BE(value);
    return bytes.toString('base64');
  };
  const hashed = (algorithm: string) => createHash(algorithm).update(body).digest('base64');
  const right: [string, string][] = [
    ['crc32', base64(crc32(body))],
    ['crc32c', base64(crc32c(body))],
    ['sha1', hashed('sha1')],
    ['sha256', hashed('sha256')],
  ];
  const WRONG: Record<string, string> = {
    crc32: 'AAAAAA==',
    crc32c: 'AAAAAA==',
    sha1: 'AAAA',
    sha256: 'AAAA',
  };

  const notSha256 = ['crc32', 'crc32c', 'sha1'].map((name) => `x-amz-checksum-${name}`);

  async function read(name: string, value: string, options: S3SourceOptions = {}): Promise<Buffer> {
    const etag = await world.put(KEY, body);
    const headers = { [`x-amz-checksum-${name}`]: value };
    const none = right.map(([other]) => `x-amz-checksum-${other}`).filter((other) => !(other in headers));
    world.proxy.faults = () => ({ kind: 'with', headers, without: none });
    return got(world.source(options), etag);
  }

  it.each(right)('%s that is right is passed over', async (name, value) => {
    expect(body.equals(await read(name, value))).toBe(true);
    expect(world.proxy.requests[0]?.headers['x-amz-checksum-mode']).toBe('ENABLED');
  });

  it.each(right)('%s that is wrong is an error that may be gone the next time', async (name) => {
    await expect(read(name, WRONG[name]!)).rejects.toMatchObject({
      code: 'S3_UNAVAILABLE',
      retryable: true,
      message: expect.stringMatching(new RegExp(`the ${name} of what came is \\S+ and not AAAA`)),
    });
  });

  it.each([
    ['of parts', 'crc32', 'AAAAAA==-3'],
    ['that cannot be calculated here', 'crc64nvme', 'AAAAAAAAAAA='],
  ])('%s is not compared', async (_name, name, value) => {
    expect(body.equals(await read(name, value))).toBe(true);
  });

  it.each([
    ['passed over', hashed('sha256'), undefined],
    ['an error', 'AAAA', 'S3_UNAVAILABLE'],
  ])(
    'of the first answer is that of the whole, also when it came in two parts: %s',
    async (_name, value, code) => {
      const etag = await world.put(KEY, body);
      const headers = { 'x-amz-checksum-sha256': value };
      world.proxy.faults = ({ attempt }) =>
        attempt === 1
          ? { kind: 'reset', afterBytes: 100_000, headers, without: notSha256 }
          : { kind: 'with', headers: { 'x-amz-checksum-crc32': 'AAAAAA==' } };
      const outcome = await got(world.source(), etag).catch((error: unknown) => error);
      if (code === undefined) expect(body.equals(outcome as Buffer)).toBe(true);
      else expect(outcome).toMatchObject({ code, message: expect.stringContaining('sha256') });
      expect(world.proxy.requests.map(({ headers: asked }) => asked.range)).toEqual([
        undefined,
        'bytes=100000-',
      ]);
    },
  );

  it.each([
    ['', 0],
    ['123456789', 0xe3069283],
    ['a', 0xc1d04330],
    ['The quick brown fox jumps over the lazy dog', 0x22620404],
  ])('crc32c of %j is known', (text, value) => {
    expect(crc32c(Buffer.from(text))).toBe(value);
  });

  it('crc32c goes on where it stopped, wherever that was', () => {
    for (const at of [0, 1, 7, 8, 9, 63, 300_000])
      expect(crc32c(body.subarray(at), crc32c(body.subarray(0, at)))).toBe(crc32c(body));
  });
});
