import { FullstopError, RetryableError } from '@fullstop/core';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import { type Gate, gate, sleep } from '../support/async.js';
import { aLog, type LogWorld, logKey, notice } from './support/log-world.js';
import { holdAnswers, SqsWorld, until } from './support/sqs-world.js';

const [A, B] = [logKey('a'), logKey('b')];

let sqs: SqsWorld;
let world: LogWorld;
beforeAll(async () => {
  sqs = await SqsWorld.start();
});
beforeEach(async () => {
  world = await sqs.world();
});
afterEach(() => sqs.stopConsumers());
afterAll(() => sqs.end());

/** Objects that wait to be read until the gate opens. */
function heldBack(...keys: readonly string[]): Gate {
  const held = gate();
  for (const [at, key] of keys.entries()) world.source.put(key, aLog(`e-${at}`));
  world.source.beforeRead = () => held.opened;
  return held;
}

function named(name: string): Error {
  return Object.assign(new Error(`${name} is what SQS says.`), { name });
}

describe('delivery', () => {
  it('7-D1: a message is deleted after what it announces is stored', async () => {
    const queue = await sqs.queue(notice(A));
    const held = heldBack(A);
    const { consumer, client } = sqs.consumer(queue, world);
    consumer.start();
    await until(() => world.source.opened.length === 1);
    expect(queue.size).toBe(1);
    held.open();
    await until(() => queue.size === 0);
    expect(world.eventIds()).toEqual(['e-0']);
    const poll = client.calls.find(({ name }) => name === 'ReceiveMessageCommand');
    expect(poll?.input).toMatchObject({ VisibilityTimeout: 300, MessageSystemAttributeNames: ['All'] });
  });

  it('M6, M9, M10, M12, 7-D2, 7-D3: messages that announce nothing are deleted', async () => {
    const removed = { eventName: 'ObjectRemoved:Delete', s3: { bucket: { name: 'b' }, object: { key: A } } };
    const queue = await sqs.queue(
      JSON.stringify({ Records: [removed] }),
      '{"Event":"s3:TestEvent"}',
      'CloudTrail validation message.',
      '{"Type":"SubscriptionConfirmation"}',
      notice('AWSLogs/'),
    );
    sqs.consumer(queue, world).consumer.start();
    await until(() => queue.size === 0);
    expect(world.told.count('ignored')).toBe(4);
    expect(world.source.found).toEqual([]);
  });

  it('M13, Q15, 7-D5: nine messages succeed beside a bad one', async () => {
    const keys = Array.from({ length: 9 }, (_, at) => logKey(`${at}`));
    const held = heldBack(...keys);
    held.open();
    const queue = await sqs.queue('{"Message":null}', ...keys.map((key) => notice(key)));
    const processor = world.processor({ redelivery: { firstDelaySeconds: 100 } });
    sqs.consumer(queue, world, { processor, maxInFlight: 10 }).consumer.start();
    await until(() => world.told.count('deleted') === 9 && world.told.count('retried') === 1);
    expect(queue.size).toBe(1);
    expect(queue.hiddenSeconds).toBeGreaterThan(45);
  });

  it('Q1: one message that two consumers work on at once is stored once', async () => {
    const queue = await sqs.queue(notice(A));
    const held = heldBack(A);
    for (const _replica of [1, 2]) sqs.consumer(queue, world).consumer.start();
    await until(() => world.source.opened.length === 1);
    await queue.expire();
    await until(() => world.source.opened.length === 2);
    held.open();
    await until(() => queue.size === 0 && world.told.count('object processed') === 2);
    expect(world.eventIds()).toEqual(['e-0']);
    expect(world.store.inner.processedObjects).toHaveLength(1);
  });

  it('Q2: an object announced by two messages is read once, and both are deleted', async () => {
    world.source.put(A, aLog('e-1'));
    const queue = await sqs.queue(notice(A), notice(A));
    sqs.consumer(queue, world, { maxInFlight: 1 }).consumer.start();
    await until(() => queue.size === 0);
    expect(world.source.opened).toEqual([A]);
    expect(world.told.count('object already-processed')).toBe(1);
  });

  it('Q3, Q4: an event in files of two trails is one violation', async () => {
    world.source.put(A, aLog('e-1')).put(B, aLog('e-1'));
    const queue = await sqs.queue(notice(A), notice(B));
    sqs.consumer(queue, world).consumer.start();
    await until(() => queue.size === 0);
    expect(world.source.opened).toHaveLength(2);
    expect(world.eventIds()).toEqual(['e-1']);
  });

  it('asks only for as many messages as there are free slots, and refills each slot as it gets free', async () => {
    const keys = Array.from({ length: 6 }, (_, at) => logKey(`${at}`));
    const held = heldBack(...keys);
    const slow = gate();
    world.source.beforeRead = (key) => (key === keys[0] ? slow.opened : held.opened);
    const queue = await sqs.queue(...keys.map((key) => notice(key)));
    const { consumer, client } = sqs.consumer(queue, world, { maxInFlight: 3 });
    consumer.start();
    await until(() => world.source.opened.length === 3);
    await sleep(100);
    expect(queue.inFlight).toBe(3);
    held.open();
    await until(() => queue.size === 1);
    slow.open();
    await until(() => queue.size === 0);
    const asked = client.calls.filter(({ name }) => name === 'ReceiveMessageCommand');
    expect(asked.map(({ input }) => Number(input.MaxNumberOfMessages)).every((count) => count <= 3)).toBe(
      true,
    );
    expect(asked[0]?.input.MaxNumberOfMessages).toBe(3);
  });
});

