import { FullstopError, RetryableError } from '@fullstop/core';
import { beforeEach, describe, expect, it } from '@jest/globals';
import { failureClassOf, failureOf } from '../../src/queue/failure.js';
import type { MessageOutcome, QueueMessage } from '../../src/queue/index.js';
import { RedeliveryPolicy } from '../../src/queue/redelivery-policy.js';
import { gate } from '../support/async.js';
import { aLog, aLogWorld, BUCKET, type LogWorld, logKey, notice } from './support/log-world.js';

const [A, B, C] = [logKey('a'), logKey('b'), logKey('c')];

let world: LogWorld;
beforeEach(async () => {
  world = await aLogWorld();
});

function aMessage(body: string, receiveCount = 1): QueueMessage {
  return { id: 'm-1', body, receiveCount };
}

function process(body: string, receiveCount = 1): Promise<MessageOutcome> {
  return world.processor().process(aMessage(body, receiveCount));
}

function codeOf(outcome: MessageOutcome): string | undefined {
  return outcome.kind === 'done' ? undefined : `${outcome.kind} ${outcome.failure.code}`;
}

describe('objects of a message', () => {
  it('7-D1: a message is done when what its objects show is stored', async () => {
    world.source.put(A, aLog('e-1', 'e-2')).put(B, aLog('e-3'));
    expect(await process(notice(A, B))).toEqual({ kind: 'done' });
    expect(world.eventIds()).toEqual(['e-1', 'e-2', 'e-3']);
    expect(world.told.lines).toEqual([`object processed ${A}`, `object processed ${B}`]);
  });

  it('an object named twice in a message is read once', async () => {
    world.source.put(A, aLog('e-1'));
    expect(await process(notice(A, A))).toEqual({ kind: 'done' });
    expect(world.source.found).toEqual([A]);
  });

  it.each([
    [
      'digest',
      'AWSLogs/1/CloudTrail-Digest/1_CloudTrail-Digest_eu-west-1_t_eu-west-1_20260101T000500Z.json.gz',
    ],
    [
      'digest',
      'AWSLogs/o-1/1/CloudTrail-Digest/1_CloudTrail-Digest_eu-west-1_t_eu-west-1_20260101T000500Z.json.gz',
    ],
    ['insight', 'AWSLogs/1/CloudTrail-Insight/1_CloudTrail-Insight_eu-west-1_20260101T0005Z_a.json.gz'],
    ['other-trail', 'AWSLogs/1/x/1_CloudTrail-NetworkActivity_eu-west-1_20260101T0005Z_a.json.gz'],
    ['foreign', 'AWSLogs/1/Config/eu-west-1/2026/1/1/ConfigHistory/1_Config_eu-west-1_x.json.gz'],
    ['folder-marker', 'AWSLogs/1/CloudTrail/'],
  ])('M14, 7-D6: an object of class %s is skipped without asking for it', async (objectClass, key) => {
    expect(await process(notice(key))).toEqual({ kind: 'done' });
    expect(world.source.found).toEqual([]);
    expect(world.told.lines).toEqual([`skipped ${objectClass} ${key}`]);
  });

  it('M14: a file of an unknown kind is warned of once', async () => {
    const processor = world.processor();
    const keys = ['a', 'b'].map((unique) => `1_CloudTrail-New_eu-west-1_20260101T0005Z_${unique}.json.gz`);
    await processor.process(aMessage(notice(...keys)));
    await processor.process(aMessage(notice(...keys)));
    expect(world.lines.of('warn')).toHaveLength(1);
  });

  it('M15, 7-D2: a message with folder markers only is done', async () => {
    expect(await process(notice('AWSLogs/', `${A}/`))).toEqual({ kind: 'done' });
    expect(world.source.found).toEqual([]);
  });

  it('M16: an account need not be a number', async () => {
    const key = 'abc_CloudTrail_us-east-1_20260101T0005Z_a.json.gz';
    world.source.put(key, aLog('e-1'));
    expect(await process(notice(key))).toEqual({ kind: 'done' });
    expect(world.eventIds()).toEqual(['e-1']);
  });

  it('a name pattern lets other names in', async () => {
    world.source.put('copy-7.gz', aLog('e-1'));
    const processor = world.processor({ logName: /^copy-\d+\.gz$/ });
    expect(await processor.process(aMessage(notice('copy-7.gz')))).toEqual({ kind: 'done' });
    expect(world.eventIds()).toEqual(['e-1']);
  });

  it('an object that the filter does not want is done and counted, without asking for it', async () => {
    world.source.put(A, aLog('e-1')).put(B, aLog('e-2'));
    const [_all, accountId] = /(\d{12})_CloudTrail/.exec(A) ?? [];
    const unwanted = A.replaceAll(String(accountId), '999999999999');
    const processor = world.processor({ filter: { accounts: { exclude: ['999999999999'] } } });
    expect(await processor.process(aMessage(notice(unwanted, B)))).toEqual({ kind: 'done' });
    expect(world.source.found).toEqual([B]);
    expect(world.told.lines).toEqual([`skipped unwanted-account ${unwanted}`, `object processed ${B}`]);
  });

  it.each([
    ['M9', 'test-event', '{"Event":"s3:TestEvent"}'],
    ['M10, 7-D3', 'validation-message', 'CloudTrail validation message.'],
    ['M12', 'subscription', '{"Type":"SubscriptionConfirmation","SubscribeURL":"https://example.org"}'],
    ['7-D2', 'no-object', '{"Records":[]}'],
  ])('%s: a message ignored as %s is done and counted', async (_id, reason, body) => {
    expect(await process(body)).toEqual({ kind: 'done' });
    expect(world.told.lines).toEqual([`ignored m-1 ${reason}`]);
    expect(world.lines.of('warn')).toHaveLength(reason === 'subscription' ? 1 : 0);
  });
});

