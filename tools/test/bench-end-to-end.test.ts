import { afterEach, expect, it, jest } from '@jest/globals';
import { run } from '../src/bench/end-to-end.js';

/** What both other ways of reading the same are said with, and how they compare. */
const COMPARED = [
  'gunzip_mb_per_cpu_s',
  'gunzip_records_per_cpu_s',
  'plain_mb_per_cpu_s',
  'plain_records_per_cpu_s',
  'ratio_gunzip',
  'ratio_plain',
];

afterEach(() => {
  jest.restoreAllMocks();
});

it('the end-to-end benchmark stores violations, and prints its figures as one line of JSON', async () => {
  const print = jest.spyOn(console, 'log').mockImplementation(() => undefined);
  expect(await run(['--objects', '6', '--records', '100', '--json'])).toBe(0);

  const { shares } = JSON.parse(String(print.mock.calls[0]?.[0]));
  expect(shares).toMatchObject([
    { share: 0.005, objects: 6, records: 600 },
    { share: 0.05, objects: 6, records: 600 },
  ]);
  expect(shares[1].violations).toBeGreaterThan(0);
  const names = ['cpu_s', 'records_per_cpu_s', 'mb_per_cpu_s', 'objects_per_cpu_s'];
  for (const name of [...names, ...COMPARED])
    for (const figures of shares) expect([name, figures[name] > 0]).toEqual([name, true]);
}, 120_000);

it.each([['--objects=many'], ['--records=0'], ['--help']])(
  'called with %s, the end-to-end benchmark says how it is used',
  async (argument) => {
    const print = jest.spyOn(console, 'error').mockImplementation(() => undefined);
    expect(await run([argument])).toBe(2);
    expect(String(print.mock.calls[0]?.[0])).toContain('Usage: npm run bench -- end-to-end');
  },
);
