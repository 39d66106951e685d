import { once } from 'node:events';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { CreateBucketCommand, GetObjectCommand, S3Client } from '@aws-sdk/client-s3';
import { describeBucketsContract } from '@fullstop/testing';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { startFauxqs } from 'fauxqs';
import { S3Buckets } from '../src/clients.js';

let server: Awaited<ReturnType<typeof startFauxqs>>;
beforeAll(async () => {
  server = await startFauxqs({ port: 0, logger: false });
});
afterAll(() => server.stop());

function client(): S3Client {
  const credentials = { accessKeyId: 'a', secretAccessKey: 'b' };
  const endpoint = `http://127.0.0.1:${server.port}`;
  return new S3Client({ endpoint, region: 'us-east-1', credentials, forcePathStyle: true, maxAttempts: 1 });
}

let worlds = 0;

describeBucketsContract('S3Buckets', async () => {
  const s3 = client();
  worlds += 1;
  const prefix = `w${worlds}-`;
  await s3.send(new CreateBucketCommand({ Bucket: `${prefix}a-bucket` }));
  const buckets = new S3Buckets(() => s3);
  return { bucket: (name) => buckets.bucket(prefix + name) };
});

describe('S3Buckets', () => {
  it('lists more than a page', async () => {
    const s3 = client();
    await s3.send(new CreateBucketCommand({ Bucket: 'many' }));
    const bucket = new S3Buckets(() => s3).bucket('many');
    const keys = Array.from({ length: 1100 }, (_, n) => `k/${String(n).padStart(5, '0')}`);
    for (let from = 0; from < keys.length; from += 100) {
      await Promise.all(
        keys.slice(from, from + 100).map((key) => bucket.write(key, '{}', 'application/json')),
      );
    }
    expect(await bucket.keys('k/')).toEqual(keys);
  });

  it('writes bytes as they are', async () => {
    const s3 = client();
    await s3.send(new CreateBucketCommand({ Bucket: 'bytes' }));
    const bytes = Uint8Array.from([0x1f, 0x8b, 0x00, 0xff, 0xc3, 0x28]);
    await new S3Buckets(() => s3).bucket('bytes').write('a.gz', bytes, 'application/gzip');
    const { Body } = await s3.send(new GetObjectCommand({ Bucket: 'bytes', Key: 'a.gz' }));
    expect(await Body?.transformToByteArray()).toEqual(bytes);
  });

  it('says that later may work when a write is ended', async () => {
    const write = new S3Buckets(client)
      .bucket('any')
      .write('a', 'b', 'text/plain', { signal: AbortSignal.abort() });
    await expect(write).rejects.toMatchObject({ retryable: true, code: 'FACT_UNAVAILABLE' });
  });

  it('says that later may work when S3 does not answer in time', async () => {
    const silent = createServer(() => undefined).listen(0, '127.0.0.1');
    await once(silent, 'listening');
    const credentials = { accessKeyId: 'a', secretAccessKey: 'b' };
    const endpoint = `http://127.0.0.1:${(silent.address() as AddressInfo).port}`;
    const s3 = new S3Client({ endpoint, region: 'us-east-1', credentials, forcePathStyle: true });
    const bucket = new S3Buckets(() => s3, { callDeadlineSeconds: 0.1 }).bucket('any');
    for (const call of [bucket.keys('a'), bucket.read('a'), bucket.write('a', 'b', 'text/plain')]) {
      await expect(call).rejects.toMatchObject({ retryable: true, code: 'FACT_UNAVAILABLE' });
      await expect(call).rejects.toThrow('did not end within 0.1 s');
    }
    s3.destroy();
    silent.closeAllConnections();
    silent.close();
  });

  it('says that later may work when the bucket is not there', async () => {
    const bucket = new S3Buckets(client).bucket('not-there');
    for (const call of [bucket.keys('a'), bucket.read('a'), bucket.write('a', '', 'text/plain')]) {
      await expect(call).rejects.toMatchObject({ retryable: true, code: 'FACT_UNAVAILABLE' });
    }
  });

  it('builds no client before it is asked for something', () => {
    const never = () => {
      throw new Error('built');
    };
    expect(new S3Buckets(never).bucket('b')).toBeDefined();
  });
});
