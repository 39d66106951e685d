import { chmod, mkdir, readFile, writeFile } from 'node:fs/promises';
import { dirname } from 'node:path';
import { messageOf } from '@fullstop/core';
import { failure } from './client-error.js';

/** A mapping as YAML gives it. */
export type Mapping = Readonly<Record<string, unknown>>;

/** The mapping in a YAML file; empty when the file is not there, not readable, or holds something else. */
export async function readMapping(path: string): Promise<Mapping> {
  const { parse } = await import('yaml');
  try {
    const content: unknown = parse(await readFile(path, 'utf8'));
    return isMapping(content) ? content : {};
  } catch {
    // The old client took whatever it could not read for an empty file, and people rely on variables then.
    return {};
  }
}

/** Whether a value is a mapping of names. */
export function isMapping(value: unknown): value is Mapping {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

/**
 * Writes a mapping as YAML, readable for its owner alone. Folders on the way are made.
 * @throws {ClientError} when it cannot be written.
 */
export async function writePrivateMapping(path: string, content: Mapping): Promise<void> {
  const { stringify } = await import('yaml');
  try {
    await mkdir(dirname(path), { recursive: true });
    await writeFile(path, stringify(content), { mode: 0o600 });
    // The mode above is for new files only.
    await chmod(path, 0o600);
  } catch (error) {
    throw failure(`${path} could not be written: ${messageOf(error)}`, error);
  }
}
