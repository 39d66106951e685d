import { HeadObjectCommand } from '@aws-sdk/client-s3';
import { afterAll, afterEach, beforeAll, describe, expect, it } from '@jest/globals';
import { createS3Client, S3Clients } from '../../src/s3/index.js';
import { BUCKET, S3World } from './s3-world.js';

let world: S3World;
const environment = { ...process.env };
beforeAll(async () => {
  world = await S3World.start();
  await world.put('key', 'text');
});
afterEach(() => {
  process.env = { ...environment };
  world.proxy.reset();
});
afterAll(() => world.stop());

const HEAD = new HeadObjectCommand({ Bucket: BUCKET, Key: 'key' });
const credentials = { accessKeyId: 'test', secretAccessKey: 'test' };

describe('An S3 client', () => {
  it.each(['AWS_ENDPOINT_URL_S3', 'AWS_ENDPOINT_URL'])('names buckets in the path of %s', async (name) => {
    // A name and not an address, for which the SDK does it by itself.
    process.env[name] = `http://localhost:${world.proxy.port}`;
    const client = createS3Client({ region: 'us-east-1', credentials });
    await client.send(HEAD);
    expect(world.proxy.requests).toMatchObject([{ bucket: BUCKET, key: 'key' }]);
    client.destroy();
  });

  it('names buckets in the path of an endpoint that it is given', async () => {
    const endpoint = `http://localhost:${world.proxy.port}`;
    const client = createS3Client({ endpoint, region: 'us-east-1', credentials });
    await client.send(HEAD);
    expect(world.proxy.requests).toMatchObject([{ bucket: BUCKET, key: 'key' }]);
    client.destroy();
  });

  it('names buckets in the host of AWS', async () => {
    const client = createS3Client({ region: 'eu-west-1', credentials });
    let host = '';
    client.middlewareStack.add(
      (next) => async (args) => {
        host = (args.request as { hostname: string }).hostname;
        return next(args).catch(() => Promise.reject(new Error('not sent')));
      },
      { step: 'finalizeRequest', priority: 'high' },
    );
    client.middlewareStack.add(() => () => Promise.reject(new Error('not sent')), {
      step: 'finalizeRequest',
    });
    await expect(client.send(HEAD)).rejects.toThrow();
    expect(host).toBe(`${BUCKET}.s3.eu-west-1.amazonaws.com`);
    client.destroy();
  });
});

describe('Clients', () => {
  it('are made once for each region, when they are needed', async () => {
    const made: (string | undefined)[] = [];
    const clients = new S3Clients((region) => {
      made.push(region);
      return createS3Client({ region: region ?? 'us-east-1', credentials });
    });
    expect(made).toEqual([]);
    const regionOf = (hint?: string) => clients.run(BUCKET, hint, (client) => client.config.region());
    const regions = await Promise.all([regionOf(), regionOf('eu-west-1'), regionOf('eu-west-1'), regionOf()]);
    expect(regions).toEqual(['us-east-1', 'eu-west-1', 'eu-west-1', 'us-east-1']);
    expect(made).toEqual([undefined, 'eu-west-1']);
    clients.destroy();
  });

  it('are not made without an end for regions that messages name', async () => {
    let made = 0;
    const clients = new S3Clients((region) => {
      made += 1;
      return createS3Client({ region: region ?? 'us-east-1', credentials });
    });
    for (let at = 0; at < 200; at++) await clients.run(BUCKET, `forged-${at}`, async () => {});
    expect(made).toBeLessThanOrEqual(65);
    clients.destroy();
  });
});
