import { randomUUID } from 'node:crypto';
import type { EventNames } from './event-names.js';
import type { LogScan, ResumePoint, ScanOptions } from './log-scan.js';
import { LogScanError } from './log-scan-error.js';
import { LogScanner } from './log-scanner.js';

/** A record with one of the names that were looked for. */
export interface FoundRecord {
  /** Position among all elements of `Records`, from 0. */
  readonly index: number;
  readonly record: Readonly<Record<string, unknown>>;
}

/** What a log had to say beside its records. */
export interface ScanSummary {
  /** Bytes of text. */
  readonly textBytes: number;
  /** Elements of `Records`; when not all are counted, those that were passed. */
  readonly records: number;
  /** `scan`: nothing was parsed but what was found. `parse`: from some place on, something was unusual. */
  readonly path: 'scan' | 'parse';
}

/** Strings of Node end at 512 MiB. */
const MAX_PARSED_BYTES = 256 * 1024 * 1024;

/**
 * Hands every record of a gzip log with one of the names to `onRecord`, in order. Where the text is unusual, the rest of it
 * is parsed with `JSON.parse`, up to 256 MiB.
 * @throws {LogScanError} when the log cannot be read to its end, after what was found before.
 */
export async function scanRecords(
  body: AsyncIterable<Uint8Array>,
  names: EventNames,
  onRecord: (found: FoundRecord) => void,
  options: ScanOptions = {},
): Promise<ScanSummary> {
  const pieces = body[Symbol.asyncIterator]();
  const pull = async () => {
    const { done, value } = await pieces.next();
    return done ? undefined : value;
  };
  const scanner = new LogScanner(names, options);
  try {
    return await scanner.scan({ pull }, (scan) => readScan(scan, names, onRecord));
  } finally {
    await pieces.return?.();
  }
}

async function readScan(
  scan: LogScan,
  names: EventNames,
  onRecord: (found: FoundRecord) => void,
): Promise<ScanSummary> {
  const texts: Buffer[] = [];
  let length = 0;
  for (let step = await scan.next(); step.kind !== 'end'; step = await scan.next()) {
    if (step.kind === 'text') {
      length += step.text.length;
      if (length > MAX_PARSED_BYTES)
        throw new LogScanError('too-large', 'There is too much unusual text to parse it.');
      texts.push(Buffer.from(step.text));
      continue;
    }
    for (const { index, bytes } of step.elements) report(index, parsed(bytes.toString()), names, onRecord);
  }
  const { problem, resumePoint, textBytes } = scan;
  if (resumePoint === undefined) return { textBytes, records: scan.records, path: 'scan' };
  if (problem && problem.kind !== 'trailing-garbage') throw new LogScanError(problem.kind, problem.detail);

  const rest = restOfRecords(Buffer.concat(texts).toString(), resumePoint);
  for (const [at, record] of rest.entries()) report(resumePoint.records + at, record, names, onRecord);
  return { textBytes, records: resumePoint.records + rest.length, path: 'parse' };
}

function restOfRecords(text: string, { records }: ResumePoint): unknown[] {
  // Behind an element, the text goes on with a comma or the end of the list: a stand-in makes it whole again.
  const standIn = randomUUID();
  const document = parsed(records === 0 ? text.replace(/^\ufeff/, '') : `{"Records":["${standIn}"${text}`);
  const list = (document as { Records?: unknown } | null)?.Records;
  if (!Array.isArray(list)) throw new LogScanError('not-a-log', 'There is no list named Records.');
  // Without it, this is another list of the same name, which begins anew.
  return list[0] === standIn ? list.slice(1) : list;
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch (error) {
    throw new LogScanError('not-a-log', 'The text is no JSON.', { cause: error });
  }
}

function report(
  index: number,
  record: unknown,
  { names, prefixes }: EventNames,
  onRecord: (found: FoundRecord) => void,
): void {
  if (typeof record !== 'object' || record === null || !('eventName' in record)) return;
  const { eventName } = record;
  if (typeof eventName !== 'string') return;
  if (!names.includes(eventName) && !prefixes.some((prefix) => eventName.startsWith(prefix))) return;
  onRecord({ index, record: record as FoundRecord['record'] });
}
