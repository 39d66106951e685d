import type { BatchResultErrorEntry, DeleteMessageBatchRequest, SQSClient } from '@aws-sdk/client-sqs';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import { MessageDeleter } from '../../src/queue/message-deleter.js';
import { receivedMessageOf } from '../../src/queue/queue-message.js';
import { FaultyProxy } from '../s3/faulty-proxy.js';
import { gate, sleep } from '../support/async.js';
import { aLog, type LogWorld, logKey, notice } from './support/log-world.js';
import { type SpiedClient, SqsWorld, type TestQueue, until } from './support/sqs-world.js';

let sqs: SqsWorld;
let proxy: FaultyProxy;
let world: LogWorld;
beforeAll(async () => {
  sqs = await SqsWorld.start();
  proxy = await FaultyProxy.start(sqs.address);
});
beforeEach(async () => {
  world = await sqs.world();
});
afterEach(async () => {
  await sqs.stopConsumers();
  proxy.reset();
});
afterAll(async () => {
  await proxy.stop();
  await sqs.end();
});

/** A queue with so many messages, each about a log of its own. */
async function announced(count: number): Promise<TestQueue> {
  const keys = Array.from({ length: count }, (_, n) => logKey(`${n}`));
  for (const [n, key] of keys.entries()) world.source.put(key, aLog(`e-${n}`));
  return sqs.queue(...keys.map((key) => notice(key)));
}

async function received(queue: TestQueue) {
  return (await queue.receive()).map(receivedMessageOf);
}

/** Numbers of messages in the requests to delete some. */
function batchSizes({ calls }: SpiedClient): number[] {
  return calls
    .filter(({ name }) => name === 'DeleteMessageBatchCommand')
    .map(({ input }) => (input as unknown as DeleteMessageBatchRequest).Entries?.length ?? 0);
}

function sum(numbers: readonly number[]): number {
  return numbers.reduce((total, each) => total + each, 0);
}

/** Fails one receipt of a message in the first requests that name it, and says this about it, or nothing; others are deleted. */
function failOne(client: SQSClient, requests: number, failure?: Omit<BatchResultErrorEntry, 'Id'>): void {
  let left = requests;
  let receipt: string | undefined;
  client.middlewareStack.add(
    (next, { commandName }) =>
      async (call) => {
        if (commandName !== 'DeleteMessageBatchCommand') return next(call);
        const { Entries = [], QueueUrl } = call.input as DeleteMessageBatchRequest;
        receipt ??= Entries[0]?.ReceiptHandle;
        const failed = Entries.find(({ ReceiptHandle }) => ReceiptHandle === receipt);
        if (!failed || left-- <= 0) return next(call);
        const others = Entries.filter((entry) => entry !== failed);
        const Failed = failure ? [{ ...failure, Id: failed.Id }] : [];
        if (others.length === 0) return { output: { Successful: [], Failed, $metadata: {} }, response: {} };
        const result = await next({ ...call, input: { QueueUrl, Entries: others } });
        return { ...result, output: { ...result.output, Failed } };
      },
    { step: 'initialize', priority: 'low' },
  );
}

const refused = { SenderFault: true, Code: 'ReceiptHandleIsInvalid', Message: 'No.' };
const passing = { SenderFault: false, Code: 'InternalError' };

describe('requests', () => {
  it('up to ten messages are deleted with one request, the last ones after a moment', async () => {
    const queue = await announced(25);
    const messages = [...(await received(queue)), ...(await received(queue)), ...(await received(queue))];
    const client = sqs.client();
    const deleter = new MessageDeleter({ sqs: client.sqs, queueUrl: queue.url });
    const deletions = messages.map((message) => deleter.delete(message));
    expect(batchSizes(client)).toEqual([10, 10]);
    await Promise.all(deletions);
    expect(batchSizes(client)).toEqual([10, 10, 5]);
    expect(queue.size).toBe(0);
  });

  it('a message that is handed out twice is deleted by both of its receipts at once', async () => {
    const queue = await announced(1);
    const [first] = await received(queue);
    await queue.expire();
    const [second] = await received(queue);
    const deleter = new MessageDeleter({ sqs: sqs.client().sqs, queueUrl: queue.url });
    await Promise.all([deleter.delete(first!), deleter.delete(second!)]);
    expect(queue.size).toBe(0);
  });

  it('what SQS says about one message, only that one hears', async () => {
    const queue = await announced(3);
    const deleter = new MessageDeleter({
      sqs: sqs.client({ endpoint: proxy.url }).sqs,
      queueUrl: queue.url,
    });
    const messages = await received(queue);
    const body = JSON.stringify({
      Successful: [{ Id: '0' }, { Id: '2' }],
      Failed: [{ Id: '1', ...refused }],
    });
    const headers = { 'content-type': 'application/x-amz-json-1.0' };
    proxy.faults = () => ({ kind: 'answer', status: 200, headers, body });
    const ends = await Promise.allSettled(messages.map((message) => deleter.delete(message)));
    expect(ends.map(({ status }) => status)).toEqual(['fulfilled', 'rejected', 'fulfilled']);
    expect(ends[1]).toMatchObject({
      reason: {
        code: 'MESSAGE_NOT_DELETED',
        message: `SQS did not delete message ${messages[1]?.id} (ReceiptHandleIsInvalid: No.).`,
      },
    });
  });
});

