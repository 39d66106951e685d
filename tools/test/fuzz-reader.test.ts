import { afterEach, expect, it, jest } from '@jest/globals';
import { run } from '../src/fuzz/reader.js';

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