describe('objects that fail', () => {
  it('Q10, 7-D9: those that are done are not repeated', async () => {
    world.source.put(A, aLog('e-1')).put(B, new RetryableError('S3_UNAVAILABLE', 'slow')).put(C, aLog('e-3'));
    expect(codeOf(await process(notice(A, B, C)))).toBe('retry S3_UNAVAILABLE');
    expect(world.eventIds()).toEqual(['e-1', 'e-3']);

    world.source.put(B, aLog('e-2'));
    expect(await process(notice(A, B, C), 2)).toEqual({ kind: 'done' });
    expect(world.source.opened).toEqual([A, C, B]);
    expect(world.eventIds()).toEqual(['e-1', 'e-3', 'e-2']);
  });

  it.each(['OBJECT_NOT_FOUND', 'BUCKET_NOT_FOUND', 'OBJECT_ACCESS_DENIED', 'KMS_ACCESS_DENIED'])(
    '7-D7: %s is tried again until the tenth receive',
    async (code) => {
      world.source.put(A, new FullstopError(code, 'no'));
      for (const receive of [1, 2, 9])
        expect(codeOf(await process(notice(A), receive))).toBe(`retry ${code}`);
      const outcome = await process(notice(A), 10);
      expect(outcome).toMatchObject({
        kind: 'poison',
        failure: { code, message: 'no', bucket: BUCKET, key: A },
      });
    },
  );

  it('7-D7: a passing error too is tried again until the tenth receive', async () => {
    world.source.put(A, new RetryableError('S3_UNAVAILABLE', 'slow'));
    expect(codeOf(await process(notice(A), 9))).toBe('retry S3_UNAVAILABLE');
    expect(codeOf(await process(notice(A), 10))).toBe('poison S3_UNAVAILABLE');
  });

  it('a permanent error is poison at once, but not while another object may still succeed', async () => {
    world.source.put(A, new FullstopError('OBJECT_ARCHIVED', 'no'));
    expect(codeOf(await process(notice(A)))).toBe('poison OBJECT_ARCHIVED');
    world.source.put(B, new RetryableError('S3_UNAVAILABLE', 'slow'));
    expect(codeOf(await process(notice(A, B)))).toBe('retry S3_UNAVAILABLE');
    expect(codeOf(await process(notice(A, B), 10))).toBe('poison OBJECT_ARCHIVED');
  });

  it.each([
    ['LOG_TRUNCATED', aLog('e-1').subarray(0, -12), 'retry'],
    ['LOG_EMPTY', Buffer.alloc(0), 'poison'],
    ['LOG_NOT_JSON', Buffer.from('nothing'), 'poison'],
    ['LOG_WITHOUT_RECORDS', Buffer.from('{"a":1}'), 'poison'],
  ])('7-D8: %s', async (code, content, first) => {
    world.source.put(A, content);
    expect(codeOf(await process(notice(A)))).toBe(`${first} ${code}`);
    const outcome = await process(notice(A), 2);
    expect(outcome).toMatchObject({ kind: 'poison', failure: { code, bucket: BUCKET, key: A } });
  });

  it('7-D8: a corrupt object is downloaded once more', async () => {
    const corrupt = Buffer.from(aLog('e-1'));
    corrupt[corrupt.length - 6]! ^= 0xff;
    world.source.put(A, corrupt);
    expect(codeOf(await process(notice(A)))).toBe('retry LOG_CORRUPT');
    world.source.put(A, aLog('e-1'));
    expect(await process(notice(A), 2)).toEqual({ kind: 'done' });
  });

  it('an object that was replaced after it was announced is read as it is now', async () => {
    const asked: (string | undefined)[] = [];
    const source = {
      find: async (object: { bucket: string; key: string; etag?: string }) => {
        asked.push(object.etag);
        if (object.etag !== undefined) throw new RetryableError('OBJECT_CHANGED', 'changed');
        return world.source.put(A, aLog('e-1')).find(object);
      },
    };
    const body = JSON.stringify({
      Records: [{ s3: { bucket: { name: BUCKET }, object: { key: A, eTag: 'old' } } }],
    });
    expect(await world.processor({ source }).process(aMessage(body))).toEqual({ kind: 'done' });
    expect(asked).toEqual(['old', undefined]);
  });

  it('M13, 7-D4, 7-D5: an unreadable message is tried again, then poison', async () => {
    for (const body of ['not json', '{}', '{"Message":null}']) {
      expect(codeOf(await process(body))).toBe('retry NOTIFICATION_UNREADABLE');
      expect(codeOf(await process(body, 10))).toBe('poison NOTIFICATION_UNREADABLE');
    }
  });

  it('7-D14: a store that is down fails the message; nothing of it counts as done', async () => {
    world.source.put(A, aLog('e-1'));
    world.store.isDown = true;
    expect(codeOf(await process(notice(A)))).toBe('retry DATABASE_UNAVAILABLE');
    world.store.isDown = false;
    expect(await process(notice(A), 2)).toEqual({ kind: 'done' });
    expect(world.eventIds()).toEqual(['e-1']);
  });

  it('log lines name message, bucket and key', async () => {
    world.source.put(A, new FullstopError('OBJECT_NOT_FOUND', 'no'));
    await process(notice(A));
    const fields = { sqs_message_id: 'm-1', s3_bucket: BUCKET, s3_key: A };
    expect(world.lines.of('warn')[0]?.fields).toMatchObject(fields);
  });
});

