import { type PackedLog, type PackedLogOptions, packedLogs } from '../../sample-world/index.js';

/** Text of one pass, in bytes: enough that no cache holds it; writing more would take longer than reading it. */
export const PASS_BYTES = 64e6;
// Trails of busy accounts have some hundred records in each file.
const RECORDS_PER_FILE = 450;

/** Log files for one pass, with this much text in total; 64 MB at most. */
export function corpus(options: PackedLogOptions): PackedLog[] {
  const bytes = Math.min(options.bytes, PASS_BYTES);
  return [...packedLogs({ recordsPerFile: RECORDS_PER_FILE, ...options, bytes })];
}
