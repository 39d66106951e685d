import type { DocumentScanner } from './document-scanner.js';
import type { LogFormatError } from './log-format-error.js';
import type { ReadPath, ReadReport, SelectedRecord } from './log-reader.js';

const MAX_BATCH_RECORDS = 64;

/** Hands over what the scanner finds in the text that it has. */
export async function handOver(
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

/** What the scanner saw, after the last of the text. */
export function reportOf(
  path: ReadPath,
  sizes: Pick<ReadReport, 'bytes' | 'compressedBytes'>,
  scanner: DocumentScanner,
  textProblem: LogFormatError | undefined,
): ReadReport {
  const cutShort = textProblem !== undefined && textProblem.code !== 'LOG_TRAILING_GARBAGE';
  // An end that the text's own problem explains is not a second problem.
  if (!cutShort) scanner.checkEnd();
  const { selection, problems } = scanner;
  return {
    path,
    ...sizes,
    records: selection.records,
    skipped: selection.skipped,
    malformedRecords: selection.malformedRecords,
    malformedExamples: selection.malformedExamples,
    kinds: selection.kinds,
    complete: !cutShort && problems.length === 0,
    problems: textProblem ? [textProblem, ...problems] : problems,
  };
}