describe('failures', () => {
  it.each([
    ['for the moment is tried again and deleted', 1, passing, 0, 4],
    ['twice is tried again and deleted', 2, passing, 0, 5],
    ['three times comes again, and is deleted then', 3, passing, 1, 6],
    ['since its receipt is none comes again, and is deleted then', 1, refused, 1, 4],
    ['without a word comes again, and is deleted then', 1, undefined, 1, 4],
  ])(
    'Q5, 7-D13: what SQS does not delete %s; its neighbours are deleted',
    async (_, requests, failure, settleFailed, sent) => {
      const queue = await announced(3);
      const { consumer, client } = sqs.consumer(queue, world);
      failOne(client.sqs, requests, failure);
      consumer.start();
      await until(() => world.told.count('deleted') + world.told.count('settle-failed') === 3);
      // What was not deleted is all that is left.
      await queue.expire();
      await until(() => world.told.count('deleted') === 3);
      expect(queue.size).toBe(0);
      expect(sum(batchSizes(client))).toBe(sent);
      expect(world.told.count('settle-failed')).toBe(settleFailed);
      expect(world.lines.of('error')).toHaveLength(settleFailed);
      // What comes again is in the ledger.
      expect(world.told.count('object already-processed')).toBe(settleFailed);
      expect(world.eventIds().sort()).toEqual(['e-0', 'e-1', 'e-2']);
    },
  );

  it.each([
    ['tried again by the SDK, which changes nothing', 3, 1, 0, 3],
    // However many requests it takes.
    ['taken for a failure of all when that does not help; none comes again', 1, 3, 3, 0],
  ])('a request whose answer is lost is %s', async (_, maxAttempts, lost, settleFailed, deleted) => {
    const queue = await announced(3);
    let losses = lost;
    proxy.faults = ({ headers }) => {
      const isDeletion = `${headers['x-amz-target']}`.endsWith('DeleteMessageBatch');
      return isDeletion && losses-- > 0 ? { kind: 'reset', afterBytes: 1 } : undefined;
    };
    const client = sqs.client({ endpoint: proxy.url, maxAttempts });
    sqs.consumer(queue, world, { sqs: client.sqs }).consumer.start();
    await until(() => world.told.count('deleted') + world.told.count('settle-failed') === 3);
    expect([queue.size, world.told.count('settle-failed'), world.told.count('deleted')]).toEqual([
      0,
      settleFailed,
      deleted,
    ]);
    expect(world.told.count('received')).toBe(3);
  });
});

describe('in flight', () => {
  it('Q5: messages whose deletions do not come through stay in flight; others find them stored, and delete them', async () => {
    const queue = await announced(5);
    const { consumer, client } = sqs.consumer(queue, world);
    const held = gate();
    holdDeletions(client.sqs, held.opened);
    consumer.start();
    await until(() => sum(batchSizes(client)) === 5);
    expect([world.eventIds().length, consumer.status.inFlight, queue.size]).toEqual([5, 5, 5]);
    consumer.pause();

    // As if that process had been killed.
    await queue.expire();
    sqs.consumer(queue, world).consumer.start();
    await until(() => queue.size === 0);
    expect(world.told.count('object already-processed')).toBe(5);
    expect(world.eventIds()).toHaveLength(5);
    expect(consumer.status.inFlight).toBe(5);
    held.open();
    await until(() => consumer.status.inFlight === 0);
    expect(world.told.count('deleted')).toBe(10);
  });

  it('messages that wait for their deletion leave their slot to others, twenty at most', async () => {
    const queue = await announced(25);
    const { consumer, client } = sqs.consumer(queue, world, { maxInFlight: 1 });
    const held = gate();
    holdDeletions(client.sqs, held.opened);
    consumer.start();
    await until(() => world.told.count('received') === 21 && world.told.count('object processed') === 21);
    await sleep(100);
    expect([consumer.status.inFlight, world.told.count('received')]).toEqual([21, 21]);
    held.open();
    await until(() => queue.size === 0);
  });

  it.each([0, 5])('Q13: a stop within %d s ends after what is stored is deleted', async (timeoutSeconds) => {
    const queue = await announced(3);
    const { consumer, client } = sqs.consumer(queue, world);
    const held = gate();
    holdDeletions(client.sqs, held.opened);
    consumer.start();
    await until(() => world.told.count('object processed') === 3);
    expect(consumer.status.inFlight).toBe(3);
    const stopped = consumer.stop({ timeoutSeconds });
    held.open();
    await stopped;
    expect(sum(batchSizes(client))).toBe(3);
    expect([queue.size, world.told.count('deleted'), consumer.status.inFlight]).toEqual([0, 3, 0]);
  });
});

describe('polls', () => {
  it('slots that become free together are filled by one poll, and one that is free alone by a poll for it', async () => {
    const held = Array.from({ length: 12 }, () => gate());
    const queue = await announced(12);
    world.source.beforeRead = async (key) => {
      await held.find((_, n) => key === logKey(`${n}`))?.opened;
    };
    const { consumer, client } = sqs.consumer(queue, world, { maxInFlight: 4 });
    const asked = () =>
      client.calls
        .filter(({ name }) => name === 'ReceiveMessageCommand')
        .map(({ input }) => input.MaxNumberOfMessages);
    consumer.start();
    await until(() => world.source.opened.length === 4);
    expect(asked()).toEqual([4]);
    held[0]?.open();
    await until(() => world.source.opened.length === 5);
    expect(asked()).toEqual([4, 1]);
    for (const { open } of held) open();
    await until(() => queue.size === 0);
    expect(Math.max(...asked().slice(2).map(Number))).toBeGreaterThan(1);
  });
});

/** Lets requests to delete messages wait before they are sent. */
function holdDeletions(client: SQSClient, opened: Promise<void>): void {
  client.middlewareStack.add(
    (next, { commandName }) =>
      async (call) => {
        if (commandName === 'DeleteMessageBatchCommand') await opened;
        return next(call);
      },
    { step: 'initialize', priority: 'low' },
  );
}
