import { cp, mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { sharedInRun } from './shared-in-run.js';

/** A folder for an embedded database that nobody else uses. */
export interface EmbeddedFolder {
  /** The data directory: in a test run an empty database that only has to be opened; elsewhere it is not there yet. */
  readonly dataDirectory: string;
  remove(): Promise<void>;
}

/** Makes a folder for an embedded database: making the first files takes it seconds, copying them does not. */
export async function embeddedFolder(): Promise<EmbeddedFolder> {
  const folder = await mkdtemp(join(tmpdir(), 'fullstop-embedded-'));
  const dataDirectory = join(folder, 'database');
  const prepared = await sharedInRun('embedded');
  if (prepared !== undefined) await cp(prepared, dataDirectory, { recursive: true });
  return { dataDirectory, remove: () => rm(folder, { recursive: true, force: true }) };
}
