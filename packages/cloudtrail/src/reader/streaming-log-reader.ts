import type { EventSelector } from '@fullstop/core';
import { ByteSource } from './byte-source.js';
import { DocumentScanner } from './document-scanner.js';
import type { LogFormatError } from './log-format-error.js';
import type { LogReader, ReadReport, SelectedRecord } from './log-reader.js';
import { logText } from './log-text.js';
import { DEFAULT_READ_LIMITS, type ReadLimits } from './read-limits.js';

const MAX_BATCH_RECORDS = 64;

/**
 * Reads log objects as a stream, in bounded memory: unpacks, looks for the few names that decide, and parses nothing but
 * the records that are wanted. What is not parsed is not validated either: a broken record that nobody wants is not noticed.
 *
 * Accepts gzip (any number of members) and plain text by content, a byte order mark, and several documents one after the
 * other. When gzip data are damaged, up to 1 MiB of text before the damage may be lost with it, and records right before a
 * wrong checksum were handed over: `complete` is what tells.
 */
export class StreamingLogReader implements LogReader {
  readonly #limits: ReadLimits;

  /** @param limits those that differ from {@link DEFAULT_READ_LIMITS}. */
  constructor(limits: Partial<ReadLimits> = {}) {
    this.#limits = { ...DEFAULT_READ_LIMITS, ...limits };
  }

  async read(
    body: AsyncIterable<Uint8Array>,
    selector: EventSelector,
    onBatch: (records: readonly SelectedRecord[]) => Promise<void>,
  ): Promise<ReadReport> {
    const source = new ByteSource(body);
    const text = logText(source, this.#limits);
    const scanner = new DocumentScanner(selector, this.#limits.maxRecordBytes);
    let bytes = 0;
    let textProblem: LogFormatError | undefined;
    try {
      while (!scanner.stopped) {
        const { done, value } = await text.next();
        if (done) {
          textProblem = value;
          break;
        }
        bytes += value.length;
        scanner.append(value);
        await handOver(scanner, onBatch);
      }
      scanner.endOfText();
      await handOver(scanner, onBatch);
    } finally {
      await text.return(undefined);
      await source.close();
    }
    return { compressedBytes: source.bytesRead, bytes, ...reportOf(scanner, textProblem) };
  }
}

async function handOver(
  scanner: DocumentScanner,
  onBatch: (records: readonly SelectedRecord[]) => Promise<void>,
): Promise<void> {
  let batch: SelectedRecord[] = [];
  for (let record = scanner.next(); record; record = scanner.next()) {
    batch.push(record);
    if (batch.length < MAX_BATCH_RECORDS) continue;
    await onBatch(batch);
    batch = [];
  }
  if (batch.length > 0) await onBatch(batch);
}

function reportOf(
  scanner: DocumentScanner,
  textProblem: LogFormatError | undefined,
): Omit<ReadReport, 'bytes' | 'compressedBytes'> {
  const cutShort = textProblem !== undefined && textProblem.code !== 'LOG_TRAILING_GARBAGE';
  // An end that the text's own problem explains is not a second problem.
  if (!cutShort) scanner.checkEnd();
  const { selection, problems } = scanner;
  return {
    records: selection.records,
    malformedRecords: selection.malformedRecords,
    malformedExamples: selection.malformedExamples,
    kinds: selection.kinds,
    complete: !cutShort && problems.length === 0,
    problems: textProblem ? [textProblem, ...problems] : problems,
  };
}
