import { mkdirSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { gzipSync } from 'node:zlib';

/** Key of a log file in CloudTrail's layout. */
export function logKey(unique: string, suffix = '.json.gz'): string {
  const name = `111122223333_CloudTrail_us-east-1_20260302T0915Z_${unique}${suffix}`;
  return join('AWSLogs/111122223333/CloudTrail/us-east-1/2026/03/02', name);
}

/** Writes a file below a folder, with the folders above it. @returns its path. */
export function writeBytes(folder: string, key: string, content: Uint8Array | string): string {
  const path = join(folder, key);
  mkdirSync(dirname(path), { recursive: true });
  writeFileSync(path, content);
  return path;
}

/** The bytes of a packed log file with some records. */
export function packed(...records: readonly unknown[]): Buffer {
  return gzipSync(JSON.stringify({ Records: records }));
}
