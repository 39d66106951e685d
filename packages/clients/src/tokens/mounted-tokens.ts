import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { TokenUnavailableError } from '../errors/errors.js';
import { codeOf, findSecretFile } from './secret-file.js';
import type { TokenSource } from './token-source.js';
import { usableToken } from './usable-token.js';

// An id becomes part of a file name.
const ID = /^[A-Za-z0-9_][\w.-]{0,127}$/;

/**
 * Tokens that the platform puts into files `<id>-token-secret`, beside their kind in `<id>-token-type` (`Bearer`, also when
 * that file is missing). Read for every request, so that a replaced file counts at once.
 */
export class MountedTokens implements TokenSource {
  readonly #directory: string;

  /** @param directory `CREDENTIALS_DIR`. */
  constructor(directory: string) {
    this.#directory = directory;
  }

  async token(id: string): Promise<string> {
    const token = await this.find(id);
    if (token !== undefined) return token;
    const problem = `there is no file ${id}-token-secret in ${this.#directory}`;
    throw new TokenUnavailableError(id, problem, 'Mount it, or correct CREDENTIALS_DIR.');
  }

  /**
   * The token; `undefined` when there is no file for it.
   * @throws {TokenUnavailableError} when there is one that cannot be used.
   */
  async find(id: string): Promise<string | undefined> {
    if (!ID.test(id)) return undefined;
    const secret = await this.#read(id, 'secret');
    if (secret === undefined) return undefined;
    const type = (await this.#read(id, 'type')) ?? 'Bearer';
    if (type.toLowerCase() !== 'bearer') {
      const problem = `${id}-token-type does not say Bearer`;
      throw new TokenUnavailableError(id, problem, 'Only bearer tokens can be sent: mount one.');
    }
    return usableToken(id, secret);
  }

  /** Whether there is a file for it, readable or not. */
  has(id: string): boolean {
    return ID.test(id) && existsSync(join(this.#directory, `${id}-token-secret`));
  }

  async #read(id: string, part: 'secret' | 'type'): Promise<string | undefined> {
    const name = `${id}-token-${part}`;
    try {
      return await findSecretFile(join(this.#directory, name));
    } catch (cause) {
      const problem = `${name} in ${this.#directory} cannot be read (${codeOf(cause) ?? 'unknown'})`;
      throw new TokenUnavailableError(id, problem, 'Let the service read it.', { cause });
    }
  }
}
