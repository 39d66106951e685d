import { CreateBucketCommand, S3Client } from '@aws-sdk/client-s3';
import { describeBucketsContract } from '@fullstop/testing';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { startFauxqs } from 'fauxqs';
import { S3Buckets } from '../src/index.js';

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
