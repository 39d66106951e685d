import { Readable } from 'node:stream';
import { constants, deflateRawSync, gzipSync } from 'node:zlib';
import { describe, expect, it } from '@jest/globals';
import type { SelectedRecord } from '../src/index.js';
import { sleep } from './support/async.js';
import {
  bodyOf,
  call,
  codesOf,
  everyName,
  logOf,
  named,
  packed,
  READERS,
  readingWith,
} from './support/reading.js';

const count = (length: number) => Array.from({ length }, (_, at) => call('Run', { at }));
const noise = (length: number) => Buffer.from(Array.from({ length }, (_, at) => (at * 73 + 17) % 256));
/** Text that does not shrink much, so that cuts fall into it. */
const uneven = (length: number) =>
  count(length).map((record, at) => ({ ...record, text: noise(40 + (at % 7)).toString('hex') }));

describe.each(READERS)('for the %s reader', (_name, kit) => {
  const reading = readingWith(kit);
  const { create } = kit;

  describe('a packed log', () => {
    it('D8: may be plain text under a packed name', async () => {
      const { report, selected } = await reading(Buffer.from(logOf(call('Run'))));
      expect(selected).toHaveLength(1);
      expect(report.compressedBytes).toBe(report.bytes);
    });

    it.each([1, 5, 65_536])('D7: of many members is read whole in pieces of %i bytes', async (pieceBytes) => {
      const text = Buffer.from(logOf(...count(20)));
      const members = [text.subarray(0, 100), Buffer.alloc(0), text.subarray(100, 101), text.subarray(101)];
      const found = await reading(Buffer.concat(members.map((member) => gzipSync(member))), { pieceBytes });
      expect(found.selected).toHaveLength(20);
      expect(found.report).toMatchObject({ bytes: text.length, complete: true, problems: [] });
    });

    it('D7: whose members are documents of their own is read whole, records counted through', async () => {
      const found = await reading(Buffer.concat([packed(...count(2)), packed(), packed(call('Stop'))]));
      expect(found.selected.map(({ index, record }) => [index, record.eventName])).toEqual([
        [0, 'Run'],
        [1, 'Run'],
        [2, 'Stop'],
      ]);
      expect(found.report.complete).toBe(true);
    });

    it.each([
      ['text', Buffer.from('garbage')],
      ['one byte', Buffer.from('x')],
      ['half of the magic number', Buffer.from([0x1f])],
      ['zeros and text', Buffer.from('\0\0\0x')],
    ])('D7: with garbage after it (%s) is complete, and the garbage is reported', async (_what, garbage) => {
      for (const pieceBytes of [1, 1_000]) {
        const found = await reading(Buffer.concat([packed(...count(3)), garbage]), { pieceBytes });
        expect(codesOf(found)).toEqual(['LOG_TRAILING_GARBAGE']);
        expect(found.report).toMatchObject({ records: 3, complete: true });
      }
    });

    it('may be padded with zeros, and go on after them', async () => {
      const padding = Buffer.alloc(10_000);
      const found = await reading(Buffer.concat([packed(call('A')), padding, packed(call('B')), padding]));
      expect(codesOf(found)).toEqual([]);
      expect(found.selected).toHaveLength(2);
    });

    it('with every optional field in its header is read', async () => {
      const [fixed, rest] = [packed(call('Run')).subarray(0, 10), packed(call('Run')).subarray(10)];
      const header = Buffer.concat([fixed, Buffer.from('\x03\0abcname\0comment\0cc', 'latin1')]);
      header[3] = 0x1e;
      for (const pieceBytes of [1, 1_000]) {
        const found = await reading(Buffer.concat([header, rest]), { pieceBytes });
        expect(found.report).toMatchObject({ records: 1, complete: true });
      }
    });

    it.each([
      ['an unknown method', [2, 7]],
      ['unknown flags', [3, 0xe0]],
    ])('with %s in its header is corrupt', async (_what, [at, value]) => {
      const body = packed(call('Run'));
      body[at!] = value!;
      expect(codesOf(await reading(body))).toEqual(['LOG_CORRUPT']);
    });

    it('whose header has no end is corrupt, and is not collected for ever', async () => {
      const header = packed().subarray(0, 10);
      header[3] = 0x08;
      const found = await reading(Buffer.concat([header, Buffer.alloc(1_000_000, 'n')]));
      expect(codesOf(found)).toEqual(['LOG_CORRUPT']);
      expect(found.report.compressedBytes).toBeLessThan(300_000);
    });

    it('D6: that is cut anywhere is truncated, and what was readable is handed over', async () => {
      const body = packed(...uneven(30));
      let last = 0;
      for (let length = 2; length < body.length; length += 7) {
        const found = await reading(body.subarray(0, length));
        expect(codesOf(found)).toEqual(['LOG_TRUNCATED']);
        expect(found.report.complete).toBe(false);
        expect(found.selected.length).toBe(found.report.records);
        expect(found.selected.length).toBeGreaterThanOrEqual(last);
        last = found.selected.length;
      }
      expect(last).toBe(30);
      expect((await reading(body.subarray(0, body.length * 0.75))).selected.length).toBeGreaterThan(10);
    });

    it('D6: whose second member is cut is truncated, and the first is handed over', async () => {
      const found = await reading(Buffer.concat([packed(call('Run')), packed(call('Run')).subarray(0, 12)]));
      expect(codesOf(found)).toEqual(['LOG_TRUNCATED']);
      expect(found.selected).toHaveLength(1);
    });

    it.each([
      ['checksum', 8],
      ['length', 4],
    ])('with a wrong %s is corrupt and not complete', async (_what, fromEnd) => {
      const body = packed(...count(3));
      body[body.length - fromEnd]! ^= 0xff;
      const found = await reading(body);
      expect(codesOf(found)).toEqual(['LOG_CORRUPT']);
      expect(found.report).toMatchObject({ records: 3, complete: false });
    });

    it('with damaged data is corrupt, and what came before is handed over', async () => {
      const damaged = packed(...count(3));
      damaged[10] = 0xff;
      const found = await reading(Buffer.concat([packed(...count(5)), damaged]));
      expect(codesOf(found)).toEqual(['LOG_CORRUPT']);
      expect(found.selected).toHaveLength(5);
      expect(found.report.complete).toBe(false);
    });
  });

  describe('a packed log that turns bad', () => {
    it('loses nothing of what came before, however slowly its records are taken', async () => {
      const text = logOf(...uneven(300)).slice(0, -2);
      const readable = deflateRawSync(text, { finishFlush: constants.Z_SYNC_FLUSH });
      async function* body() {
        yield packed().subarray(0, 10);
        yield* bodyOf(readable, 100);
        // A block of a type that does not exist.
        yield Buffer.from([0x07]);
      }
      let records = 0;
      const report = await create().read(body(), everyName, async (batch) => {
        await sleep(3);
        records += batch.length;
      });
      expect(report.problems.map(({ code }) => code)).toEqual(['LOG_CORRUPT']);
      expect(records).toBe(300);
    });
  });

  describe('a log that is too large', () => {
    it('D10: is given up at the limit of its text, and what came before is handed over', async () => {
      const bomb = gzipSync(
        Buffer.concat([Buffer.from(logOf(call('Run')).slice(0, -2)), Buffer.alloc(20_000_000, ' ')]),
      );
      const found = await reading(bomb, { limits: { maxDecompressedBytes: 3_000_000 } });
      expect(codesOf(found)).toEqual(['LOG_TOO_LARGE']);
      expect(found.report).toMatchObject({ records: 1, bytes: 3_000_000, complete: false });
    });

    it('is given up at the limit of its body', async () => {
      const body = packed(...uneven(500));
      const found = await reading(body, { limits: { maxCompressedBytes: 1_000 }, pieceBytes: 300 });
      expect(codesOf(found)).toEqual(['LOG_TOO_LARGE']);
      expect(found.report).toMatchObject({ compressedBytes: 1_000, complete: false });
      expect(found.selected.length).toBe(found.report.records);
    });

    it('is not one of exactly the limits', async () => {
      const body = packed(call('Run'));
      const limits = { maxCompressedBytes: body.length, maxDecompressedBytes: logOf(call('Run')).length };
      expect(codesOf(await reading(body, { limits }))).toEqual([]);
      expect(
        codesOf(
          await reading(Buffer.from(logOf(call('Run'))), { limits: { ...limits, maxCompressedBytes: 1 } }),
        ),
      ).toEqual([]);
    });
  });

  describe('the way of the records', () => {
    it('goes in lists of at most 64, in order', async () => {
      const sizes: number[] = [];
      const indexes: number[] = [];
      await create().read(bodyOf(packed(...count(150))), everyName, async (records) => {
        sizes.push(records.length);
        indexes.push(...records.map(({ index }) => index));
      });
      expect(sizes).toEqual([64, 64, 22]);
      expect(indexes).toEqual(Array.from({ length: 150 }, (_, at) => at));
    });

    it('is never empty', async () => {
      const lists: (readonly SelectedRecord[])[] = [];
      await create().read(bodyOf(packed(call('Stop'))), named('Run'), async (records) => {
        lists.push(records);
      });
      expect(lists).toEqual([]);
    });

    it.each(['plain', 'packed'])('stops a %s body while a list is worked on', async (how) => {
      const body = how === 'plain' ? Buffer.from(logOf(...uneven(5_000))) : packed(...uneven(5_000));
      let pieces = 0;
      async function* counted() {
        for await (const piece of bodyOf(body, how === 'plain' ? 20_000 : 200)) {
          pieces += 1;
          yield piece;
        }
      }
      const seen: number[] = [];
      const report = await create().read(counted(), everyName, async () => {
        const before = pieces;
        await sleep(seen.length < 3 ? 20 : 0);
        seen.push(pieces - before);
      });
      expect(report.complete).toBe(true);
      expect(pieces).toBeGreaterThan(30);
      expect(Math.max(...seen)).toBeLessThanOrEqual(3);
    });
  });

  describe('the body', () => {
    const contents = [
      ['plain', Buffer.from(logOf(...count(500)))],
      ['packed', packed(...uneven(500))],
    ] as const;

    /** A stream that never ends by itself. */
    function endless(content: Buffer) {
      const state = { released: false };
      async function* body() {
        try {
          yield* bodyOf(content, 1_000);
          yield* bodyOf(Buffer.alloc(1_000_000), 1_000);
        } finally {
          state.released = true;
        }
      }
      return { state, body: body() };
    }

    it.each(contents)(
      'is released when the list of a %s log is refused, and the error comes out',
      async (_how, content) => {
        const { state, body } = endless(content);
        const refusal = new Error('the store is down');
        const result = create().read(body, everyName, () => Promise.reject(refusal));
        await expect(result).rejects.toBe(refusal);
        expect(state.released).toBe(true);
      },
    );

    it.each(contents)('is released when a %s log is given up', async (_how, content) => {
      const { state, body } = endless(content);
      const limits = { maxDecompressedBytes: 5_000 };
      const report = await create(limits).read(body, everyName, async () => {});
      expect(report.problems[0]?.code).toBe('LOG_TOO_LARGE');
      expect(state.released).toBe(true);
    });

    it('is destroyed when it is a stream that waits', async () => {
      const stream = new Readable({ read() {} });
      stream.push('{"Records":[1 1');
      const report = await create().read(stream, everyName, async () => {});
      expect(report.problems[0]?.code).toBe('LOG_NOT_JSON');
      expect(stream.destroyed).toBe(true);
    });

    it.each(contents)('that breaks in the middle of a %s log throws its own error', async (_how, content) => {
      const broken = Object.assign(new Error('socket hang up'), { code: 'ECONNRESET' });
      async function* body() {
        yield content.subarray(0, content.length / 2);
        throw broken;
      }
      await expect(readAll(body())).rejects.toBe(broken);
    });

    it('that breaks at once throws its own error', async () => {
      const broken = new Error('no such key');
      const body = new Readable({ read() {} });
      body.destroy(broken);
      await expect(readAll(body)).rejects.toBe(broken);
    });

    const readAll = (body: AsyncIterable<Uint8Array>) => create().read(body, everyName, async () => {});
  });
});
