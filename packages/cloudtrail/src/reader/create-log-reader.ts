import type { LogReader } from './log-reader.js';
import { ScanningLogReader, type ScanningOptions } from './scanning-log-reader.js';

/**
 * The reader for log objects of all kinds, as fast as it gets.
 * @param options those that differ from the defaults.
 */
export function createLogReader(options: Partial<ScanningOptions> = {}): LogReader {
  return new ScanningLogReader(options);
}
