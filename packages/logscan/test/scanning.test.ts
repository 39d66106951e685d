import { gzipSync } from 'node:zlib';
import { describe, expect, it } from '@jest/globals';
import { LogScanner, scanRecords } from '../src/index.js';
import { type Found, found, NAMES, numbers } from './support/scanning.js';

const RUN = '{"eventSource":"s","eventName":"Run"}';
const STOP = '{"eventSource":"s","eventName":"Stop"}';
const indexesOf = ({ records }: Found) => records.map(({ index }) => index);
const logOf = (...records: string[]) => `{"Records":[${records.join(',')}]}`;

describe('a scan finds', () => {
  it.each([
    ['a brace in a string', '{"a":"}]}{[","eventName":"Run"}'],
    ['an escaped quote in a string', String.raw`{"a":"\"}\\\\\"","eventName":"Run"}`],
    ['an escaped key', String.raw`{"\u0065ventName":"Run"}`],
    ['an escaped key in other digits', String.raw`{"event\u004Eame":"Run"}`],
    ['an escaped value', String.raw`{"eventName":"R\u0075n"}`],
    ['a duplicate key, the last one wanted', '{"eventName":"Stop","eventName":"Run"}'],
    ['CRLF and blanks around everything', '{ \r\n\t"eventName"\r\n :\t "Run" \r\n}'],
    ['more blanks than anybody writes', `{"eventName"${' '.repeat(5_000)}:${'\n'.repeat(5_000)}"Run"}`],
    ['an escape at the beginning of the value', String.raw`{"eventName":"\u0052un"}`],
    ['a name with a wanted beginning', '{"eventName":"CreateRole"}'],
    ['nothing but a wanted beginning', '{"eventName":"Create"}'],
    ['a nested name before its own', '{"a":{"eventName":"Stop"},"eventName":"Run"}'],
  ])('a record with %s, and parses nothing else', async (_what, record) => {
    const result = await found(logOf(STOP, record, STOP));
    expect(result.records).toEqual([{ index: 1, record: JSON.parse(record) }]);
    expect(result.summary).toMatchObject({ records: 3, path: 'scan' });
  });

  it.each([
    ['has the name in a nested object', '{"eventName":"Stop","a":{"eventName":"Run"}}'],
    ['has the name in a text', String.raw`{"a":"\"eventName\":\"Run\"","eventName":"Stop"}`],
    ['has a duplicate key, the last one not wanted', '{"eventName":"Run","eventName":"Stop"}'],
    ['has a name that begins like a wanted one', '{"eventName":"Runs"}'],
    ['has a name that is the end of a wanted one', '{"eventName":"un"}'],
    ['has a name that is no text', '{"eventName":["Run"]}'],
    ['has no name', '{}'],
  ])('no record that %s', async (_what, record) => {
    const result = await found(logOf(record, STOP));
    expect(result.records).toEqual([]);
    expect(result.summary).toMatchObject({ records: 2, path: 'scan' });
  });

  it('the same for every order and subset of names', async () => {
    const text = logOf(RUN, STOP, '{"eventName":"CreateUser"}', '{"eventName":"Stops"}');
    const wanted = (...names: string[]) => found(text, { names: { names, prefixes: [] } });
    expect(indexesOf(await wanted('Run', 'Stop'))).toEqual([0, 1]);
    expect(indexesOf(await wanted('Stop', 'Run'))).toEqual([0, 1]);
    expect(indexesOf(await wanted('Stop'))).toEqual([1]);
    expect(indexesOf(await wanted('Run', 'é', ' Stop', 'x'.repeat(253)))).toEqual([0]);
    expect(indexesOf(await found(text, { names: { names: [], prefixes: ['Stop', 'C'] } }))).toEqual([
      1, 2, 3,
    ]);
    expect(indexesOf(await found(text, { names: { names: [], prefixes: [] } }))).toEqual([]);
  });

  it.each(['R', 'Ru', ' Run', 'Run', 'Runs', 'Start', 'Runé', 'Start again', 'a"b'])(
    'a record named %s, as a name and as the beginning of names',
    async (name) => {
      const longer = `${name}-and-more`;
      const text = logOf(...[name, longer, 'Other'].map((eventName) => JSON.stringify({ eventName })));
      expect(indexesOf(await found(text, { names: { names: [name], prefixes: [] } }))).toEqual([0]);
      expect(indexesOf(await found(text, { names: { names: ['Or'], prefixes: [name] } }))).toEqual([0, 1]);
    },
  );

  it.each(['"', '\\', '{', '}', '[', ']', 'é'])(
    'the end of records whose texts are full of %s',
    async (character) => {
      const records = Array.from({ length: 200 }, (_, at) =>
        JSON.stringify({ eventName: at % 7 === 0 ? 'Run' : 'Stop', text: character.repeat(at), at }),
      );
      const result = await found(logOf(...records));
      expect(result.records.map(({ record }) => record)).toEqual(
        records.filter((_, at) => at % 7 === 0).map((text) => JSON.parse(text)),
      );
      expect(result.summary).toMatchObject({ records: 200, path: 'scan' });
    },
  );

  it('records at every place around the end of what is unpacked in one go', async () => {
    for (let padding = 130_950; padding < 131_150; padding += 1) {
      const record = `{"a":"${'x'.repeat(padding)}"}`;
      expect(indexesOf(await found(logOf(record, STOP, RUN, STOP)))).toEqual([2]);
    }
  });
});