describe('crashes', () => {
  it.each([
    ['Q5: after the commit, before the deletion', true],
    ['Q6, 7-D15: before the commit', false],
  ])('%s: the redelivery completes the work, nothing twice', async (_when, commits) => {
    world.source.put(A, aLog('e-1'));
    const queue = await sqs.queue(notice(A));
    // The first process dies: what it received is neither deleted nor given back.
    const [received] = await queue.receive();
    world.store.isDown = !commits;
    await world.processor().process({ id: 'm', body: received?.Body ?? '', receiveCount: 1 });
    world.store.isDown = false;
    expect(world.eventIds()).toEqual(commits ? ['e-1'] : []);

    await queue.expire();
    sqs.consumer(queue, world).consumer.start();
    await until(() => queue.size === 0);
    expect(world.eventIds()).toEqual(['e-1']);
    expect(world.told.count('object already-processed')).toBe(commits ? 1 : 0);
  });

  it('7-D13: a deletion that fails repeats the message, and nothing else', async () => {
    world.source.put(A, aLog('e-1'));
    const queue = await sqs.queue(notice(A));
    const { consumer, client } = sqs.consumer(queue, world);
    client.failures.set('DeleteMessageBatchCommand', named('InternalError'));
    consumer.start();
    await until(() => world.told.count('settle-failed') === 1);
    client.failures.clear();
    await queue.expire();
    await until(() => queue.size === 0);
    expect(world.source.opened).toEqual([A]);
    expect(world.eventIds()).toEqual(['e-1']);
  });
});

