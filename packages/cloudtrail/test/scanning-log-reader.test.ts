import { gzipSync } from 'node:zlib';
import { SubscriptionIndex } from '@fullstop/core';
import { describe, expect, it } from '@jest/globals';
import { createLogReader, StreamingLogReader } from '../src/index.js';
import { sleep } from './support/async.js';
import { bodyOf, call, codesOf, logOf, named, packed, readAll } from './support/reading.js';

const reader = createLogReader();
const selectorOf = (events: Record<string, string[] | '*'>) => new SubscriptionIndex([['plugin', events]]);

describe('a log is read by', () => {
  const log = packed(call('Stop'), call('Run'), call('RunTask'));

  it.each([
    ['a scan for whole names', log, { 'ec2.amazonaws.com': ['Run'] }, 'scan', [1]],
    ['a scan for beginnings of names', log, { 'ec2.amazonaws.com': ['Run*'] }, 'scan', [1, 2]],
    ['a scan for a name of another source', log, { 'iam.amazonaws.com': ['Run'] }, 'scan', []],
    [
      'the streaming reader for all names of a source',
      log,
      { 'ec2.amazonaws.com': '*' as const },
      'stream',
      [0, 1, 2],
    ],
    [
      'the streaming reader for all names in a list',
      log,
      { 'ec2.amazonaws.com': ['*'] },
      'stream',
      [0, 1, 2],
    ],
    [
      'the streaming reader if not packed',
      Buffer.from(logOf(call('Run'))),
      { 'ec2.amazonaws.com': ['Run'] },
      'stream',
      [0],
    ],
    [
      'both if an element is no object',
      packed(call('Run'), 7, call('Run')),
      { 'ec2.amazonaws.com': ['Run'] },
      'scan-then-stream',
      [0, 2],
    ],
  ])('%s', async (_what, body, events, path, indexes) => {
    const { report, selected } = await readAll(reader, body, { selector: selectorOf(events) });
    expect(report).toMatchObject({ path, complete: true });
    expect(selected.map(({ index }) => index)).toEqual(indexes);
  });
});

it('records that nobody looks at are counted, or not', async () => {
  const body = packed(call('Stop'), call('Run'), { eventName: 'Run' }, call('Stop'));
  const counted = await readAll(reader, body, { selector: named('Run') });
  expect(counted.report).toMatchObject({ records: 4, skipped: 2, kinds: { 'api-call': 1, other: 1 } });

  const hasty = createLogReader({ countRecords: false });
  const uncounted = await readAll(hasty, body, { selector: named('Run') });
  expect(uncounted.report).toMatchObject({ records: 2, skipped: undefined, complete: true });
  expect(uncounted.selected).toEqual(counted.selected);
});

it('a checksum that is wrong is not noticed by who was told not to look at it', async () => {
  const body = packed(call('Run'));
  body[body.length - 8]! ^= 1;
  const { report } = await readAll(createLogReader({ checksum: false }), body, { selector: named('Run') });
  expect(report).toMatchObject({ complete: true, problems: [] });
});

it('one reader reads many logs at the same time', async () => {
  const logs = Array.from({ length: 12 }, (_, log) =>
    packed(...Array.from({ length: 200 }, (_, at) => call(at % 3 === 0 ? 'Run' : 'Stop', { log, at }))),
  );
  const seen = await Promise.all(
    logs.map(async (body, log) => {
      const numbers: unknown[] = [];
      await reader.read(bodyOf(body, 500), named('Run'), async (records) => {
        await sleep(log % 4);
        numbers.push(...records.map(({ record }) => [record.log, record.at]));
      });
      return numbers;
    }),
  );
  const expected = logs.map((_, log) => Array.from({ length: 67 }, (_, at) => [log, at * 3]));
  expect(seen).toEqual(expected);
});

describe('a log of more text than a scan holds at once', () => {
  const records = Array.from({ length: 9_000 }, (_, at) =>
    JSON.stringify(call(at % 1_000 === 0 ? 'Run' : 'Stop', { text: 'x'.repeat(1_000), at })),
  );
  const options = { selector: named('Run') };

  it.each([
    ['nothing wrong', `{"Records":[${records}]}`, 'scan', []],
    [
      'a missing comma near its end',
      `{"Records":[${records} ${records[0]}]}`,
      'scan-then-stream',
      ['LOG_NOT_JSON'],
    ],
    ['its end cut off', `{"Records":[${records}`, 'scan-then-stream', ['LOG_TRUNCATED']],
  ])('with %s is read as by the streaming reader', async (_what, text, path, codes) => {
    const body = gzipSync(text, { level: 1 });
    const found = await readAll(reader, body, options);
    const expected = await readAll(new StreamingLogReader(), body, options);
    expect(found.report.path).toBe(path);
    expect(codesOf(found)).toEqual(codes);
    // Also the place in the text that the message names.
    expect(found.report.problems.map(({ message }) => message)).toEqual(
      expected.report.problems.map(({ message }) => message),
    );
    expect(found.selected).toEqual(expected.selected);
    expect(found.report.records).toBe(expected.report.records);
  });
});
