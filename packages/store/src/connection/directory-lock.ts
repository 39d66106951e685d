import { randomUUID } from 'node:crypto';
import { link, mkdir, readFile, rename, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { DatabaseLockedError } from './database-errors.js';
import { isErrorCode } from './error-code.js';
import { currentProcess, isAlive, type ProcessIdentity } from './process-identity.js';

/** A folder that belongs to this process until released. */
export interface DirectoryLock {
  release(): Promise<void>;
}

/** Content of a lock file. */
interface LockOwner extends ProcessIdentity {
  readonly lockedAt: string;
  /** Tells this lock from every other, so that nobody removes one that is not his. */
  readonly token: string;
}

const LOCK_FILE = 'fullstop.lock';

/**
 * Takes a folder for this process. The embedded database has no lock of its own: a second process on the same files
 * silently destroys them. What a killed process left behind is taken over.
 * @throws {DatabaseLockedError} when a process that runs, this one included, has it.
 */
export async function lockDirectory(directory: string): Promise<DirectoryLock> {
  await mkdir(directory, { recursive: true });
  const file = join(directory, LOCK_FILE);
  const owner: LockOwner = { ...currentProcess(), lockedAt: new Date().toISOString(), token: randomUUID() };

  // Written beside and then linked: linking fails when the name exists, and no reader ever sees half a file.
  const draft = `${file}.${owner.token}`;
  await writeFile(draft, `${JSON.stringify(owner, null, 2)}\n`, { flag: 'wx' });
  try {
    if (!(await linked(draft, file))) await takeOver(draft, file);
  } finally {
    await rm(draft, { force: true });
  }
  return { release: () => release(file, owner) };
}

async function linked(draft: string, file: string): Promise<boolean> {
  try {
    await link(draft, file);
    return true;
  } catch (error) {
    if (isErrorCode(error, 'EEXIST')) return false;
    throw error;
  }
}

/**
 * Replaces a lock whose owner is gone. Only who holds the guard file may do so, and looks again under it: of two processes
 * that saw the same dead owner, one would otherwise remove the lock that the other has just taken.
 */
async function takeOver(draft: string, file: string): Promise<void> {
  await refuseWhileAlive(file);
  const guard = `${file}.takeover`;
  if (!(await linked(draft, guard))) {
    const other = await readOwner(guard);
    throw refusal(file, other, `is just taking over, guarded by ${guard}`);
  }
  try {
    await refuseWhileAlive(file);
    await rename(draft, file);
  } finally {
    await rm(guard, { force: true });
  }
}

async function refuseWhileAlive(file: string): Promise<void> {
  const owner = await readOwner(file);
  if (owner === undefined) return;
  const here = currentProcess();
  if (owner.host !== here.host) {
    throw refusal(file, owner, `on host ${owner.host} has it open, as far as can be told from this host`);
  }
  if (!isAlive(owner)) return;
  throw refusal(file, owner, owner.pid === here.pid ? '(this very process) has it open' : 'has it open');
}

/** `undefined` when the lock is gone by now. */
async function readOwner(file: string): Promise<LockOwner | undefined> {
  let text: string;
  try {
    text = await readFile(file, 'utf8');
  } catch (error) {
    if (isErrorCode(error, 'ENOENT')) return undefined;
    throw error;
  }
  const owner = parseOwner(text);
  if (owner === undefined) throw refusal(file, undefined, 'wrote a lock file that cannot be read');
  return owner;
}

function parseOwner(text: string): LockOwner | undefined {
  let owner: Partial<LockOwner> | null;
  try {
    owner = JSON.parse(text);
  } catch (error) {
    if (error instanceof SyntaxError) return undefined;
    throw error;
  }
  const readable = Number.isInteger(owner?.pid) && typeof owner?.host === 'string';
  return readable ? (owner as LockOwner) : undefined;
}

function refusal(file: string, owner: LockOwner | undefined, what: string): DatabaseLockedError {
  const who = owner === undefined ? 'another process' : `process ${owner.pid}`;
  const since = owner === undefined ? '' : ` since ${owner.lockedAt}`;
  return new DatabaseLockedError(
    `The embedded database is locked by ${file}: ${who} ${what}${since}. Stop that process, or set DATABASE_URL to a ` +
      'PostgreSQL server that several processes can share. If you are sure that it does not run any more, delete the file.',
    owner?.pid ?? 0,
  );
}

async function release(file: string, owner: LockOwner): Promise<void> {
  const current = await readOwner(file);
  // Somebody may have deleted the file by hand, and another process may have taken the folder since.
  if (current?.token === owner.token) await rm(file, { force: true });
}
