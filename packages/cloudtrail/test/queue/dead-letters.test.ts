import { FullstopError } from '@fullstop/core';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import { failureOf } from '../../src/queue/failure.js';
import { type DeadLetterQueue, listDeadLetters, redriveDeadLetters } from '../../src/queue/index.js';
import { SqsWorld, type TestQueue } from './support/sqs-world.js';

let sqs: SqsWorld;
let graveyard: TestQueue;
let deadLetters: DeadLetterQueue;
beforeAll(async () => {
  sqs = await SqsWorld.start();
});
beforeEach(async () => {
  graveyard = await sqs.queue();
  deadLetters = sqs.deadLetters(graveyard);
});
afterAll(() => sqs.end());

const FIRST_RECEIVED = new Date('2026-01-01T00:00:00.000Z');

/** Puts messages with the bodies 0, 1, 2 … there, with these codes. */
async function bury(...codes: readonly string[]): Promise<void> {
  for (const [at, code] of codes.entries()) {
    const message = { id: `m-${at}`, body: `${at}`, receiveCount: 7, firstReceivedAt: FIRST_RECEIVED };
    const error = new FullstopError(code, 'x'.repeat(5_000));
    await deadLetters.put(message, failureOf(error, { bucket: 'b', key: 'k' }));
  }
}

function address() {
  return { sqs: graveyard.sqs, queueUrl: graveyard.url };
}

function bodies(letters: readonly { body: string }[]): string[] {
  return letters.map(({ body }) => body).sort();
}

async function bodiesIn(queue: TestQueue): Promise<string[]> {
  const messages = await queue.receive();
  return bodies(messages.map(({ Body = '' }) => ({ body: Body })));
}

describe('a list of dead letters', () => {
  it('shows what is known, and leaves them where they are', async () => {
    await bury('A_CODE');
    expect(await listDeadLetters(address())).toEqual([
      {
        id: expect.any(String),
        body: '0',
        errorCode: 'A_CODE',
        errorMessage: 'x'.repeat(1_000),
        bucket: 'b',
        key: 'k',
        originalMessageId: 'm-0',
        receiveCount: 7,
        firstReceivedAt: FIRST_RECEIVED,
        deadSince: expect.any(Date),
      },
    ]);
    expect([graveyard.visible, graveyard.inFlight]).toEqual([1, 0]);
  });

  it('shows each of many once', async () => {
    await bury(...Array.from({ length: 23 }, () => 'A_CODE'));
    const letters = await listDeadLetters(address());
    expect(new Set(letters.map(({ id }) => id)).size).toBe(23);
    expect([letters.length, graveyard.visible, graveyard.inFlight]).toEqual([23, 23, 0]);
  });

  it('ends at a limit, and can be of one error only', async () => {
    await bury('A_CODE', 'B_CODE', 'A_CODE', 'B_CODE', 'B_CODE');
    expect(await listDeadLetters(address(), { limit: 2 })).toHaveLength(2);
    expect(bodies(await listDeadLetters(address(), { errorCode: 'A_CODE' }))).toEqual(['0', '2']);
    expect(graveyard.visible).toBe(5);
  });

  it('shows messages that others put there', async () => {
    await graveyard.send('by a redrive policy');
    const [letter] = await listDeadLetters(address());
    expect(letter?.body).toBe('by a redrive policy');
    expect([letter?.errorCode, letter?.receiveCount]).toEqual([undefined, undefined]);
  });
});

describe('a redrive', () => {
  it('sends the bodies back and deletes the letters', async () => {
    const target = await sqs.queue();
    await bury(...Array.from({ length: 12 }, () => 'A_CODE'));
    const { redriven, left } = await redriveDeadLetters(address(), { targetQueueUrl: target.url });
    expect([redriven.length, left, graveyard.size, target.visible]).toEqual([12, 0, 0, 12]);
  });

  it('takes letters of one error only, and the others stay', async () => {
    const target = await sqs.queue();
    await bury('A_CODE', 'B_CODE', 'A_CODE');
    const options = { targetQueueUrl: target.url, errorCode: 'A_CODE' };
    const { redriven, left } = await redriveDeadLetters(address(), options);
    expect([bodies(redriven), left]).toEqual([['0', '2'], 1]);
    expect(await bodiesIn(target)).toEqual(['0', '2']);
    expect(await bodiesIn(graveyard)).toEqual(['1']);
  });

  it('takes no more than its limit', async () => {
    const target = await sqs.queue();
    await bury('A_CODE', 'A_CODE', 'A_CODE');
    await redriveDeadLetters(address(), { targetQueueUrl: target.url, limit: 2 });
    expect([graveyard.visible, graveyard.inFlight, target.visible]).toEqual([1, 0, 2]);
  });

  it('deletes nothing when the target does not take it', async () => {
    await bury('A_CODE', 'A_CODE');
    const targetQueueUrl = `${graveyard.url}-missing`;
    await expect(redriveDeadLetters(address(), { targetQueueUrl })).rejects.toThrow();
    expect([graveyard.visible, graveyard.inFlight]).toEqual([2, 0]);
  });
});
