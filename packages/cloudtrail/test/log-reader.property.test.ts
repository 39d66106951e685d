import type { EventSelector } from '@fullstop/core';
import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { brokenTexts, logTexts, pack } from './support/documents.js';
import { oracle } from './support/oracle.js';
import {
  beginningWith,
  codesOf,
  everything,
  named,
  READERS,
  type ReaderKit,
  type Reading,
  readingWith,
  textOf,
} from './support/reading.js';

/* Set the seed that a failure names to see it again, and more runs to look longer. */
const seed = process.env.FAST_CHECK_SEED ? Number(process.env.FAST_CHECK_SEED) : undefined;
const RUNS = Number(process.env.FAST_CHECK_RUNS ?? 20);
const selectors = fc.constantFrom(
  everything,
  named('RunInstances', 'GetObject'),
  beginningWith('Run', 'Get'),
  named(),
);
const pieces = fc.constantFrom(1, 2, 3, 7, 64, 4096);
const cuts = fc.array(fc.nat(), { maxLength: 3 });

function summaryOf({ report, selected }: Reading, { knowsKinds }: ReaderKit) {
  const { records, malformedRecords } = report;
  const kinds = Object.fromEntries(Object.entries(report.kinds).filter(([, count]) => count > 0));
  return { records, malformedRecords, selected, ...(knowsKinds && { kinds }) };
}

function expectedBy(body: Buffer, selector: EventSelector, { knowsKinds }: ReaderKit) {
  const expected = oracle(body, selector);
  if (!expected) return undefined;
  const { kinds, ...others } = expected;
  return knowsKinds ? { ...others, kinds } : others;
}

describe.each(READERS)('the %s reader, compared with parsing everything', (_name, kit) => {
  const reading = readingWith(kit);

  it('reads every well-formed log alike, however it is packed and cut', async () => {
    const property = fc.asyncProperty(
      logTexts,
      selectors,
      pieces,
      cuts,
      async (text, selector, pieceBytes, members) => {
        const body = members.length > 0 ? pack(Buffer.from(text), members) : kit.bodyOf(text);
        const found = await reading(body, { selector, pieceBytes });
        expect(found.report.complete).toBe(true);
        expect(found.report.bytes).toBe(Buffer.byteLength(text));
        expect(found.report.compressedBytes).toBe(body.length);
        expect(summaryOf(found, kit)).toEqual(expectedBy(body, selector, kit));
      },
    );
    await fc.assert(property, { numRuns: RUNS, seed });
  });

  it('never throws on a broken log, and reads it alike where it is still JSON', async () => {
    const property = fc.asyncProperty(brokenTexts, selectors, pieces, async (text, selector, pieceBytes) => {
      const body = kit.bodyOf(text);
      const found = await reading(body, { selector, pieceBytes });
      const { records, malformedRecords, kinds, skipped = 0 } = found.report;
      expect(Object.values(kinds).reduce((sum, count) => sum + count, malformedRecords + skipped)).toBe(
        records,
      );
      if (!isJson(body)) return;
      const expected = expectedBy(body, selector, kit);
      if (expected) expect(summaryOf(found, kit)).toEqual(expected);
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
