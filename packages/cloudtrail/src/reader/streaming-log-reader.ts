import type { EventSelector } from '@fullstop/core';
import { ByteSource } from './byte-source.js';
import { handOver, reportOf } from './document-reading.js';
import { DocumentScanner } from './document-scanner.js';
import type { LogFormatError } from './log-format-error.js';
import type { LogReader, ReadReport, SelectedRecord } from './log-reader.js';
import { logText } from './log-text.js';
import { DEFAULT_READ_LIMITS, type ReadLimits } from './read-limits.js';
import { RecordSelection } from './record-selection.js';

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
    try {
      return await this.readSource(source, selector, onBatch);
    } finally {
      await source.close();
    }
  }

  /** The same for bytes that somebody else has looked at, and releases. */
  async readSource(
    source: ByteSource,
    selector: EventSelector,
    onBatch: (records: readonly SelectedRecord[]) => Promise<void>,
  ): Promise<ReadReport> {
    const text = logText(source, this.#limits);
    const scanner = new DocumentScanner(new RecordSelection(selector), this.#limits.maxRecordBytes);
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
    }
    return reportOf('stream', { compressedBytes: source.bytesRead, bytes }, scanner, textProblem);
  }
}