describe('unusual logs are parsed from there on', () => {
  it.each([
    ['a byte order mark', `\ufeff${logOf(STOP, RUN)}`, [1], 2],
    ['another member first', `{"a":1,"Records":[${STOP},${RUN}]}`, [1], 2],
    ['another member behind', `{"Records":[${STOP},${RUN}],"eventName":"Run"}`, [1], 2],
    ['a second list of records', `{"Records":[${STOP},${RUN}],"Records":[${RUN},0,${RUN}]}`, [1, 2, 4], 5],
    ['a second list before the first record', `{"Records":[],"Records":[0,${RUN}]}`, [1], 2],
    ['an escaped name of the list', String.raw`{"\u0052ecords":[${RUN}]}`, [0], 1],
    ['an element that is no object', logOf(RUN, '7', RUN), [0, 2], 3],
  ])('with %s', async (_what, text, indexes, records) => {
    const result = await found(text);
    expect(indexesOf(result)).toEqual(indexes);
    expect(result.summary).toMatchObject({ records, path: 'parse' });
  });

  it('when there are more places to look at than can be noted', async () => {
    const result = await found(logOf(`{"a":[${'{"eventName":"Run"},'.repeat(70_000)}1]}`, STOP, RUN));
    expect(indexesOf(result)).toEqual([2]);
    expect(result.summary).toMatchObject({ records: 3, path: 'parse' });
  });

  it('when a record has more bytes than it may', async () => {
    const result = await found(logOf(RUN, `{"a":"${'x'.repeat(2_000)}"}`, RUN), { maxRecordBytes: 1_000 });
    expect(indexesOf(result)).toEqual([0, 2]);
    expect(result.summary).toMatchObject({ path: 'parse' });
  });
});

describe('a long log', () => {
  const random = numbers(3);
  const records = Array.from({ length: 12_000 }, (_, at) =>
    JSON.stringify({ at, text: 'x'.repeat(random() * 3_000), eventName: random() < 0.01 ? 'Run' : 'Stop' }),
  );
  const wanted = records.flatMap((text, index) => (text.includes('"Run"') ? [index] : []));

  it.each([true, false])('is scanned window by window, all records counted: %s', async (countRecords) => {
    const result = await found(logOf(...records), { countRecords });
    expect(result.summary.textBytes).toBeGreaterThan(17e6);
    expect(result.summary).toMatchObject({ records: 12_000, path: 'scan' });
    expect(indexesOf(result)).toEqual(wanted);
  });

  it('is parsed from the middle on when something is unusual there', async () => {
    const text = logOf(...records.slice(0, 9_000), '[]', ...records.slice(9_001));
    const result = await found(text);
    expect(result.summary).toMatchObject({ records: 12_000, path: 'parse' });
    expect(indexesOf(result)).toEqual(wanted.filter((index) => index !== 9_000));
  });

  it('is parsed from a record on that fills the memory', async () => {
    const huge = `{"eventName":"Run","text":"${'y'.repeat(9_000_000)}"}`;
    const result = await found(logOf(...records.slice(0, 3_000), huge, RUN), { maxRecordBytes: 2 ** 30 });
    expect(indexesOf(result)).toEqual([...wanted.filter((index) => index < 3_000), 3_000, 3_001]);
    expect(result.summary.path).toBe('parse');
  });
});

