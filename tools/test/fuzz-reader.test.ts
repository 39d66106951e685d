import { gunzipSync } from 'node:zlib';
import { createLogReader, StreamingLogReader } from '@fullstop/cloudtrail';
import { type EventSubscription, SubscriptionIndex } from '@fullstop/core';
import { afterEach, expect, it, jest } from '@jest/globals';
import { expectedOf, readingOf } from '../src/fuzz/reader/readings.js';
import { run } from '../src/fuzz/reader.js';
import { packedLogs } from '../src/sample-world/index.js';
import { Random } from '../src/sample-world/random.js';

afterEach(() => {
  jest.restoreAllMocks();
});

it('the readers and JSON.parse agree on random and on damaged logs, and most logs are scanned to the end', async () => {
  const print = jest.spyOn(console, 'log').mockImplementation(() => undefined);
  expect(await run(['--documents', '120', '--damaged', '50', '--seed', '7'])).toBe(0);

  const [documents, damaged] = print.mock.calls.map(([line]) => String(line));
  expect(documents).toMatch(/^fuzz reader: 120 documents, 0 differences/);
  expect(damaged).toMatch(/^fuzz reader: 50 damaged, 0 differences/);
  expect(Number(/\((\d+) scanned/.exec(documents!)?.[1])).toBeGreaterThan(60);
});

it('without numbers, the fuzz run says how it is used', async () => {
  const print = jest.spyOn(console, 'error').mockImplementation(() => undefined);
  expect(await run(['--documents', 'many'])).toBe(2);
  expect(String(print.mock.calls[0]?.[0])).toContain('Usage: npm run fuzz -- reader');
});

it('the readers and JSON.parse select the same of the sample world, in whatever order plugins subscribe', async () => {
  const subscriptions: EventSubscription[] = [
    { 'ec2.amazonaws.com': ['RunInstances', 'StartInstances'] },
    { 'iam.amazonaws.com': ['CreateRole', 'Attach*'] },
    { 'lambda.amazonaws.com': ['CreateFunction*'] },
    { 'lambda.amazonaws.com': ['CreateFunction*', 'UpdateFunctionCode*'] },
  ];
  const readers = [createLogReader(), createLogReader({ countRecords: false }), new StreamingLogReader()];
  const random = new Random(1);
  let selected = 0;
  for (const { body } of packedLogs({ bytes: 600_000, recordsPerFile: 60, interestingShare: 0.2 })) {
    const order = random.shuffled(subscriptions);
    const selector = new SubscriptionIndex(order.map((events) => [subscriptions.indexOf(events), events]));
    const expected = expectedOf(gunzipSync(body), selector)!;
    for (const reader of readers) {
      expect((await readingOf(reader, body, selector, random)).selected).toEqual(expected.selected);
    }
    selected += expected.selected.length;
  }
  expect(selected).toBeGreaterThan(20);
});