describe('the store', () => {
  it('Q7, 7-D14: while it is down nothing is deleted and nothing polled; then all goes on', async () => {
    const keys = Array.from({ length: 5 }, (_, at) => logKey(`${at}`));
    heldBack(...keys).open();
    const queue = await sqs.queue(...keys.map((key) => notice(key)));
    const { consumer, client } = sqs.consumer(queue, world, {
      maxInFlight: 2,
      checkStore: () => world.store.check(),
    });
    const polls = () => client.calls.filter(({ name }) => name === 'ReceiveMessageCommand').length;
    // It goes down just after it was asked.
    world.source.beforeRead = async () => {
      world.store.isDown = true;
    };
    consumer.start();
    await until(() => consumer.status.state === 'waiting' && consumer.status.inFlight === 0);
    const before = polls();
    await sleep(500);
    expect([polls(), queue.size, world.eventIds()]).toEqual([before, 5, []]);
    expect(world.lines.of('error').length).toBeLessThan(6);

    world.source.beforeRead = async () => {};
    world.store.isDown = false;
    await until(() => queue.size === 0);
    expect(world.eventIds()).toHaveLength(5);
    expect(consumer.status.state).toBe('running');
  });

  it('Q7: it is asked before the first poll', async () => {
    world.store.isDown = true;
    const { consumer, client } = sqs.consumer(await sqs.queue(), world, {
      checkStore: () => world.store.check(),
    });
    consumer.start();
    await until(() => consumer.status.state === 'waiting');
    expect(client.calls).toEqual([]);
    expect(consumer.status.lastSuccessfulPollAt).toBeUndefined();
  });

  it('a pause ends polling, gives back what a poll brings, and is ended by resume', async () => {
    world.source.put(A, aLog('e-1'));
    const queue = await sqs.queue(notice(A));
    const { consumer, client } = sqs.consumer(queue, world);
    const held = gate();
    holdAnswers(client, 'ReceiveMessageCommand', held.opened);
    consumer.start();
    await until(() => queue.inFlight === 1);
    consumer.pause();
    held.open();
    await until(() => world.told.count('released') === 1);
    await sleep(100);
    expect([consumer.status.state, client.calls.length, queue.visible]).toEqual(['paused', 2, 1]);
    consumer.resume();
    await until(() => queue.size === 0);
    expect(world.eventIds()).toEqual(['e-1']);
  });
});

describe('visibility', () => {
  it('Q8: a message that takes longer than its timeout is extended, and processed once', async () => {
    const queue = await sqs.queue(notice(A));
    const held = heldBack(A);
    for (const _replica of [1, 2]) {
      sqs.consumer(queue, world, { visibilityTimeoutSeconds: 2 }).consumer.start();
    }
    // One comes with each third of the time.
    await until(() => world.told.count('extended') === 3);
    await sleep(300);
    held.open();
    await until(() => queue.size === 0);
    expect([world.told.count('received'), world.source.opened]).toEqual([1, [A]]);
  });

  it.each([
    ['the message was received by somebody else', undefined],
    ['SQS says so in its own way', named('InvalidParameterValue')],
    ['no extension gets through for a whole timeout', named('ServiceUnavailable')],
  ])('Q9: work is aborted and nothing deleted when %s', async (_why, failure) => {
    if (failure?.name === 'InvalidParameterValue') {
      failure.message = 'Value x for parameter ReceiptHandle is invalid. Reason: Message does not exist.';
    }
    const queue = await sqs.queue(notice(A));
    const held = heldBack(A);
    const { consumer, client } = sqs.consumer(queue, world, { visibilityTimeoutSeconds: 1, maxInFlight: 1 });
    if (failure) client.failures.set('ChangeMessageVisibilityCommand', failure);
    consumer.start();
    await until(() => world.source.opened.length === 1);
    consumer.pause();
    if (!failure) {
      await queue.expire();
      expect(await queue.receive()).toHaveLength(1);
    }
    await until(() => world.told.count('lost') === 1);
    held.open();
    await sleep(50);
    expect(client.calls.some(({ name }) => name === 'DeleteMessageBatchCommand')).toBe(false);
    expect([queue.size, consumer.status.inFlight, world.eventIds()]).toEqual([1, 0, []]);
  });

  it('a message that takes longer than its limit is not extended further, and fails', async () => {
    const queue = await sqs.queue(notice(A));
    const held = heldBack(A);
    const processor = world.processor({ redelivery: { firstDelaySeconds: 200 } });
    const limits = { visibilityTimeoutSeconds: 1, maxProcessingSeconds: 0.8 };
    const { consumer } = sqs.consumer(queue, world, { processor, ...limits });
    consumer.start();
    await until(() => world.told.count('retried') === 1);
    held.open();
    expect(world.told.lines.at(-1)).toMatch(/PROCESSING_TIMEOUT$/);
    expect(queue.hiddenSeconds).toBeGreaterThan(90);
    expect(consumer.status.inFlight).toBe(0);
  });

  it('7-D7: a message that failed is hidden for its delay', async () => {
    world.source.put(A, new RetryableError('S3_UNAVAILABLE', 'slow'));
    const queue = await sqs.queue(notice(A));
    const processor = world.processor({ redelivery: { random: () => 1 } });
    sqs.consumer(queue, world, { processor }).consumer.start();
    await until(() => world.told.count('retried') === 1);
    expect(queue.hiddenSeconds).toBeGreaterThan(8);
    expect(queue.hiddenSeconds).toBeLessThanOrEqual(10);
  });
});

