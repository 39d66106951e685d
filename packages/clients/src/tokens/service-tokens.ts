import { type Clock, type Logger, systemClock } from '@fullstop/core';
import { TokenUnavailableError } from '../errors/errors.js';
import { FixedTokens } from './fixed-tokens.js';
import { MountedTokens } from './mounted-tokens.js';
import { PasswordGrantTokens, type TokenConfiguration } from './password-grant-tokens.js';
import type { TokenSource } from './token-source.js';

/** Tokens of the services around Fullstop, each with the scope `uid`. */
export const DEFAULT_TOKENS: readonly TokenConfiguration[] = [
  { id: 'kio' },
  { id: 'pierone' },
  { id: 'teamService' },
];

/** Where the tokens come from. Nothing given means: there are none. */
export interface ServiceTokensOptions {
  /** Default {@link DEFAULT_TOKENS}. */
  readonly tokens?: readonly TokenConfiguration[];
  /** `OAUTH2_ACCESS_TOKENS`, such as `kio=…,pierone=…`. Default: none. */
  readonly fixedTokens?: string;
  /** `CREDENTIALS_DIR`. Default: none. */
  readonly credentialsDir?: string;
  /** `ACCESS_TOKEN_URI`. Default: none. */
  readonly accessTokenUri?: string;
  /** Time between rounds of renewal, in milliseconds. Default 5000. */
  readonly refreshIntervalMs?: number;
  /** Longest time for one request to the token service, in milliseconds. Default 3000. */
  readonly timeoutMs?: number;
  readonly clock?: Clock;
  /** Hears of failed renewals. Default: nobody. */
  readonly logger?: Logger;
}

/**
 * Tokens from wherever there is one, asked for by id: fixed tokens first, then a mounted file `<id>-token-secret`, then the
 * password grant with `user.json` and `client.json`. Which of the files exist is looked at every time, so that files may come
 * and go while the service runs.
 */
export class ServiceTokens implements TokenSource {
  readonly #ids: readonly string[];
  readonly #fixed: FixedTokens;
  readonly #mounted: MountedTokens | undefined;
  readonly #grant: PasswordGrantTokens | undefined;

  /** @throws {ClientOptionsError} when the fixed tokens or the address of the token service cannot be used. */
  constructor(options: ServiceTokensOptions) {
    const { tokens = DEFAULT_TOKENS, fixedTokens = '', credentialsDir, accessTokenUri } = options;
    this.#ids = tokens.map(({ id }) => id);
    this.#fixed = new FixedTokens(fixedTokens, options.clock ?? systemClock);
    if (!credentialsDir) return;
    this.#mounted = new MountedTokens(credentialsDir);
    if (!accessTokenUri) return;
    const isWanted = (id: string) => this.#isGranted(id);
    this.#grant = new PasswordGrantTokens({ ...options, tokens, credentialsDir, accessTokenUri, isWanted });
  }

  async token(id: string): Promise<string> {
    if (this.#fixed.has(id)) return this.#fixed.token(id);
    const mounted = await this.#mounted?.find(id);
    if (mounted !== undefined) return mounted;
    if (this.#grant) return this.#grant.token(id);
    throw new TokenUnavailableError(
      id,
      'no source has one',
      `Mount ${id}-token-secret in CREDENTIALS_DIR, or put user.json and client.json there and set ACCESS_TOKEN_URI, or ` +
        'for local work set OAUTH2_ACCESS_TOKENS.',
    );
  }

  /** Ids of configured tokens that cannot be had now, for readiness. */
  async findUnavailable(): Promise<string[]> {
    const available = await Promise.all(this.#ids.map((id) => this.#isAvailable(id)));
    return this.#ids.filter((_id, index) => !available[index]);
  }

  /** Obtains the first tokens, where there is something to obtain, and keeps renewing them. Never rejects. */
  async start(): Promise<void> {
    await this.#grant?.start();
  }

  /** Ends renewing. */
  stop(): void {
    this.#grant?.stop();
  }

  async #isAvailable(id: string): Promise<boolean> {
    try {
      await this.token(id);
      return true;
    } catch (error) {
      if (error instanceof TokenUnavailableError) return false;
      throw error;
    }
  }

  /** Not where there is another source, whatever state that is in: it would be renewed in vain. */
  #isGranted(id: string): boolean {
    return !this.#fixed.has(id) && !this.#mounted?.has(id);
  }
}
