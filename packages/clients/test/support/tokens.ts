import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { RecordingLogger } from '@fullstop/testing';
import type { TokenSource } from '../../src/index.js';

/** A token that no message and no log line may show. */
export const SECRET = 'secret-token-0123456789-abcdefghij';

/** Always gives the same token. */
export const secretTokens: TokenSource = { token: async () => SECRET };

/** Keeps what an operator sees by default: every line but those at debug. */
export class OperatorsLogger extends RecordingLogger {
  override debug(): void {}
}

/** Runs a test with an empty directory. */
export async function withDirectory(test: (directory: string) => Promise<void>): Promise<void> {
  const directory = await mkdtemp(join(tmpdir(), 'fullstop-credentials-'));
  try {
    await test(directory);
  } finally {
    await rm(directory, { recursive: true });
  }
}

/** Everything that an error would show in a log, its causes included. */
export function shownBy(error: unknown): string {
  if (!(typeof error === 'object' && error !== null)) return String(error);
  const { message, stack, cause } = error as Error;
  return [message, stack, JSON.stringify(error), cause === undefined ? '' : shownBy(cause)].join('\n');
}

/** What a promise rejects with. */
export async function rejection(promise: Promise<unknown>): Promise<Error> {
  try {
    await promise;
  } catch (error) {
    return error as Error;
  }
  throw new Error('It did not reject.');
}
