import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';

const made: string[] = [];

/** An empty folder of its own; gone after {@link removeFolders}. */
export async function emptyFolder(): Promise<string> {
  const folder = await mkdtemp(join(tmpdir(), 'fullstop-cloudtrail-'));
  made.push(folder);
  return folder;
}

/** Removes every folder that {@link emptyFolder} made. */
export async function removeFolders(): Promise<void> {
  for (const folder of made.splice(0)) await rm(folder, { recursive: true, force: true });
}

/** Writes a file and the folders above it; returns its path. */
export async function file(folder: string, name: string, content: string | Uint8Array = ''): Promise<string> {
  const path = join(folder, name);
  await mkdir(dirname(path), { recursive: true });
  await writeFile(path, content);
  return path;
}

/** Name of a log file; `unique` tells it from others. */
export function logName(unique: string, suffix = '.json.gz'): string {
  return `123456789012_CloudTrail_eu-west-1_20260101T0005Z_${unique}${suffix}`;
}
