import { randomBytes } from 'node:crypto';
import { gzipSync } from 'node:zlib';
import { isRetryable } from '@fullstop/core';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import { type LogObject, type ReadReport, StreamingLogReader } from '../../src/index.js';
import { type ObjectGetter, type S3ClientKind, S3ObjectSource } from '../../src/s3/index.js';
import { collected, sleep, until } from '../support/async.js';
import { logName } from '../support/folders.js';
import { call, everything, logOf, packed } from '../support/reading.js';
import { type Fault, type ProxyRequest, redirectTo, s3Error } from './faulty-proxy.js';
import { BUCKET, S3World } from './s3-world.js';

const KEY = `AWSLogs/123456789012/CloudTrail/eu-west-1/2026/01/01/${logName('x')}`;
const DECRYPT =
  'User: arn:aws:sts::111122223333:assumed-role/fullstop/i-1 is not authorized to perform: kms:Decrypt on resource: ' +
  'arn:aws:kms:eu-west-1:999999999999:key/1';

async function read(object: LogObject): Promise<ReadReport> {
  return new StreamingLogReader().read(object.open(), everything, async () => {});
}

/** Lets the first requests of a method go wrong, one after the other. */
function failing(
  method: string,
  ...faults: (Fault | undefined)[]
): (request: ProxyRequest) => Fault | undefined {
  return (request) => (request.method === method ? faults[request.attempt - 1] : undefined);
}

async function rejection(promise: Promise<unknown>): Promise<unknown> {
  return promise.then(
    () => 'nothing was thrown',
    (error: unknown) => error,
  );
}

