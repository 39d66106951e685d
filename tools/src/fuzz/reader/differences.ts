import { isDeepStrictEqual } from 'node:util';
import { createLogReader, StreamingLogReader } from '@fullstop/cloudtrail';
import { Random } from '../../sample-world/random.js';
import { damaged } from './damage.js';
import { randomDocument } from './documents.js';
import { packRandomly } from './packing.js';
import { expectedOf, type Reading, readingOf, unpacked } from './readings.js';
import { randomSelector } from './selectors.js';

const counting = createLogReader();
const hasty = createLogReader({ countRecords: false });
const streaming = new StreamingLogReader();

/** How one case went; `difference` says what is wrong. */
export interface Outcome {
  readonly difference: string | undefined;
  /** Whether nothing was parsed but what was looked for. */
  readonly scanned: boolean;
}

/** Reads one random log with both readers, and with zlib and `JSON.parse`. */
export async function compareDocument(seed: number): Promise<Outcome> {
  const random = new Random(seed);
  const selector = randomSelector(random);
  const { text, regular } = randomDocument(random);
  const bytes = Buffer.from(text);
  const body = packRandomly(random, bytes);
  const scanned = await readingOf(counting, body, selector, random);
  const quick = await readingOf(hasty, body, selector, random);
  const difference = regular
    ? differenceToJson(scanned, quick, expectedOf(bytes, selector))
    : differenceToStream(scanned, quick, await readingOf(streaming, body, selector, random));
  return { difference, scanned: scanned.report.path === 'scan' };
}

/** Damages one random gzip body, and compares what the reader says about it with what zlib says. */
export async function compareDamaged(seed: number): Promise<Outcome> {
  const random = new Random(seed);
  const selector = randomSelector(random);
  // A text that is wrong itself would hide what is wrong with the body.
  let document = randomDocument(random);
  while (!document.regular) document = randomDocument(random);
  const body = damaged(random, packRandomly(random, Buffer.from(document.text)));
  const found = await readingOf(random.chance(0.5) ? counting : hasty, body, selector, random);
  const scanned = found.report.path === 'scan';
  const plain = await readingOf(streaming, body, selector, random);
  const text = unpacked(body);
  if (text === undefined) {
    // The other reader may stop at what damage did to the text, and not come to the checksum.
    const refused = found.report.problems.length > 0 && found.report.complete === plain.report.complete;
    if (!refused) return { difference: 'zlib refuses it, the reader does not', scanned };
    const alike = !found.report.complete || isDeepStrictEqual(found.selected, plain.selected);
    return { difference: alike ? undefined : 'other records than the streaming reader', scanned };
  }
  const expected = found.report.complete ? expectedOf(text, selector) : undefined;
  const alike = expected === undefined || isDeepStrictEqual(found.selected, expected.selected);
  // What zlib takes for a document may be several, or none: there the other reader is the judge.
  const judged = alike || isDeepStrictEqual(found.selected, plain.selected);
  return { difference: judged ? undefined : 'other records than those of the text', scanned };
}

function differenceToJson(
  scanned: Reading,
  quick: Reading,
  expected: ReturnType<typeof expectedOf>,
): string | undefined {
  if (!expected) return 'the document was meant to be a log';
  if (!scanned.report.complete || !quick.report.complete) return 'not read to its end';
  if (!isDeepStrictEqual(scanned.selected, expected.selected))
    return 'other records than those of JSON.parse';
  if (!isDeepStrictEqual(quick.selected, expected.selected)) return 'other records when not all are counted';
  const { records, malformedRecords } = scanned.report;
  if (records !== expected.records) return `${records} records instead of ${expected.records}`;
  if (malformedRecords !== expected.malformedRecords) return 'another number of malformed records';
  return undefined;
}

function differenceToStream(scanned: Reading, quick: Reading, plain: Reading): string | undefined {
  if (!isDeepStrictEqual(scanned.selected, plain.selected)) return 'other records than the streaming reader';
  if (!isDeepStrictEqual(quick.selected, plain.selected)) return 'other records when not all are counted';
  if (!isDeepStrictEqual(codesOf(scanned), codesOf(plain)))
    return `${codesOf(scanned)} instead of ${codesOf(plain)}`;
  if (scanned.report.complete !== plain.report.complete) return 'complete for one reader only';
  if (scanned.report.records !== plain.report.records) return 'another number of records';
  return undefined;
}

function codesOf({ report }: Reading): string[] {
  return report.problems.map(({ code }) => code);
}
