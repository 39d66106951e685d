import { setTimeout as delay } from 'node:timers/promises';
import { afterEach, describe, expect, it, jest } from '@jest/globals';
import { Stopwatch } from '../src/bench/ingest/stopwatch.js';
import { run } from '../src/bench/ingest.js';
import { cpuSecondsIn, cpuSecondsOf } from '../src/support/cpu-time.js';

afterEach(() => {
  jest.restoreAllMocks();
});

it('the ingest benchmark prints its figures as one line of JSON', async () => {
  const print = jest.spyOn(console, 'log').mockImplementation(() => undefined);
  expect(await run(['--objects', '8', '--records', '50', '--json'])).toBe(0);

  const figures = JSON.parse(String(print.mock.calls[0]?.[0]));
  expect(figures).toEqual({
    objects: 8,
    records: 400,
    mb: expect.any(Number),
    one_replica: expect.any(Object),
    two_replicas: expect.any(Object),
    ratio_two_to_one: expect.any(Number),
    shares: expect.any(Object),
    gunzip_mb_per_cpu_s: expect.any(Number),
    gunzip_records_per_cpu_s: expect.any(Number),
    plain_mb_per_cpu_s: expect.any(Number),
    plain_records_per_cpu_s: expect.any(Number),
    ratio_gunzip: expect.any(Number),
    ratio_plain: expect.any(Number),
  });
  expect(figures.ratio_plain).toBeGreaterThan(figures.ratio_gunzip);
  for (const replicas of [figures.one_replica, figures.two_replicas]) {
    expect(Object.keys(replicas)).toEqual([
      'objects_per_s',
      'records_per_s',
      'mb_per_s',
      'cpu_s',
      'records_per_cpu_s',
      'mb_per_cpu_s',
    ]);
    expect(replicas.objects_per_s).toBeGreaterThan(0);
  }
  expect(Object.keys(figures.shares)).toEqual(['download', 'reading', 'checks', 'database']);
  const shares = Object.values<number>(figures.shares);
  expect(shares.every((share) => share > 0 && share < 1)).toBe(true);
  expect(shares.reduce((sum, share) => sum + share)).toBeCloseTo(1, 2);
}, 120_000);

it.each([['--objects=many'], ['--records=0'], ['--share=2'], ['--help']])(
  'called with %s, the ingest benchmark says how it is used',
  async (argument) => {
    const print = jest.spyOn(console, 'error').mockImplementation(() => undefined);
    expect(await run([argument])).toBe(2);
    expect(String(print.mock.calls[0]?.[0])).toContain('Usage: npm run bench -- ingest');
  },
);

describe('A stopwatch', () => {
  it('counts what runs at the same time once, and no pauses', async () => {
    const watch = new Stopwatch();
    const startedAt = performance.now();
    await Promise.all([watch.during(() => delay(60)), watch.during(() => delay(60))]);
    await delay(60);
    await watch.during(() => delay(60));
    const totalMs = performance.now() - startedAt;
    // Timers may be a millisecond early.
    expect(watch.elapsedMs).toBeGreaterThan(115);
    expect(totalMs - watch.elapsedMs).toBeGreaterThan(58);
  });

  it('stops when what it watches fails', async () => {
    const watch = new Stopwatch();
    await expect(watch.during(() => Promise.reject(new Error('no')))).rejects.toThrow('no');
    const { elapsedMs } = watch;
    await delay(5);
    expect(watch.elapsedMs).toBe(elapsedMs);
  });
});

describe('CPU time', () => {
  it('is user and system time, whatever the program is called', () => {
    const stat = '42 (a (b) c) S 1 2 3 4 5 6 7 8 9 10 250 50 0 0 20 0 11 0 1 2';
    expect(cpuSecondsIn(stat)).toBe(3);
  });

  it('is not known of a process that does not exist', () => {
    expect(cpuSecondsOf(2 ** 31 - 1)).toBeUndefined();
  });
});