describe('a signal', () => {
  it('ends the work although the source hangs, and stores nothing', async () => {
    const never = gate();
    world.source.put(A, aLog('e-1')).beforeRead = () => never.opened;
    const abort = new AbortController();
    const work = world.processor().process(aMessage(notice(A, B)), abort.signal);
    const reason = new Error('enough');
    setTimeout(() => abort.abort(reason), 20);
    await expect(work).rejects.toBe(reason);
    never.open();
    expect(world.source.found).toEqual([A]);
    expect(world.eventIds()).toEqual([]);
  });
});

describe('classes of errors', () => {
  const named = (name: string, more: object = {}) => Object.assign(new Error('x'), { name }, more);

  it.each([
    ['throttling', named('SlowDown'), 'transient'],
    ['a 503', named('Strange', { $metadata: { httpStatusCode: 503 } }), 'transient'],
    ['a 429', named('Strange', { $metadata: { httpStatusCode: 429 } }), 'transient'],
    ['a time-out', named('TimeoutError'), 'transient'],
    ['a broken connection', named('Error', { code: 'ECONNRESET' }), 'transient'],
    ['a cause that is one', new Error('x', { cause: named('Error', { code: 'ETIMEDOUT' }) }), 'transient'],
    ['RetryableError', new RetryableError('X', 'x'), 'transient'],
    ['NoSuchKey of the SDK', named('NoSuchKey', { $metadata: { httpStatusCode: 404 } }), 'mendable'],
    ['AccessDenied of the SDK', named('AccessDenied', { $metadata: { httpStatusCode: 403 } }), 'mendable'],
    ['an error of ours', new FullstopError('LOG_PATH_UNREADABLE', 'x'), 'permanent'],
    ['an error that nobody knows', new TypeError('x'), 'mendable'],
    ['no error at all', 'x', 'mendable'],
  ])('%s', (_what, error, expected) => {
    expect(failureClassOf(error)).toBe(expected);
  });
});

describe('delays', () => {
  const delays = (random: number) =>
    [1, 2, 3, 4, 7, 8, 9].map((receiveCount) => {
      const policy = new RedeliveryPolicy({ random: () => random });
      const outcome = policy.outcomeOf(aMessage('', receiveCount), [failureOf(new RetryableError('X', 'x'))]);
      return outcome.kind === 'retry' ? outcome.delaySeconds : undefined;
    });

  it('double from 10 s to 900 s', () => {
    expect(delays(1)).toEqual([10, 20, 40, 80, 640, 900, 900]);
  });

  it('are shorter by up to a half at random', () => {
    expect(delays(0)).toEqual([5, 10, 20, 40, 320, 450, 450]);
  });
});
