import { afterEach, expect, it, jest } from '@jest/globals';
import { run } from '../src/bench/get.js';

afterEach(() => {
  jest.restoreAllMocks();
});

it('the benchmark of getting objects prints its figures as one line of JSON', async () => {
  const print = jest.spyOn(console, 'log').mockImplementation(() => undefined);
  expect(await run(['--objects', '100', '--bytes', '2000', '--parallel', '3', '--json'])).toBe(0);

  const figures = JSON.parse(String(print.mock.calls[0]?.[0]));
  expect(figures).toMatchObject({ objects: 100, object_bytes: 2000, parallel: 3 });
  for (const name of ['lean_us', 'sdk_us', 'ratio', 'ratio_low', 'ratio_high'])
    expect([name, figures[name] > 0]).toEqual([name, true]);
  expect(figures.ratio_low).toBeLessThanOrEqual(figures.ratio);
  expect(figures.ratio).toBeLessThanOrEqual(figures.ratio_high);
});

it.each([['--objects=many'], ['--bytes=0'], ['--parallel=1.5'], ['--help']])(
  'called with %s, the benchmark of getting objects says how it is used',
  async (argument) => {
    const print = jest.spyOn(console, 'error').mockImplementation(() => undefined);
    expect(await run([argument])).toBe(2);
    expect(String(print.mock.calls[0]?.[0])).toContain('Usage: npm run bench -- get');
  },
);
