import { describe, expect, it, jest } from '@jest/globals';
import fc from 'fast-check';
import { parseNotification } from '../../src/queue/index.js';

const KEY = 'AWSLogs/1/CloudTrail/eu-west-1/2026/01/01/1_CloudTrail_eu-west-1_20260101T0005Z_a.json.gz';

const json = JSON.stringify;
const inSns = (message: unknown): string =>
  json({ Type: 'Notification', MessageId: 'm', TopicArn: 'arn:aws:sns:eu-west-1:1:t', Message: message });
const notice = (s3ObjectKey: unknown): string => json({ s3Bucket: 'logs', s3ObjectKey });
const s3Record = (bucket: string, key: string, eventName = 'ObjectCreated:Put') => ({
  eventName,
  awsRegion: 'eu-west-1',
  s3: { bucket: { name: bucket }, object: { key, size: 12, eTag: 'abc' } },
});
const s3Event = (...records: unknown[]): string => json({ Records: records });
const bridge = (key: string, detailType = 'Object Created'): string =>
  json({
    source: 'aws.s3',
    'detail-type': detailType,
    region: 'eu-west-1',
    detail: { bucket: { name: 'logs' }, object: { key, size: 12, etag: 'abc' } },
  });
const inRecord = { etag: 'abc', sizeBytes: 12, region: 'eu-west-1', eventName: 'ObjectCreated:Put' };

function keysOf(body: string): string[] {
  const notification = parseNotification(body);
  return notification.kind === 'objects' ? notification.objects.map(({ key }) => key) : [];
}

describe("CloudTrail's own notification", () => {
  it('M1: one key is one object', () => {
    const objects = [{ bucket: 'logs', key: KEY }];
    expect(parseNotification(inSns(notice([KEY])))).toEqual({ kind: 'objects', objects });
  });

  it('M2: thirty keys are thirty objects, in order', () => {
    const keys = Array.from({ length: 30 }, (_, at) => `${KEY}-${at}`);
    expect(keysOf(inSns(notice(keys)))).toEqual(keys);
  });

  it('M3: the key may be a single text', () => {
    expect(keysOf(inSns(notice(KEY)))).toEqual([KEY]);
  });

  it('M8: it may come without an envelope', () => {
    expect(keysOf(notice([KEY]))).toEqual([KEY]);
  });

  it('keys are taken as they are, blanks and escapes too', () => {
    expect(keysOf(notice([' a%20b+c ']))).toEqual([' a%20b+c ']);
  });

  it('what is no key among keys is left out; no key at all is no notification', () => {
    expect(keysOf(notice([KEY, 1, null, '']))).toEqual([KEY]);
    expect(parseNotification(notice([]))).toEqual({ kind: 'ignored', reason: 'no-object' });
    expect(parseNotification(notice([1])).kind).toBe('unreadable');
  });
});

describe('S3 events', () => {
  it('M4: a creation is an object, inside SNS', () => {
    const objects = [{ bucket: 'logs', key: KEY, ...inRecord }];
    expect(parseNotification(inSns(s3Event(s3Record('logs', KEY))))).toEqual({ kind: 'objects', objects });
  });

  it('M5: each key comes with the bucket of its own record', () => {
    const notification = parseNotification(inSns(s3Event(s3Record('one', 'a'), s3Record('two', 'b'))));
    const objects = [
      { bucket: 'one', key: 'a', ...inRecord },
      { bucket: 'two', key: 'b', ...inRecord },
    ];
    expect(notification).toEqual({ kind: 'objects', objects });
  });

  it.each([
    'ObjectRemoved:Delete',
    'ObjectRestore:Completed',
    'ObjectTagging:Put',
    'LifecycleExpiration:Delete',
  ])('M6: %s announces nothing', (eventName) => {
    const event = s3Event(s3Record('logs', KEY, eventName));
    for (const body of [event, inSns(event)]) {
      expect(parseNotification(body)).toEqual({ kind: 'ignored', reason: 'no-object' });
    }
    expect(keysOf(s3Event(s3Record('logs', 'gone', eventName), s3Record('logs', 'new')))).toEqual(['new']);
  });

  it.each([
    ['prefix%3D1/my+logs/%C3%BC.json.gz', 'prefix=1/my logs/ü.json.gz'],
    ['a%2Bb', 'a+b'],
    ['100%+sure', '100%+sure'],
    ['bad%C3escape+', 'bad%C3escape+'],
  ])('M7: the key %s is %s', (encoded, key) => {
    expect(keysOf(s3Event(s3Record('logs', encoded)))).toEqual([key]);
  });

  it('records without bucket or key are left out, unless none is left', () => {
    const odd = [{ eventName: 'ObjectCreated:Put' }, null, 1, { s3: { bucket: {}, object: { key: 'x' } } }];
    expect(keysOf(s3Event(...odd, s3Record('logs', KEY)))).toEqual([KEY]);
    expect(parseNotification(s3Event(...odd)).kind).toBe('unreadable');
  });

  it('M15: a key that ends in a slash is an object; its name says what it is', () => {
    expect(keysOf(s3Event(s3Record('logs', 'AWSLogs/')))).toEqual(['AWSLogs/']);
  });
});