describe('poison', () => {
  it('Q11: a message that was received too often goes to the dead-letter queue, with attributes', async () => {
    world.source.put(A, new FullstopError('OBJECT_NOT_FOUND', 'It is\u0000 gone.'));
    const [queue, graveyard] = [await sqs.queue(notice(A)), await sqs.queue()];
    const processor = world.processor({ redelivery: { firstDelaySeconds: 0, maxReceiveCount: 3 } });
    sqs.consumer(queue, world, { processor, deadLetters: sqs.deadLetters(graveyard) }).consumer.start();
    await until(() => queue.size === 0);
    const [dead] = await graveyard.receive();
    expect(dead?.Body).toBe(notice(A));
    const attributes = Object.entries(dead?.MessageAttributes ?? {});
    expect(Object.fromEntries(attributes.map(([name, { StringValue }]) => [name, StringValue]))).toEqual({
      error_code: 'OBJECT_NOT_FOUND',
      error_message: 'It is\ufffd gone.',
      s3_bucket: 'trail-logs',
      s3_key: A,
      sqs_message_id: world.told.lines[0]?.split(' ')[1],
      receive_count: '3',
      first_received_at: expect.stringMatching(/^\d{4}-.*Z$/),
    });
    expect([world.told.count('retried'), world.told.count('dead-lettered')]).toEqual([2, 1]);
  });

  it('Q11: without a dead-letter queue it stays, hidden for long, with an error line', async () => {
    world.source.put(A, new FullstopError('OBJECT_ARCHIVED', 'no'));
    const queue = await sqs.queue(notice(A));
    sqs.consumer(queue, world).consumer.start();
    await until(() => world.told.count('kept') === 1 && queue.hiddenSeconds > 21_000);
    expect(world.lines.of('error')[0]?.fields).toMatchObject({ s3_key: A, error_code: 'OBJECT_ARCHIVED' });
    expect(world.told.count('deleted')).toBe(0);
  });

  it('Q11: when the dead-letter queue does not take it, it is not deleted', async () => {
    world.source.put(A, new FullstopError('OBJECT_ARCHIVED', 'no'));
    const [queue, graveyard] = [await sqs.queue(notice(A)), await sqs.queue()];
    graveyard.delete();
    sqs.consumer(queue, world, { deadLetters: sqs.deadLetters(graveyard) }).consumer.start();
    await until(() => world.told.count('kept') === 1 && queue.hiddenSeconds > 800);
    expect(queue.size).toBe(1);
  });
});