/** What getting objects from S3 keeps, whoever sends the requests. */
export function describeS3SourceContract(client: S3ClientKind): void {
  describe(`With the client ${client}`, () => {
    let world: S3World;
    beforeAll(async () => {
      world = await S3World.start(client);
    });
    afterEach(() => world.reset());
    afterAll(() => world.stop());

    const ofMethod = (method: string) => world.proxy.requests.filter((request) => request.method === method);
    const bytesOf = async (object: LogObject) => Buffer.concat(await collected(object.open()));
    /** Reads an object until S3 has answered; `rest` reads on, and gives all of it. */
    const begun = async (object: LogObject) => {
      const pieces = object.open()[Symbol.asyncIterator]();
      const first = await pieces.next();
      const rest = async () => {
        const read: Uint8Array[] = [];
        for (let piece = first; !piece.done; piece = await pieces.next()) read.push(piece.value);
        return Buffer.concat(read);
      };
      return { rest };
    };

    describe('Finding an object', () => {
      it('asks S3 for etag and size', async () => {
        const etag = await world.put(KEY, 'twelve bytes');
        const object = await world.source().find({ bucket: BUCKET, key: KEY });
        expect(object).toEqual({
          id: { bucket: BUCKET, key: KEY, etag: etag.replaceAll('"', '') },
          sizeBytes: 12,
          keyAccountId: '123456789012',
          keyRegion: 'eu-west-1',
          open: expect.any(Function),
        });
        expect(ofMethod('HEAD')).toHaveLength(1);
      });

      it.each(['"', ''])('asks nobody when the notification gave an etag (quotes: %j)', async (quote) => {
        const etag = (await world.put(KEY, 'text')).replaceAll('"', '');
        const ref = { bucket: BUCKET, key: KEY, etag: `${quote}${etag}${quote}`, sizeBytes: 4 };
        const object = await world.source().find(ref);
        expect(object).toMatchObject({ id: { bucket: BUCKET, key: KEY, etag }, sizeBytes: 4 });
        expect(world.proxy.requests).toHaveLength(0);
        expect((await bytesOf(object)).toString()).toBe('text');
        expect(world.proxy.requests).toMatchObject([{ method: 'GET', headers: { 'if-match': `"${etag}"` } }]);
      });

      it.each(['a b+c%2B/ü&=?#.gz', "AWSLogs/it's (1)*!.gz"])('takes the key %j as it is', async (key) => {
        await world.put(key, 'text');
        expect((await bytesOf(await world.source().find({ bucket: BUCKET, key }))).toString()).toBe('text');
      });

      it('says who pays only when it is told to', async () => {
        await world.put(KEY, 'text');
        await bytesOf(await world.source({ requesterPays: true }).find({ bucket: BUCKET, key: KEY }));
        await bytesOf(await world.source().find({ bucket: BUCKET, key: KEY }));
        const payers = world.proxy.requests.map(({ headers }) => headers['x-amz-request-payer']);
        expect(payers).toEqual(['requester', 'requester', undefined, undefined]);
      });

      it('learns from a GET what a HEAD could not say', async () => {
        world.proxy.faults = ({ method }) =>
          method === 'HEAD'
            ? { kind: 'answer', status: 403 }
            : s3Error(400, 'ExpiredToken', 'The provided token has expired.');
        const error = await rejection(world.source().find({ bucket: BUCKET, key: KEY }));
        expect(error).toMatchObject({ code: 'S3_UNAVAILABLE', cause: { name: 'ExpiredToken' } });
      });

      it('that a HEAD refused and a GET does not, works', async () => {
        await world.put(KEY, 'text');
        world.proxy.faults = ({ method }) =>
          method === 'HEAD' ? { kind: 'answer', status: 403 } : undefined;
        expect(await world.source().find({ bucket: BUCKET, key: KEY })).toMatchObject({ sizeBytes: 4 });
      });

      it('ends with the reason of its signal', async () => {
        world.proxy.faults = () => ({ kind: 'stall', ms: 5_000 });
        const abort = new AbortController();
        const finding = world.source().find({ bucket: BUCKET, key: KEY }, abort.signal);
        const reason = new Error('shut down');
        void until(() => world.proxy.requests.length > 0).then(() => abort.abort(reason));
        await expect(finding).rejects.toBe(reason);
      });
    });

    describe('A refusal', () => {
      it.each([
        [
          'D19',
          'NoSuchBucket',
          s3Error(404, 'NoSuchBucket', 'The specified bucket does not exist'),
          'BUCKET_NOT_FOUND',
        ],
        [
          'D19',
          'NoSuchKey',
          s3Error(404, 'NoSuchKey', 'The specified key does not exist.'),
          'OBJECT_NOT_FOUND',
        ],
        ['D19', 'AccessDenied', s3Error(403, 'AccessDenied', 'Access Denied'), 'OBJECT_ACCESS_DENIED'],
        ['D20', 'AccessDenied by KMS', s3Error(403, 'AccessDenied', DECRYPT), 'KMS_ACCESS_DENIED'],
        [
          'D20',
          'a key that is off',
          s3Error(400, 'KMS.DisabledException', 'key/1 is disabled'),
          'KMS_ACCESS_DENIED',
        ],
        [
          '-',
          'an archived object',
          s3Error(403, 'InvalidObjectState', "Not valid for the object's storage class", {
            members: { StorageClass: 'GLACIER' },
          }),
          'OBJECT_ARCHIVED',
        ],
      ])('%s: %s is permanent and asked for once, however it is found', async (_id, _name, fault, code) => {
        const etag = await world.put(KEY, 'text');
        world.proxy.faults = ({ method }) =>
          method === 'HEAD' ? ({ ...fault, body: undefined } as Fault) : fault;
        const source = world.source();
        const read = await rejection(bytesOf(await source.find({ bucket: BUCKET, key: KEY, etag })));
        expect(read).toMatchObject({ code, cause: { $metadata: { httpStatusCode: expect.any(Number) } } });
        expect(isRetryable(read)).toBe(false);
        expect(ofMethod('GET')).toHaveLength(1);
        expect(await rejection(source.find({ bucket: BUCKET, key: KEY }))).toMatchObject({ code });
      });

      it('D19: NoSuchBucket and NoSuchKey are what S3 itself says of them', async () => {
        const source = world.source();
        expect(await rejection(source.find({ bucket: 'no-such-bucket', key: KEY }))).toMatchObject({
          code: 'BUCKET_NOT_FOUND',
        });
        expect(await rejection(source.find({ bucket: BUCKET, key: KEY }))).toMatchObject({
          code: 'OBJECT_NOT_FOUND',
        });
      });
    });

    describe('Trouble that passes', () => {
      it.each([
        ['SlowDown', s3Error(503, 'SlowDown', 'Please reduce your request rate.')],
        [
          'InternalError',
          s3Error(500, 'InternalError', 'We encountered an internal error. Please try again.'),
        ],
        ['a reset before the answer', { kind: 'reset' } as const],
      ])('D19: %s is tried again by the client', async (_name, fault) => {
        await world.put(KEY, 'text');
        world.proxy.faults = ({ attempt }) => (attempt === 1 ? fault : undefined);
        expect((await bytesOf(await world.source().find({ bucket: BUCKET, key: KEY }))).toString()).toBe(
          'text',
        );
        expect(world.proxy.requests).toHaveLength(4);
      });

      it.each([
        ['SlowDown', s3Error(503, 'SlowDown', 'Please reduce your request rate.'), 'SlowDown|503'],
        ['ExpiredToken', s3Error(400, 'ExpiredToken', 'The provided token has expired.'), 'ExpiredToken'],
        ['a reset', { kind: 'reset' } as const, 'ECONNRESET|socket hang up'],
        ['an answer that is no HTTP', { kind: 'garbage' } as const, 'Expected HTTP'],
      ])('D19: %s without an end is retryable', async (_name, fault, said) => {
        world.proxy.faults = () => fault;
        const source = world.source({}, { maxAttempts: 2 });
        const object = await source.find({ bucket: BUCKET, key: KEY, etag: 'e' });
        for (const error of [
          await rejection(bytesOf(object)),
          await rejection(source.find({ bucket: BUCKET, key: KEY })),
        ]) {
          expect(error).toMatchObject({ code: 'S3_UNAVAILABLE', message: expect.stringMatching(said) });
          expect(isRetryable(error)).toBe(true);
        }
      });

      it('is an S3 that nobody listens for', async () => {
        const source = world.source({}, { endpoint: 'http://127.0.0.1:9', maxAttempts: 1 });
        const error = await rejection(source.find({ bucket: BUCKET, key: KEY }));
        expect(error).toMatchObject({
          code: 'S3_UNAVAILABLE',
          message: expect.stringContaining('ECONNREFUSED'),
        });
      });

      it('is an answer that does not begin', async () => {
        world.proxy.faults = () => ({ kind: 'stall', ms: 3_000 });
        const source = world.source({}, { answerTimeoutSeconds: 0.1, maxAttempts: 1 });
        const error = await rejection(source.find({ bucket: BUCKET, key: KEY }));
        expect(error).toMatchObject({ code: 'S3_UNAVAILABLE', cause: { name: 'TimeoutError' } });
      });
    });

    describe('A broken body', () => {
      const body = randomBytes(900_000);
      const etagOf = () => world.put(KEY, body);
      const found = async (options = {}) =>
        world.source(options).find({ bucket: BUCKET, key: KEY, etag: await etagOf() });

      it.each([
        ['in the middle', [{ kind: 'reset', afterBytes: 400_000 }]],
        ['before its first byte', [{ kind: 'reset', afterBytes: 0 }]],
        ['before its last byte', [{ kind: 'reset', afterBytes: 899_999 }]],
        [
          'three times',
          [
            { kind: 'reset', afterBytes: 300_000 },
            { kind: 'reset', afterBytes: 1 },
            { kind: 'reset', afterBytes: 200_000 },
          ],
        ],
      ] as [string, Fault[]][])(
        'D19: a reset %s is resumed at the byte where it broke',
        async (_when, faults) => {
          const object = await found();
          world.proxy.faults = failing('GET', ...faults);
          expect(body.equals(await bytesOf(object))).toBe(true);
          expect(ofMethod('GET')).toHaveLength(faults.length + 1);
          expect(ofMethod('GET').every(({ headers }) => headers['if-match'] === `"${object.id.etag}"`)).toBe(
            true,
          );
        },
      );

      it('asks for the rest and not for everything', async () => {
        const object = await found();
        world.proxy.faults = failing('GET', { kind: 'reset', afterBytes: 400_000 });
        await bytesOf(object);
        expect(ofMethod('GET').map(({ headers }) => headers.range)).toEqual([undefined, 'bytes=400000-']);
      });

      it('D19: that breaks more often than allowed is retryable, and says how far it came', async () => {
        const object = await found({ maxResumes: 1 });
        world.proxy.faults = ({ method }) =>
          method === 'GET' ? { kind: 'reset', afterBytes: 100_000 } : undefined;
        const error = await rejection(bytesOf(object));
        expect(error).toMatchObject({ code: 'S3_UNAVAILABLE', cause: expect.anything() });
        expect(String(error)).toMatch(/after 200000 of 900000 bytes, resumed 1 times/);
        expect(ofMethod('GET')).toHaveLength(2);
      });

      it('is never resumed when nobody allows it', async () => {
        const object = await found({ maxResumes: 0 });
        world.proxy.faults = failing('GET', { kind: 'reset', afterBytes: 100_000 });
        expect(isRetryable(await rejection(bytesOf(object)))).toBe(true);
        expect(ofMethod('GET')).toHaveLength(1);
      });

      it('is never continued with another version', async () => {
        const object = await found();
        world.proxy.faults = failing('GET', { kind: 'stall', ms: 200, afterBytes: 400_000 });
        const slow = await begun(object);
        await world.put(KEY, randomBytes(900_000));
        // S3 goes on with the version that it began with.
        expect(body.equals(await slow.rest())).toBe(true);

        const again = await found();
        world.proxy.faults = failing('GET', ...ofMethod('GET').map(() => undefined), {
          kind: 'reset',
          afterBytes: 500,
        });
        const reading = await begun(again);
        await world.put(KEY, randomBytes(900_000));
        expect(await rejection(reading.rest())).toMatchObject({ code: 'OBJECT_CHANGED', retryable: true });
      });

      it('is never continued with another version by a server that does not know If-Match', async () => {
        const object = await found();
        world.proxy.faults = failing(
          'GET',
          { kind: 'reset', afterBytes: 500 },
          { kind: 'without', headers: ['if-match'] },
        );
        const reading = await begun(object);
        await world.put(KEY, randomBytes(900_000));
        expect(await rejection(reading.rest())).toMatchObject({ code: 'OBJECT_CHANGED' });
      });

      it('is an error when the server answers everything instead of the rest', async () => {
        const object = await found();
        world.proxy.faults = failing(
          'GET',
          { kind: 'reset', afterBytes: 500 },
          { kind: 'without', headers: ['range'] },
        );
        const error = await rejection(bytesOf(object));
        expect(error).toMatchObject({ code: 'S3_UNAVAILABLE' });
        expect(String(error)).toContain(
          'bytes from 500 of 900000 were asked for and bytes from 0 of 900000 came',
        );
      });

      it('D19: that stays broken because S3 refuses the rest throws the refusal', async () => {
        const object = await found();
        world.proxy.faults = failing(
          'GET',
          { kind: 'reset', afterBytes: 500 },
          s3Error(403, 'AccessDenied', 'Access Denied'),
        );
        expect(await rejection(bytesOf(object))).toMatchObject({ code: 'OBJECT_ACCESS_DENIED' });
      });

      it('D6: is a complete log to its reader', async () => {
        const log = gzipSync(
          logOf(
            ...Array.from({ length: 5000 }, (_, at) =>
              call('Run', { at, id: randomBytes(8).toString('hex') }),
            ),
          ),
        );
        await world.put(KEY, log);
        const object = await world.source().find({ bucket: BUCKET, key: KEY });
        world.proxy.faults = failing('GET', { kind: 'reset', afterBytes: Math.floor(log.length / 2) });
        expect(await read(object)).toMatchObject({
          records: 5000,
          complete: true,
          compressedBytes: log.length,
        });
        expect(ofMethod('GET')).toHaveLength(2);
      });
    });

    describe('A version', () => {
      it('that was overwritten between HEAD and GET is another one, and found again it is read', async () => {
        await world.put(KEY, 'old');
        const source = world.source();
        const object = await source.find({ bucket: BUCKET, key: KEY });
        await world.put(KEY, 'new');
        expect(await rejection(bytesOf(object))).toMatchObject({ code: 'OBJECT_CHANGED', retryable: true });
        expect((await bytesOf(await source.find({ bucket: BUCKET, key: KEY }))).toString()).toBe('new');
      });

      it('is checked also when the server does not know If-Match', async () => {
        await world.put(KEY, 'old');
        const object = await world.source().find({ bucket: BUCKET, key: KEY });
        await world.put(KEY, 'new');
        world.proxy.faults = () => ({ kind: 'without', headers: ['if-match'] });
        expect(await rejection(bytesOf(object))).toMatchObject({ code: 'OBJECT_CHANGED' });
      });
    });

    describe('A slow body', () => {
      const body = randomBytes(200_000);

      it('that stops for longer than the idle timeout is resumed', async () => {
        await world.put(KEY, body);
        const object = await world.source({ idleTimeoutSeconds: 0.5 }).find({ bucket: BUCKET, key: KEY });
        world.proxy.faults = failing('GET', { kind: 'stall', ms: 10_000, afterBytes: 100_000 });
        expect(body.equals(await bytesOf(object))).toBe(true);
        expect(ofMethod('GET').map(({ headers }) => headers.range)).toEqual([undefined, 'bytes=100000-']);
      });

      it('that stops again and again is retryable', async () => {
        await world.put(KEY, body);
        const object = await world
          .source({ idleTimeoutSeconds: 0.1, maxResumes: 1 })
          .find({ bucket: BUCKET, key: KEY });
        world.proxy.faults = ({ method }) =>
          method === 'GET' ? { kind: 'stall', ms: 10_000, afterBytes: 1000 } : undefined;
        const error = await rejection(bytesOf(object));
        expect(error).toMatchObject({ code: 'S3_UNAVAILABLE' });
        expect(String(error)).toContain('nothing came for too long');
      });

      it('that never stops but takes too long in all ends at the deadline', async () => {
        await world.put(KEY, body);
        const object = await world.source({ deadlineSeconds: 0.5 }).find({ bucket: BUCKET, key: KEY });
        world.proxy.faults = failing('GET', { kind: 'drip', pieceBytes: 1000, pauseMs: 25 });
        const started = performance.now();
        const error = await rejection(bytesOf(object));
        // All pieces together would take 5 s.
        expect(performance.now() - started).toBeLessThan(4_500);
        expect(error).toMatchObject({ code: 'S3_UNAVAILABLE', retryable: true });
        expect(String(error)).toMatch(/longer than the deadline, after \d+ of 200000 bytes/);
        expect(ofMethod('GET')).toHaveLength(1);
      });

      it('that does not even begin ends at the deadline', async () => {
        await world.put(KEY, body);
        const object = await world.source({ deadlineSeconds: 0.2 }).find({ bucket: BUCKET, key: KEY });
        world.proxy.faults = () => ({ kind: 'stall', ms: 10_000 });
        expect(String(await rejection(bytesOf(object)))).toContain('longer than the deadline');
      });

      it('is not what a slow reader makes of it', async () => {
        await world.put(KEY, body);
        const object = await world
          .source({ deadlineSeconds: 0.5, idleTimeoutSeconds: 0.5 })
          .find({ bucket: BUCKET, key: KEY });
        let length = 0;
        for await (const piece of object.open()) {
          length += piece.length;
          await sleep(200);
        }
        expect(length).toBe(200_000);
      });

      it('is left at once when its reader goes while a piece is waited for', async () => {
        await world.put(KEY, body);
        const object = await world.source().find({ bucket: BUCKET, key: KEY });
        world.proxy.faults = failing('GET', { kind: 'stall', ms: 10_000, afterBytes: 0 });
        const pieces = object.open()[Symbol.asyncIterator]();
        const waiting = pieces.next();
        await until(() => ofMethod('GET').length === 1);
        await pieces.return?.();
        expect(await waiting).toEqual({ done: true, value: undefined });
        expect(await pieces.next()).toEqual({ done: true, value: undefined });
        await until(() => world.proxy.answersUnderWay === 0);
      });
    });

    describe('What is in an object', () => {
      it('D6: that was stored cut off is incomplete, each time', async () => {
        const log = packed(
          ...Array.from({ length: 500 }, (_, at) => call('Run', { id: randomBytes(8).toString('hex'), at })),
        );
        await world.put(KEY, log.subarray(0, log.length / 2));
        const object = await world.source().find({ bucket: BUCKET, key: KEY });
        for (const _time of [1, 2]) {
          expect(await read(object)).toMatchObject({
            complete: false,
            problems: [{ code: 'LOG_TRUNCATED' }],
          });
        }
      });

      it('D22: that has no bytes is a format error', async () => {
        await world.put(KEY, '');
        const object = await world.source().find({ bucket: BUCKET, key: KEY });
        expect(object.sizeBytes).toBe(0);
        expect(await read(object)).toMatchObject({
          complete: false,
          records: 0,
          problems: [{ code: 'LOG_EMPTY' }],
        });
      });
    });

    describe('D21: A bucket in another region', () => {
      beforeEach(() => {
        world.proxy.faults = ({ region, bucket }) =>
          bucket === BUCKET && region !== 'eu-central-1' ? redirectTo('eu-central-1') : undefined;
      });

      it('is followed, for HEAD and GET', async () => {
        await world.put(KEY, 'text');
        expect((await bytesOf(await world.source().find({ bucket: BUCKET, key: KEY }))).toString()).toBe(
          'text',
        );
      });

      it('is asked for in the wrong region once only', async () => {
        const etag = await world.put(KEY, 'text');
        const source = world.source();
        for (const _time of [1, 2, 3]) await bytesOf(await source.find({ bucket: BUCKET, key: KEY, etag }));
        expect(world.proxy.requests.map(({ region }) => region)).toEqual([
          'us-east-1',
          'eu-central-1',
          'eu-central-1',
          'eu-central-1',
        ]);
      });

      it('is followed by many requests at the same time, beside those for a bucket that is here', async () => {
        const etag = await world.put(KEY, 'text');
        const source = world.source();
        const many = Array.from({ length: 40 }, async (_, at) => {
          if (at % 2 === 0) return bytesOf(await source.find({ bucket: BUCKET, key: KEY, etag }));
          return rejection(source.find({ bucket: 'local-bucket', key: KEY }));
        });
        const results = await Promise.all(many);
        expect(
          results.filter((result) => Buffer.isBuffer(result) && result.toString() === 'text'),
        ).toHaveLength(20);
        const local = world.proxy.requests.filter(({ bucket }) => bucket === 'local-bucket');
        expect(new Set(local.map(({ region }) => region))).toEqual(new Set(['us-east-1']));
      });

      it.each([
        ['is asked for where the notification says', 'eu-central-1', ['eu-central-1']],
        [
          'is found all the same when the notification is wrong',
          'ap-south-1',
          ['ap-south-1', 'eu-central-1'],
        ],
        ['is found when the notification says nonsense', 'evil.example/#', ['us-east-1', 'eu-central-1']],
      ])('%s', async (_name, region, asked) => {
        const etag = await world.put(KEY, 'text');
        await bytesOf(await world.source().find({ bucket: BUCKET, key: KEY, etag, region }));
        expect(world.proxy.requests.map((request) => request.region)).toEqual(asked);
      });

      it('may be told by a refusal of the signature', async () => {
        const etag = await world.put(KEY, 'text');
        world.proxy.faults = ({ region }) =>
          region === 'eu-central-1'
            ? undefined
            : s3Error(400, 'AuthorizationHeaderMalformed', "the region 'us-east-1' is wrong", {
                members: { Region: 'eu-central-1' },
              });
        const object = await world.source().find({ bucket: BUCKET, key: KEY, etag });
        expect((await bytesOf(object)).toString()).toBe('text');
      });

      it('that sends from one region to the next is not followed for ever', async () => {
        world.proxy.faults = ({ region }) => redirectTo(region === 'eu-west-1' ? 'eu-west-2' : 'eu-west-1');
        const object = await world.source().find({ bucket: BUCKET, key: KEY, etag: 'e' });
        expect(await rejection(bytesOf(object))).toMatchObject({ code: 'S3_REQUEST_FAILED' });
        expect(world.proxy.requests).toHaveLength(2);
      });
    });

    describe('Another way to get objects', () => {
      it('can take the place of the SDK', async () => {
        const asked: unknown[] = [];
        const getter: ObjectGetter = {
          get: async (request) => {
            asked.push(request);
            const body = (async function* () {
              yield Buffer.from('text');
            })();
            return {
              etag: 'e',
              fromByte: 0,
              totalBytes: 4,
              body: Object.assign(body, { destroy: () => {} }),
            };
          },
        };
        const source = new S3ObjectSource(world.clients(), { getter });
        const object = await source.find({ bucket: BUCKET, key: KEY, etag: 'e', region: 'eu-west-1' });
        expect((await bytesOf(object)).toString()).toBe('text');
        expect(asked).toEqual([{ bucket: BUCKET, key: KEY, etag: 'e', region: 'eu-west-1', fromByte: 0 }]);
      });
    });
  });
}
