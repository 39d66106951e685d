import type { EventSelector } from '@fullstop/core';
import type { LogScan, ScanProblem } from '@fullstop/logscan';
import type { ByteSource } from './byte-source.js';
import { handOver, reportOf } from './document-reading.js';
import { DocumentScanner } from './document-scanner.js';
import { type LogFormatCode, LogFormatError } from './log-format-error.js';
import type { ReadReport, SelectedRecord } from './log-reader.js';
import { tooLarge } from './log-text.js';
import type { ReadLimits } from './read-limits.js';
import { RecordSelection } from './record-selection.js';

/** A scan of one body, wherever it takes place. */
export type BodyScan = Pick<
  LogScan,
  'next' | 'resumePoint' | 'isCounted' | 'records' | 'textBytes' | 'problem'
>;

/** What is known of the body that is scanned. */
export type ScannedBody = Pick<ByteSource, 'bytesRead' | 'exceeded'>;

type OnBatch = (records: readonly SelectedRecord[]) => Promise<void>;

/** Makes records and a report of what scans find. */
export class ScanReading {
  readonly #limits: ReadLimits;
  readonly #selector: EventSelector;
  readonly #onBatch: OnBatch;

  constructor(limits: ReadLimits, selector: EventSelector, onBatch: OnBatch) {
    this.#limits = limits;
    this.#selector = selector;
    this.#onBatch = onBatch;
  }

  /** Follows a scan to its end, or to where the text cannot be understood any more. */
  async read(scan: BodyScan, body: ScannedBody): Promise<ReadReport> {
    const selection = new RecordSelection(this.#selector);
    let scanner: DocumentScanner | undefined;
    for (let step = await scan.next(); step.kind !== 'end'; step = await scan.next()) {
      if (step.kind === 'elements') {
        const batch = step.elements.flatMap(({ index, bytes }) => {
          selection.skipTo(index);
          return selection.takeParsed(bytes) ?? [];
        });
        if (batch.length > 0) await this.#onBatch(batch);
        continue;
      }
      scanner ??= this.#scannerFrom(scan, selection);
      // What cannot be understood any more need not be unpacked.
      if (scanner.stopped) break;
      scanner.append(step.text);
      await handOver(scanner, this.#onBatch);
    }
    return this.#finish(scan, body, selection, scanner);
  }

  async #finish(
    scan: BodyScan,
    body: ScannedBody,
    selection: RecordSelection,
    begun: DocumentScanner | undefined,
  ): Promise<ReadReport> {
    const sizes = { compressedBytes: body.bytesRead, bytes: scan.textBytes };
    const problem = this.#problemOf(scan, body);
    if (scan.resumePoint) {
      const scanner = begun ?? this.#scannerFrom(scan, selection);
      scanner.endOfText();
      await handOver(scanner, this.#onBatch);
      return reportOf('scan-then-stream', sizes, scanner, problem);
    }
    if (scan.isCounted) selection.skipTo(scan.records);
    return {
      path: 'scan',
      ...sizes,
      records: scan.isCounted ? selection.records : selection.records - selection.skipped,
      skipped: scan.isCounted ? selection.skipped : undefined,
      malformedRecords: selection.malformedRecords,
      malformedExamples: selection.malformedExamples,
      kinds: selection.kinds,
      complete: true,
      problems: problem ? [problem] : [],
    };
  }

  #scannerFrom({ resumePoint }: BodyScan, selection: RecordSelection): DocumentScanner {
    const { records, offset } = resumePoint!;
    selection.skipTo(records);
    return new DocumentScanner(selection, this.#limits.maxRecordBytes, records > 0 ? offset : undefined);
  }

  #problemOf({ problem }: BodyScan, body: ScannedBody): LogFormatError | undefined {
    // Whatever else there is comes from the cut at the limit.
    if (body.exceeded) return tooLarge('compressed', this.#limits.maxCompressedBytes);
    return problem && new LogFormatError(CODES[problem.kind], problem.detail);
  }
}

const CODES: Readonly<Record<ScanProblem['kind'], LogFormatCode>> = {
  truncated: 'LOG_TRUNCATED',
  corrupt: 'LOG_CORRUPT',
  'trailing-garbage': 'LOG_TRAILING_GARBAGE',
  'too-large': 'LOG_TOO_LARGE',
};
