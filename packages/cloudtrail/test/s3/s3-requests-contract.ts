import { randomBytes } from 'node:crypto';
import { afterAll, afterEach, beforeAll, describe, expect, it } from '@jest/globals';
import type { LogObject } from '../../src/index.js';
import type { S3ClientKind, S3ObjectSource } from '../../src/s3/index.js';
import { collected, sleep, until } from '../support/async.js';
import { type Fault, s3Error } from './faulty-proxy.js';
import { BUCKET, S3World } from './s3-world.js';
import { signaturesOf } from './signature.js';

const KEY = 'AWSLogs/x.json.gz';

/** What the requests for objects keep, whoever sends them: connections, signatures, credentials, clocks, attempts. */
export function describeS3RequestsContract(client: S3ClientKind): void {
  describe(`The requests of the client ${client}`, () => {
    let world: S3World;
    beforeAll(async () => {
      world = await S3World.start(client);
    });
    afterEach(() => world.reset());
    afterAll(() => world.stop());

    const bytesOf = async (object: LogObject) => Buffer.concat(await collected(object.open()));
    const get = async (source: S3ObjectSource, etag: string, key = KEY) =>
      bytesOf(await source.find({ bucket: BUCKET, key, etag }));

    describe('Connections', () => {
      it('are used again', async () => {
        const etag = await world.put(KEY, 'text');
        const source = world.source();
        for (let times = 0; times < 10; times += 1) await get(source, etag);
        expect(world.proxy.requests).toHaveLength(10);
        // undici takes a second one while it tidies up behind the first.
        expect(world.proxy.connectionsSoFar).toBeLessThanOrEqual(2);
      });

      it('are no more than allowed; further requests wait for one', async () => {
        const body = randomBytes(100_000);
        const etag = await world.put(KEY, body);
        const source = world.source({}, { maxSockets: 2 });
        const bodies = await Promise.all(Array.from({ length: 12 }, () => get(source, etag)));
        expect(bodies.every((got) => body.equals(got))).toBe(true);
        expect(world.proxy.connectionsSoFar).toBe(2);
      });

      it('that S3 closed while nobody used them are made again', async () => {
        const etag = await world.put(KEY, 'text');
        const source = world.source();
        await get(source, etag);
        world.proxy.closeIdle();
        await sleep(20);
        expect((await get(source, etag)).toString()).toBe('text');
        expect(world.proxy.connectionsSoFar).toBe(2);
      });

      it('are closed with the clients', async () => {
        const etag = await world.put(KEY, 'text');
        const source = world.source();
        await get(source, etag);
        expect(world.proxy.connections).toBeGreaterThan(0);
        source.clients.destroy();
        for (let tries = 0; tries < 50 && world.proxy.connections > 0; tries += 1) await sleep(10);
        expect(world.proxy.connections).toBe(0);
      });
    });

    describe('Signatures', () => {
      it.each(['AWSLogs/a b+c%2B/ü&=?#.gz', "it's (1)*!~.gz", '/a//b', 'a/./../b'])(
        'for the key %j are right',
        async (key) => {
          await get(world.source(), 'e', key).catch(() => undefined);
          expect(world.proxy.requests).toHaveLength(1);
          const { given, right, signedHeaders } = signaturesOf(world.proxy.requests[0]!, 'test');
          expect(given).toBe(right);
          expect(signedHeaders).toEqual(expect.arrayContaining(['host', 'if-match', 'x-amz-date']));
        },
      );

      it('of the rest of an object, and of who pays, are right', async () => {
        const etag = await world.put(KEY, randomBytes(900_000));
        world.proxy.faults = ({ attempt }) =>
          attempt === 1 ? { kind: 'reset', afterBytes: 400_000 } : undefined;
        await get(world.source({ requesterPays: true }), etag);
        const [, rest] = world.proxy.requests;
        const { given, right, signedHeaders } = signaturesOf(rest!, 'test');
        expect(rest?.headers.range).toBe('bytes=400000-');
        expect(given).toBe(right);
        expect(signedHeaders).toContain('x-amz-request-payer');
      });
    });

    describe('Credentials', () => {
      it('are renewed before they expire', async () => {
        const etag = await world.put(KEY, 'text');
        let given = 0;
        const credentials = async () => {
          given += 1;
          const expiration = new Date(Date.now() + 60_000);
          return {
            accessKeyId: `key-${given}`,
            secretAccessKey: 's',
            sessionToken: `t-${given}`,
            expiration,
          };
        };
        const source = world.source({}, { credentials });
        await get(source, etag);
        await get(source, etag);
        const used = world.proxy.requests.map(({ headers }) => [
          /Credential=([^/]+)/.exec(headers.authorization ?? '')?.[1],
          headers['x-amz-security-token'],
        ]);
        expect(new Set(used.map(([keyId]) => keyId)).size).toBe(2);
        for (const [keyId, token] of used) expect(token).toBe(String(keyId).replace('key', 't'));
        expect(signaturesOf(world.proxy.requests[1]!, 's')).toMatchObject({
          given: signaturesOf(world.proxy.requests[1]!, 's').right,
        });
      });

      it('that last are asked for once', async () => {
        const etag = await world.put(KEY, 'text');
        let given = 0;
        const credentials = async () => {
          given += 1;
          return { accessKeyId: 'k', secretAccessKey: 's', expiration: new Date(Date.now() + 3_600_000) };
        };
        const source = world.source({}, { credentials });
        for (let times = 0; times < 3; times += 1) await get(source, etag);
        expect(given).toBe(1);
      });

      it('that cannot be had are retryable, and are had when they can', async () => {
        const etag = await world.put(KEY, 'text');
        let isDown = true;
        const credentials = async () => {
          if (isDown) throw Object.assign(new Error('no role'), { name: 'CredentialsProviderError' });
          return { accessKeyId: 'k', secretAccessKey: 's' };
        };
        const source = world.source({}, { credentials });
        await expect(get(source, etag)).rejects.toMatchObject({ code: 'S3_UNAVAILABLE' });
        expect(world.proxy.requests).toHaveLength(0);
        isDown = false;
        expect((await get(source, etag)).toString()).toBe('text');
      });
    });

    it('A clock that is wrong is corrected by what the answer says, for later requests too', async () => {
      const etag = await world.put(KEY, 'text');
      const date = new Date(Date.now() + 3_600_000).toUTCString();
      const skewed = s3Error(403, 'RequestTimeTooSkewed', 'The difference is too large.', {
        headers: { date },
      });
      world.proxy.faults = ({ attempt }) => (attempt === 1 ? skewed : { kind: 'with', headers: { date } });
      const source = world.source();
      for (let times = 0; times < 2; times += 1) await get(source, etag);
      const [first, ...corrected] = world.proxy.requests.map(({ headers }) =>
        msOf(String(headers['x-amz-date'])),
      );
      expect(corrected).toHaveLength(2);
      for (const time of corrected) expect(time - first!).toBeGreaterThan(3_500_000);
    });

    describe('Attempts', () => {
      it('are as many as configured, with pauses between them', async () => {
        const etag = await world.put(KEY, 'text');
        world.proxy.faults = () => s3Error(500, 'InternalError', 'We encountered an internal error.');
        const source = world.source({}, { maxAttempts: 4 });
        await expect(get(source, etag)).rejects.toMatchObject({ code: 'S3_UNAVAILABLE' });
        expect(world.proxy.requests).toHaveLength(4);
      });

      it.each<[string, Fault]>([
        ['502 of a gateway', { kind: 'answer', status: 502, body: '<html>Bad Gateway</html>' }],
        ['503 without a body', { kind: 'answer', status: 503 }],
        ['a reset', { kind: 'reset' }],
        ['400 RequestTimeout', s3Error(400, 'RequestTimeout', 'Your socket connection was not used.')],
      ])('go on after %s', async (_name, fault) => {
        const etag = await world.put(KEY, 'text');
        world.proxy.faults = ({ attempt }) => (attempt === 1 ? fault : undefined);
        expect((await get(world.source(), etag)).toString()).toBe('text');
        expect(world.proxy.requests).toHaveLength(2);
      });

      it('go on after an answer that did not begin in time', async () => {
        const etag = await world.put(KEY, 'text');
        world.proxy.faults = ({ attempt }) => (attempt === 1 ? { kind: 'stall', ms: 3_000 } : undefined);
        const source = world.source({}, { answerTimeoutSeconds: 0.5 });
        expect((await get(source, etag)).toString()).toBe('text');
      });

      it.each([301, 307, 400])('go to the region that an answer with status %d names', async (status) => {
        const etag = await world.put(KEY, 'text');
        const headers = { 'x-amz-bucket-region': 'eu-north-1' };
        world.proxy.faults = ({ region }) =>
          region === 'eu-north-1' ? undefined : s3Error(status, 'Elsewhere', 'It is not here.', { headers });
        const source = world.source();
        for (let times = 0; times < 2; times += 1) await get(source, etag);
        expect(world.proxy.requests.map(({ region }) => region)).toEqual([
          'us-east-1',
          'eu-north-1',
          'eu-north-1',
        ]);
      });

      it('are none for an etag that cannot be written into a request', async () => {
        // The SDK's timers go on after such a request.
        const source = world.source({}, { answerTimeoutSeconds: 0.5, connectTimeoutSeconds: 0.5 });
        await expect(get(source, 'a\nb')).rejects.toMatchObject({ code: 'S3_REQUEST_FAILED' });
        expect(world.proxy.requests).toHaveLength(0);
      });

      it('end with the signal, while an answer is waited for', async () => {
        world.proxy.faults = () => ({ kind: 'stall', ms: 5_000 });
        const abort = new AbortController();
        const reason = new Error('shut down');
        const object = await world.source().find({ bucket: BUCKET, key: KEY, etag: 'e' }, abort.signal);
        const reading = bytesOf(object);
        void until(() => world.proxy.requests.length > 0).then(() => abort.abort(reason));
        await expect(reading).rejects.toBe(reason);
        expect(world.proxy.requests).toHaveLength(1);
      });
    });
  });
}

/** Epoch milliseconds of a time as `x-amz-date` has it. */
function msOf(text: string): number {
  return Date.parse(text.replace(/^(\d{4})(\d\d)(\d\d)T(\d\d)(\d\d)(\d\d)Z$/, '$1-$2-$3T$4:$5:$6Z'));
}
