import { type LogFile, type LogFileOptions, logFiles } from './log-files.js';
import { pack } from './pack.js';

/** How much to write, beside what {@link LogFileOptions} say. */
export interface PackedLogOptions extends LogFileOptions {
  /** Stop with the file that reaches this much text, in bytes before packing. */
  readonly bytes: number;
}

/** A log file as it lies in a bucket, and what is in it. */
export interface PackedLog extends Omit<LogFile, 'text'> {
  /** Gzip. */
  readonly body: Buffer;
  /** Size of the text before packing, in bytes. */
  readonly textBytes: number;
}

/** Writes log files, one at a time, until there is enough of them; for benchmarks, nothing touches the disk. */
export function* packedLogs({ bytes, ...options }: PackedLogOptions): Generator<PackedLog, void, void> {
  let written = 0;
  for (const { text, ...file } of logFiles(options)) {
    if (written >= bytes) return;
    const textBytes = Buffer.byteLength(text);
    written += textBytes;
    yield { ...file, body: pack(text), textBytes };
  }
}
