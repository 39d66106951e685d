import { mkdir, readFile, rename, writeFile } from 'node:fs/promises';
import { dirname } from 'node:path';

/**
 * Makes a file have this content. A file that has it already is not touched: its time of change is part of what tells one
 * version of a log file from the next.
 */
export async function ensureFile(path: string, content: Buffer | string): Promise<void> {
  const bytes = Buffer.from(content);
  const present = await readIfPresent(path);
  if (present?.equals(bytes)) return;
  await mkdir(dirname(path), { recursive: true });
  // Whoever watches the folder must never see half a file.
  const temporary = `${path}.part`;
  await writeFile(temporary, bytes);
  await rename(temporary, path);
}

/** Content of a file; `undefined` when there is no such file. */
export async function readIfPresent(path: string): Promise<Buffer | undefined> {
  try {
    return await readFile(path);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return undefined;
    throw error;
  }
}
