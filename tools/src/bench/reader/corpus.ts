import { type PackedLog, type PackedLogOptions, packedLogs } from '../../sample-world/index.js';

// Enough that no cache holds it; writing more would take longer than reading it.
const DISTINCT_BYTES = 64e6;
// Trails of busy accounts have some hundred records in each file.
const RECORDS_PER_FILE = 450;

/** Log files with this much text in total. Beyond 64 MB the same files come again: each reading unpacks them anew. */
export function corpus(options: PackedLogOptions): PackedLog[] {
  const distinct = [
    ...packedLogs({
      recordsPerFile: RECORDS_PER_FILE,
      ...options,
      bytes: Math.min(options.bytes, DISTINCT_BYTES),
    }),
  ];
  const logs: PackedLog[] = [];
  let bytes = 0;
  while (bytes < options.bytes) {
    for (const log of distinct) {
      if (bytes >= options.bytes) break;
      logs.push(log);
      bytes += log.textBytes;
    }
  }
  return logs;
}