describe('a body', () => {
  const body = gzipSync(logOf(STOP, RUN));

  it('of several members is scanned', async () => {
    const text = logOf(RUN, STOP, RUN);
    for (const pieceBytes of [1, 1_000]) {
      const members = [text.slice(0, 20), '', text.slice(20, 50), text.slice(50)].map((part) =>
        gzipSync(part),
      );
      const result = await found(Buffer.concat([...members, Buffer.alloc(600)]), { pieceBytes });
      expect(indexesOf(result)).toEqual([0, 2]);
      expect(result.summary.path).toBe('scan');
    }
  });

  it('with trailing garbage is scanned', async () => {
    const result = await found(Buffer.concat([body, Buffer.from('garbage')]));
    expect(result.summary).toMatchObject({ records: 2, path: 'scan' });
  });

  it.each([
    ['that is cut', body.subarray(0, -9), 'truncated'],
    ['that is empty', Buffer.alloc(0), 'truncated'],
    ['that is not packed', Buffer.from(logOf(RUN)), 'corrupt'],
    [
      'with a wrong checksum',
      Buffer.concat([body.subarray(0, -5), Buffer.from([1]), body.subarray(-4)]),
      'corrupt',
    ],
    ['that holds no JSON', gzipSync('not JSON'), 'not-a-log'],
    ['that holds no list of records', gzipSync('{"Records":{}}'), 'not-a-log'],
  ])('%s is refused', async (_what, content, code) => {
    await expect(found(content)).rejects.toMatchObject({ name: 'LogScanError', code });
  });

  it('with more text than allowed is refused', async () => {
    await expect(found(body, { maxTextBytes: 10 })).rejects.toMatchObject({ code: 'too-large' });
    expect((await found(body, { maxTextBytes: logOf(STOP, RUN).length })).summary.path).toBe('scan');
  });

  it('that breaks throws its own error', async () => {
    const broken = new Error('socket hang up');
    async function* pieces(): AsyncGenerator<Uint8Array> {
      yield body.subarray(0, 20);
      throw broken;
    }
    await expect(scanRecords(pieces(), NAMES, () => undefined)).rejects.toBe(broken);
  });

  it('that is given up is released', async () => {
    let released = false;
    async function* pieces(): AsyncGenerator<Uint8Array> {
      try {
        yield body;
        yield Buffer.from('garbage');
        yield body;
      } finally {
        released = true;
      }
    }
    const refusal = new Error('the receiver is gone');
    const onRecord = () => {
      throw refusal;
    };
    await expect(scanRecords(pieces(), NAMES, onRecord)).rejects.toBe(refusal);
    expect(released).toBe(true);
  });
});

it.each([
  ['every name', { names: [], prefixes: [''] }],
  ['a name that is too long', { names: ['x'.repeat(254)], prefixes: [] }],
  ['too many names', { names: Array.from({ length: 8_193 }, (_, at) => `name${at}`), prefixes: [] }],
])('a scan cannot look for %s', (_what, names) => {
  expect(LogScanner.canScan(names)).toBe(false);
  expect(() => new LogScanner(names)).toThrow(RangeError);
});

it('a scan can look for 8 192 names', async () => {
  const names = Array.from({ length: 8_192 }, (_, at) => `name${at}`);
  const text = logOf(...[0, 4_000, 8_191, 8_192].map((at) => `{"eventName":"name${at}"}`));
  expect(indexesOf(await found(text, { names: { names, prefixes: [] } }))).toEqual([0, 1, 2]);
});
