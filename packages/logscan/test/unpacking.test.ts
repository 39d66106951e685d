import { crc32, deflateRawSync, gunzipSync, gzipSync, inflateRawSync } from 'node:zlib';
import { describe, expect, it } from '@jest/globals';
import { createScanModule } from '../src/scan-module.js';
import { numbers, unpacked } from './support/scanning.js';

const LENGTH = 150_000;
const DAMAGED = 'The gzip data are damaged.';
const GZIP_HEADER = Buffer.from([0x1f, 0x8b, 8, 0, 0, 0, 0, 0, 0, 0xff]);

function bytes(length: number, byteAt: (at: number, made: Buffer) => number): Buffer {
  const made = Buffer.alloc(length);
  for (let at = 0; at < length; at += 1) made[at] = byteAt(at, made);
  return made;
}

const random = numbers(1);
const TEXTS: readonly (readonly [string, Buffer])[] = [
  ['nothing', Buffer.alloc(0)],
  ['one byte', Buffer.from('x')],
  ['one byte again and again', Buffer.alloc(LENGTH, 7)],
  ['noise', bytes(LENGTH, () => random() * 256)],
  ['bytes of very different frequency', bytes(LENGTH, () => random() ** 12 * 256)],
  [
    'short distances',
    bytes(LENGTH, (at, made) =>
      at < 20 || random() < 0.02 ? random() * 256 : made[at - 1 - Math.floor(random() * 20)]!,
    ),
  ],
  [
    'long distances',
    bytes(LENGTH, (at, made) => (at < 33_000 ? random() * 256 : made[at - 32_768 + (at % 3)]!)),
  ],
  [
    'words',
    Buffer.from(
      Array.from(
        { length: 20_000 },
        () => ['"eventName":', '{', '}', ' 12345'][Math.floor(random() * 4)],
      ).join(''),
    ),
  ],
];
const SHAPES = [0, 1, 6, 9].flatMap((level) =>
  [0, 2, 3, 4].map((strategy) => ({ level, strategy, memLevel: 1 + level })),
);

describe('unpacking', () => {
  it.each(TEXTS)('%s gives the same bytes, however they were packed and come in', async (_what, text) => {
    for (const [at, shape] of SHAPES.entries()) {
      const body = gzipSync(text, { ...shape, memLevel: Math.min(shape.memLevel, 9) });
      const { text: found, problem } = await unpacked(body, [1_000_000, 1_000, 61, 7][at % 4]);
      expect(problem).toBeUndefined();
      expect(found.equals(text)).toBe(true);
    }
  });

  it('of more text than memory holds gives the same bytes', async () => {
    const part = gzipSync(
      bytes(1_000_000, (at, made) => (at < 40_000 ? random() * 256 : made[at - 32_768]!)),
    );
    const body = Buffer.concat(Array.from({ length: 17 }, () => part));
    const { text, problem } = await unpacked(body);
    expect(problem).toBeUndefined();
    expect(text.equals(gunzipSync(body))).toBe(true);
  });

  it('refuses the deflate data that zlib refuses, when any bits of the codes are turned', async () => {
    const text = Buffer.from(
      Array.from({ length: 300 }, (_, at) => `"name${at % 17}":${(at * 7919) % 1000},`).join(''),
    );
    const good = deflateRawSync(text);
    const verdicts: string[] = [];
    for (let bit = 0; bit < 90 * 8; bit += 1) {
      const data = Buffer.from(good);
      data[bit >> 3]! ^= 1 << (bit & 7);
      verdicts.push(await agreedVerdict(data));
    }
    expect(new Set(verdicts)).toEqual(new Set(['good', 'corrupt', 'truncated']));
  });

  it('refuses the deflate data that zlib refuses, in bytes that were never packed', async () => {
    const verdicts: string[] = [];
    for (let run = 0; run < 3_000; run += 1) {
      verdicts.push(await agreedVerdict(bytes(3 + Math.floor(random() * 60), () => random() * 256)));
    }
    expect(new Set(verdicts)).toEqual(new Set(['good', 'corrupt', 'truncated']));
  });

  it.each([
    ['an unknown type of block', [0x07], 'corrupt'],
    ['a stored block whose length does not agree', [0x01, 5, 0, 5, 0], 'corrupt'],
    ['too many length codes', [0xfd, 0x1f, 0, 0, 0, 0, 0, 0], 'corrupt'],
    ['a distance before the start', [0x63, 0x00, 0x42, 0, 0, 0, 0], 'corrupt'],
    ['an empty stored block', [0x01, 0, 0, 0xff, 0xff], 'good'],
    ['an empty block of fixed codes', [0x03, 0], 'good'],
    ['a block that ends in its header', [0x05], 'truncated'],
  ])('takes %s as zlib does', async (_what, block, verdict) => {
    expect(await agreedVerdict(Buffer.from(block))).toBe(verdict);
  });

  it('checks the checksum of every member unless told otherwise', async () => {
    const wrong = gzipSync('second');
    wrong[wrong.length - 8]! ^= 1;
    const body = Buffer.concat([gzipSync('first'), wrong]);
    expect((await unpacked(body)).problem?.kind).toBe('corrupt');
    expect((await unpacked(body, undefined, false)).problem).toBeUndefined();
  });
});

describe('the checksum', () => {
  const module = createScanModule();
  const memory = Buffer.from(module.memory.buffer);
  const start = module.textAt.value;
  memory.set(
    bytes(300_000, () => random() * 256),
    start,
  );

  function checksumOf(length: number, pieceBytes: number): number {
    const end = start + length;
    let at = start;
    module.startCrc();
    for (let known = start; known < end; ) {
      known = Math.min(end, known + pieceBytes);
      at = module.addToCrc(at, known);
    }
    return module.finishCrc(at, end) >>> 0;
  }

  it('is that of zlib for every length up to 400, and for long texts', () => {
    const lengths = [
      ...Array.from({ length: 400 }, (_, at) => at),
      4_018,
      4_032,
      8_192,
      8_207,
      8_208,
      12_288,
      70_001,
      299_999,
    ];
    for (const length of lengths) {
      const expected = crc32(memory.subarray(start, start + length));
      expect([length, checksumOf(length, 1_000_000)]).toEqual([length, expected]);
    }
  });

  it.each([1, 15, 17, 63, 4_033, 8_192, 131_072])('is the same in pieces of %i bytes', (pieceBytes) => {
    expect(checksumOf(20_011, pieceBytes)).toBe(crc32(memory.subarray(start, start + 20_011)));
  });
});

/** What zlib and we say about deflate data; fails when that is not the same. */
async function agreedVerdict(data: Buffer): Promise<string> {
  const expected = inflated(data);
  const { text, problem } = await unpacked(Buffer.concat([GZIP_HEADER, data]), undefined, false);
  // Without a trailer, what is good ends too early.
  const verdict =
    problem?.kind === 'truncated' ? 'truncated' : problem?.detail === DAMAGED ? 'corrupt' : 'good';
  if (typeof expected === 'string') {
    if (verdict !== expected) throw new Error(`${data.toString('hex')}: ${verdict} instead of ${expected}`);
    return expected;
  }
  if (verdict === 'corrupt' || !text.equals(expected)) throw new Error(`${data.toString('hex')}: ${verdict}`);
  return 'good';
}

function inflated(data: Buffer): Buffer | 'corrupt' | 'truncated' {
  try {
    return inflateRawSync(data);
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException;
    if (code === 'Z_DATA_ERROR') return 'corrupt';
    if (code === 'Z_BUF_ERROR') return 'truncated';
    throw error;
  }
}