describe('start and stop', () => {
  it('Q12: a queue that is missing is polled more and more rarely, with few log lines, until it is there', async () => {
    world.source.put(A, aLog('e-1'));
    const queue = await sqs.queue(notice(A));
    const { consumer, client } = sqs.consumer(queue, world, { random: () => 1 });
    client.failures.set('ReceiveMessageCommand', named('QueueDoesNotExist'));
    const startedAt = performance.now();
    consumer.start();
    await until(() => world.told.count('poll-failed') === 5);
    // Polls at 0, 50, 150, 350 and 750 ms, or later; timers may be a millisecond early.
    expect(performance.now() - startedAt).toBeGreaterThan(740);
    expect(client.calls).toHaveLength(5);
    expect(consumer.status.consecutivePollFailures).toBe(client.calls.length);
    expect(consumer.status.lastSuccessfulPollAt).toBeUndefined();
    expect(world.lines.of('error')).toHaveLength(3);

    client.failures.set('ReceiveMessageCommand', named('AccessDenied'));
    await until(() => world.told.count('poll-failed') === 6);
    client.failures.clear();
    await until(() => queue.size === 0);
    expect(consumer.status.consecutivePollFailures).toBe(0);
    expect(consumer.status.lastSuccessfulPollAt).toBeInstanceOf(Date);
  });

  it('Q13: three messages in work are finished when that takes no longer than allowed', async () => {
    const keys = ['1', '2', '3'].map(logKey);
    const held = heldBack(...keys);
    const queue = await sqs.queue(...keys.map((key) => notice(key)));
    const { consumer } = sqs.consumer(queue, world, { maxInFlight: 3 });
    consumer.start();
    await until(() => world.source.opened.length === 3);
    const stopped = consumer.stop({ timeoutSeconds: 5 });
    setTimeout(held.open, 200);
    await stopped;
    expect([queue.size, consumer.status.inFlight, consumer.status.state]).toEqual([0, 0, 'stopped']);
    expect(world.eventIds()).toHaveLength(3);
  });

  it('Q13: what is not finished in time is given back at once, for others to take', async () => {
    const keys = ['1', '2', '3'].map(logKey);
    heldBack(...keys);
    const queue = await sqs.queue(...keys.map((key) => notice(key)));
    const { consumer } = sqs.consumer(queue, world, { maxInFlight: 3 });
    consumer.start();
    await until(() => world.source.opened.length === 3);
    const startedAt = Date.now();
    await Promise.all([consumer.stop({ timeoutSeconds: 0.3 }), consumer.stop()]);
    expect(Date.now() - startedAt).toBeLessThan(20_000);
    expect([queue.visible, queue.inFlight, world.eventIds()]).toEqual([3, 0, []]);
    expect(world.told.count('released')).toBe(3);

    world.source.beforeRead = async () => {};
    sqs.consumer(queue, world).consumer.start();
    await until(() => queue.size === 0);
    expect(world.eventIds()).toHaveLength(3);
  });

  it('Q13: a stop ends although SQS does not answer', async () => {
    const queue = await sqs.queue(notice(A));
    heldBack(A);
    const { consumer, client } = sqs.consumer(queue, world);
    consumer.start();
    await until(() => world.source.opened.length === 1);
    client.sqs.middlewareStack.add(() => () => new Promise(() => {}), { step: 'build', name: 'silence' });
    const startedAt = Date.now();
    await consumer.stop({ timeoutSeconds: 0.1 });
    expect(Date.now() - startedAt).toBeLessThan(20_000);
  });

  it('what the last poll brings while a stop waits for it is given back at once', async () => {
    const queue = await sqs.queue(notice(A));
    const { consumer, client } = sqs.consumer(queue, world);
    const held = gate();
    holdAnswers(client, 'ReceiveMessageCommand', held.opened);
    consumer.start();
    await until(() => queue.inFlight === 1);
    const stopped = consumer.stop();
    held.open();
    await stopped;
    expect([world.told.lines.length, world.told.count('released')]).toEqual([1, 1]);
    expect([queue.visible, queue.inFlight]).toEqual([1, 0]);
  });

  it('Q14: a consumer that is not started makes no call', async () => {
    const { consumer, client } = sqs.consumer(await sqs.queue(notice(A)), world);
    await sleep(50);
    await consumer.stop();
    expect(client.calls).toEqual([]);
    const status = { state: 'stopped', inFlight: 0, consecutivePollFailures: 0 };
    expect(consumer.status).toEqual({ ...status, lastSuccessfulPollAt: undefined });
  });

  it('it can be started again after a stop', async () => {
    world.source.put(A, aLog('e-1'));
    const queue = await sqs.queue();
    const { consumer } = sqs.consumer(queue, world, { visibilityTimeoutSeconds: 1 });
    consumer.start();
    consumer.start();
    await consumer.stop();
    consumer.start();
    await queue.send(notice(A));
    await until(() => queue.size === 0);
    expect(world.eventIds()).toEqual(['e-1']);
  });

  it('a listener that fails changes nothing', async () => {
    world.source.put(A, aLog('e-1'));
    const queue = await sqs.queue(notice(A));
    const listener = {
      onReceived() {
        throw new Error('listener');
      },
    };
    sqs.consumer(queue, world, { listener }).consumer.start();
    await until(() => queue.size === 0);
    expect(world.lines.of('error')).toHaveLength(1);
  });
});
