import { rm } from 'node:fs/promises';
import { join } from 'node:path';
import { type LogFileOptions, logFiles } from './log-files.js';
import { pack } from './pack.js';
import type { ExpectedViolation } from './scene.js';
import { ensureFile, readIfPresent } from './write-file.js';

/** How large the world is, beside what its log files look like. */
export interface SampleWorldOptions extends LogFileOptions {
  /** Number of log files. Default 60. */
  readonly files?: number;
}

/** What was written, and what must be found in it. */
export interface SampleWorld {
  /** Folder with the log files, below the one that was given: `<folder>/logs`. */
  readonly logs: string;
  readonly files: number;
  /** Elements of `Records` in all files, repeated ones included. */
  readonly records: number;
  /** Records that are in two files. */
  readonly repeated: number;
  /** Size of all log text before packing. */
  readonly bytes: number;
  /** What the shipped plugins must store with default options, in no particular order. Also in `<folder>/expected-violations.json`. */
  readonly expectedViolations: readonly ExpectedViolation[];
}

const LIST = 'log-files.json';

/**
 * Writes log files to `<folder>/logs/AWSLogs/…` and what must be found in them to `<folder>/expected-violations.json`.
 * The same seed and options give the same bytes; files that have them already are not touched. Log files of an earlier
 * world in the same folder (they are listed in `<folder>/log-files.json`) are removed.
 */
export async function writeSampleWorld(
  folder: string,
  options: SampleWorldOptions = {},
): Promise<SampleWorld> {
  const { files = 60, ...logOptions } = options;
  const logs = join(folder, 'logs');
  const expectedViolations: ExpectedViolation[] = [];
  const keys: string[] = [];
  let records = 0;
  let repeated = 0;
  let bytes = 0;

  const former = await formerKeys(folder);
  for (const file of logFiles(logOptions)) {
    if (keys.length >= files) break;
    keys.push(file.key);
    records += file.records;
    repeated += file.repeated;
    bytes += Buffer.byteLength(file.text);
    expectedViolations.push(...file.expected);
    await ensureFile(join(logs, file.key), pack(file.text));
  }

  await removeFiles(logs, former, keys);
  await ensureFile(join(folder, LIST), asJson(keys));
  await ensureFile(join(folder, 'expected-violations.json'), asJson(expectedViolations));
  return { logs, files: keys.length, records, repeated, bytes, expectedViolations };
}

async function formerKeys(folder: string): Promise<string[]> {
  const list = await readIfPresent(join(folder, LIST));
  if (!list) return [];
  const keys: unknown = JSON.parse(list.toString());
  return Array.isArray(keys) ? keys.filter((key) => typeof key === 'string') : [];
}

async function removeFiles(logs: string, former: readonly string[], kept: readonly string[]): Promise<void> {
  const keep = new Set(kept);
  for (const key of former) {
    // The list is a file that anybody may have changed: nothing outside of the logs is removed because of it.
    const ours = key.startsWith('AWSLogs/') && !key.split('/').includes('..');
    if (ours && !keep.has(key)) await rm(join(logs, key), { force: true });
  }
}

function asJson(value: unknown): string {
  return `${JSON.stringify(value, null, 2)}\n`;
}
