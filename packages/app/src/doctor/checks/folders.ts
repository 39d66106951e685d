import { constants } from 'node:fs';
import { access, statfs } from 'node:fs/promises';
import { dirname, resolve } from 'node:path';
import { messageOf } from '@fullstop/core';
import { type DoctorLine, DoctorLines } from '../doctor-line.js';
import type { Examination } from '../examination.js';

/** Below it a database is soon in trouble. */
const LEAST_FREE_BYTES = 1024 ** 3;

/** Whether the folders that the configuration names can be used. */
export async function examineFolders({ config }: Examination): Promise<DoctorLine[]> {
  const lines = new DoctorLines('folders');
  const { logs, database, tokens } = config;
  if (logs !== undefined) await examineReadable(lines, 'log files', logs, 'FULLSTOP_LOGS');
  const credentials = tokens.credentialsDirectory;
  if (credentials !== undefined) await examineReadable(lines, 'credentials', credentials, 'CREDENTIALS_DIR');
  if (database.url === undefined) await examineData(lines, resolve(database.dataDirectory));
  return lines.lines;
}

async function examineReadable(lines: DoctorLines, what: string, folder: string, variable: string) {
  try {
    await access(folder, constants.R_OK | constants.X_OK);
    lines.ok(`${what}: ${folder} can be read`);
  } catch (error) {
    lines.fail(
      `${what}: ${messageOf(error)}`,
      `Make the folder readable, or name another one in ${variable}.`,
    );
  }
}

async function examineData(lines: DoctorLines, folder: string): Promise<void> {
  const existing = await firstExisting(folder);
  try {
    await access(existing, constants.W_OK | constants.X_OK);
  } catch (error) {
    lines.fail(
      `embedded database: ${messageOf(error)}`,
      'Make the folder writable for this user, or name another one in FULLSTOP_DATA_DIRECTORY.',
    );
    return;
  }
  const { bavail, bsize } = await statfs(existing);
  const free = `${((bavail * bsize) / 1024 ** 3).toFixed(1)} GiB free`;
  if (bavail * bsize < LEAST_FREE_BYTES)
    lines.warn(`embedded database: ${existing} has only ${free}`, 'Make room, or use a database server.');
  else lines.ok(`embedded database: ${existing} is writable, ${free}`);
}

/** The folder, or the nearest above it that is there already. */
async function firstExisting(folder: string): Promise<string> {
  try {
    await access(folder, constants.F_OK);
    return folder;
  } catch {
    // What is not there yet is made at the first start, if its parent allows.
    const parent = dirname(folder);
    return parent === folder ? folder : firstExisting(parent);
  }
}
