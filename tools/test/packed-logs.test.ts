import { gunzipSync } from 'node:zlib';
import { expect, it } from '@jest/globals';
import { packedLogs } from '../src/sample-world/index.js';

it('packed logs stop with the file that has enough text', () => {
  const logs = [...packedLogs({ bytes: 300_000, recordsPerFile: 50 })];
  const sizes = logs.map(({ textBytes }) => textBytes);
  const total = sizes.reduce((sum, size) => sum + size, 0);
  expect(total).toBeGreaterThanOrEqual(300_000);
  expect(total - (sizes.at(-1) ?? 0)).toBeLessThan(300_000);
});

it('packed logs say what is in them', () => {
  for (const { body, textBytes, records } of packedLogs({ bytes: 100_000, recordsPerFile: 30 })) {
    const text = gunzipSync(body);
    expect(text.length).toBe(textBytes);
    expect(JSON.parse(text.toString())).toMatchObject({ Records: { length: records } });
  }
});

it.each([
  [0, 0],
  [1, 40],
])('with a share of %d interesting records, each file has %i', (interestingShare, interesting) => {
  const [log] = packedLogs({ bytes: 1, recordsPerFile: 40, interestingShare });
  expect(log?.interesting).toBe(interesting);
});