describe('what announces nothing', () => {
  const test = json({ Service: 'Amazon S3', Event: 's3:TestEvent', Bucket: 'logs' });

  it.each([test, inSns(test)])("M9: S3's test event is ignored: %s", (body) => {
    expect(parseNotification(body)).toEqual({ kind: 'ignored', reason: 'test-event' });
  });

  it.each([inSns('CloudTrail validation message.'), 'CloudTrail validation message.'])(
    "M10: CloudTrail's validation text is ignored: %s",
    (body) => {
      expect(parseNotification(body)).toEqual({ kind: 'ignored', reason: 'validation-message' });
    },
  );

  it.each(['SubscriptionConfirmation', 'UnsubscribeConfirmation'])(
    'M12: %s is ignored, and its address is not visited',
    (Type) => {
      const fetch = jest.spyOn(globalThis, 'fetch');
      const body = json({ Type, Message: 'You have chosen', SubscribeURL: 'https://example.org/confirm' });
      expect(parseNotification(body)).toEqual({ kind: 'ignored', reason: 'subscription' });
      expect(fetch).not.toHaveBeenCalled();
      fetch.mockRestore();
    },
  );
});

describe('EventBridge', () => {
  it.each([bridge('a%3Db+c'), inSns(bridge('a%3Db+c'))])('M11: the key is not decoded: %s', (body) => {
    const objects = [{ bucket: 'logs', key: 'a%3Db+c', ...inRecord, eventName: 'Object Created' }];
    expect(parseNotification(body)).toEqual({ kind: 'objects', objects });
  });

  it('other events of objects announce nothing', () => {
    expect(parseNotification(bridge(KEY, 'Object Deleted'))).toEqual({
      kind: 'ignored',
      reason: 'no-object',
    });
  });

  it('an event without a bucket is unreadable', () => {
    const body = json({
      source: 'aws.s3',
      'detail-type': 'Object Created',
      detail: { object: { key: KEY } },
    });
    expect(parseNotification(body).kind).toBe('unreadable');
  });
});

describe('M13: anything else is unreadable', () => {
  it.each([
    'not json',
    '{}',
    '[]',
    'null',
    '7',
    '""',
    '',
    '{"Message":null}',
    '{"Message":"{}"}',
    '{"Message":"[]"}',
    '{"Message":{"s3Bucket":"b","s3ObjectKey":["k"]}}',
    '{"Message":"not json"}',
    '{"s3Bucket":"b"}',
    '{"__proto__":{"s3Bucket":"b","s3ObjectKey":["k"]}}',
    '{"source":"aws.ec2","detail-type":"Object Created"}',
  ])('%s', (body) => {
    const notification = parseNotification(body);
    expect(notification.kind).toBe('unreadable');
  });

  it.each([
    ['noise', 'x\u0000\ud800'.repeat(90_000)],
    ['nesting', '['.repeat(256 * 1024)],
    ['nesting inside', json({ Message: '{"a":'.repeat(50_000) })],
  ])('256 KB of %s', (_what, body) => {
    const notification = parseNotification(body);
    expect(notification).toEqual({ kind: 'unreadable', problem: expect.stringMatching(/^.{1,100}$/) });
  });
});

describe('a total function', () => {
  const values = fc.oneof(
    fc.jsonValue(),
    fc.constantFrom(
      'aws.s3',
      'Object Created',
      'ObjectCreated:Put',
      's3:TestEvent',
      'Notification',
      '%',
      '%E0%A4%A',
    ),
  );
  const member = (...names: string[]) =>
    fc.dictionary(fc.oneof(fc.constantFrom(...names), fc.string()), values, { maxKeys: 6 });
  const details = member('bucket', 'object', 'name', 'key', 's3', 'size');
  const tops = fc
    .tuple(
      member('Type', 'Event', 's3Bucket', 's3ObjectKey', 'source', 'detail-type', 'detail', 'Records'),
      fc.option(fc.array(fc.oneof(values, details, fc.record({ s3: details })))),
      fc.option(details),
    )
    .map(([top, Records, detail]) => ({ ...top, ...(Records && { Records }), ...(detail && { detail }) }));
  const bodies = fc.oneof(
    fc.string({ unit: 'binary' }),
    fc.json(),
    tops.map((top) => json(top)),
    tops.map((top) => inSns(json(top))),
  );

  it('whatever a body is, it is one of three things', () => {
    fc.assert(
      fc.property(bodies, (body) => {
        const notification = parseNotification(body);
        expect(['objects', 'ignored', 'unreadable']).toContain(notification.kind);
        if (notification.kind !== 'objects') return;
        expect(notification.objects.length).toBeGreaterThan(0);
        for (const { bucket, key } of notification.objects) {
          expect(bucket === '' || key === '').toBe(false);
        }
      }),
      { numRuns: 1_500 },
    );
  });

  it('a key that S3 encoded comes back as it was', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'grapheme', minLength: 1 }), (key) => {
        const encoded = encodeURIComponent(key).replaceAll('%20', '+').replaceAll('%2F', '/');
        expect(keysOf(s3Event(s3Record('logs', encoded)))).toEqual([key]);
      }),
    );
  });
});
