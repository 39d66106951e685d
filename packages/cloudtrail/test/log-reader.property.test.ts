import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { brokenTexts, logTexts, pack } from './support/documents.js';
import { oracle } from './support/oracle.js';
import { codesOf, everything, named, type Reading, reading, textOf } from './support/reading.js';

/* Set the seed that a failure names to see it again, and more runs to look longer. */
const seed = process.env.FAST_CHECK_SEED ? Number(process.env.FAST_CHECK_SEED) : undefined;
const RUNS = Number(process.env.FAST_CHECK_RUNS ?? 40);
const selectors = fc.constantFrom(everything, named('RunInstances', 'GetObject'), named());
const pieces = fc.constantFrom(1, 2, 3, 7, 64, 4096);
const cuts = fc.array(fc.nat(), { maxLength: 3 });

function summaryOf({ report, selected }: Reading) {
  const { records, malformedRecords } = report;
  const kinds = Object.fromEntries(Object.entries(report.kinds).filter(([, count]) => count > 0));
  return { records, malformedRecords, kinds, selected };
}

describe('the streaming reader, compared with parsing everything', () => {
  it('reads every well-formed log alike, however it is packed and cut', async () => {
    const property = fc.asyncProperty(
      logTexts,
      selectors,
      pieces,
      cuts,
      async (text, selector, pieceBytes, members) => {
        const body = pack(Buffer.from(text), members);
        const found = await reading(body, { selector, pieceBytes });
        expect(found.report.complete).toBe(true);
        expect(found.report.bytes).toBe(Buffer.byteLength(text));
        expect(found.report.compressedBytes).toBe(body.length);
        expect(summaryOf(found)).toEqual(oracle(body, selector));
      },
    );
    await fc.assert(property, { numRuns: RUNS, seed });
  });

  it('never throws on a broken log, and reads it alike where it is still JSON', async () => {
    const property = fc.asyncProperty(brokenTexts, selectors, pieces, async (body, selector, pieceBytes) => {
      const found = await reading(body, { selector, pieceBytes });
      const { records, malformedRecords, kinds } = found.report;
      expect(Object.values(kinds).reduce((sum, count) => sum + count, malformedRecords)).toBe(records);
      if (!isJson(body)) return;
      const expected = oracle(body, selector);
      if (expected) expect(summaryOf(found)).toEqual(expected);
      else expect(codesOf(found)).toEqual(['LOG_WITHOUT_RECORDS']);
    });
    await fc.assert(property, { numRuns: 2 * RUNS, seed });
  });
});

function isJson(body: Buffer): boolean {
  try {
    JSON.parse(textOf(body));
    return true;
  } catch (error) {
    if (error instanceof SyntaxError) return false;
    throw error;
  }
}
