import { afterEach, expect, it, jest } from '@jest/globals';
import { run } from '../src/bench/reader.js';

afterEach(() => {
  jest.restoreAllMocks();
});

it('the reader benchmark selects what JSON.parse selects, and prints its figures as one line of JSON', async () => {
  const print = jest.spyOn(console, 'log').mockImplementation(() => undefined);
  expect(await run(['--mb', '1', '--share', '0.1', '--json'])).toBe(0);

  const figures = JSON.parse(String(print.mock.calls[0]?.[0]));
  expect(Object.keys(figures)).toEqual([
    'gunzip_mb_s',
    'reader_mb_s',
    'plain_mb_s',
    'ratio_gunzip',
    'ratio_plain',
    'records_per_s',
    'rss_mb',
    'unchecked_mb_s',
    'ratio_gunzip_unchecked',
    'uncounted_mb_s',
    'ratio_gunzip_uncounted',
    'streaming_mb_s',
    'workers',
    'ratio_workers',
    'ratio_workers_clock',
  ]);
  expect(Object.values(figures).every((value) => Number(value) > 0)).toBe(true);
});

it('without numbers, the reader benchmark says how it is used', async () => {
  const print = jest.spyOn(console, 'error').mockImplementation(() => undefined);
  expect(await run(['--mb', 'many'])).toBe(2);
  expect(String(print.mock.calls[0]?.[0])).toContain('Usage: npm run bench -- reader');
});
