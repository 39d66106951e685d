import { type Clock, type Logger, messageOf, silentLogger, systemClock } from '@fullstop/core';
import { ClientOptionsError, TokenUnavailableError } from '../errors/errors.js';
import { addressProblem } from '../http/request-url.js';
import { readGrantCredentials } from './grant-credentials.js';
import { requestToken } from './request-token.js';
import type { TokenSource } from './token-source.js';

/** A token that is to be had. */
export interface TokenConfiguration {
  /** Such as `kio`. */
  readonly id: string;
  /** Default: `uid` alone. */
  readonly scopes?: readonly string[];
}

/** How tokens are obtained with the password grant. */
export interface PasswordGrantOptions {
  readonly tokens: readonly TokenConfiguration[];
  /** `ACCESS_TOKEN_URI`; used as it is, with its query. */
  readonly accessTokenUri: string;
  /** `CREDENTIALS_DIR`, with `user.json` and `client.json`; they are read for every renewal. */
  readonly credentialsDir: string;
  /** Time between rounds, in milliseconds. Default 5000. */
  readonly refreshIntervalMs?: number;
  /** Longest time for one request, in milliseconds. Default 3000. */
  readonly timeoutMs?: number;
  /** Whether a token is to be had this way, asked in every round. Default: all are. */
  readonly isWanted?: (id: string) => boolean;
  readonly clock?: Clock;
  /** Hears of failed renewals, and at debug, as `http.wire-log`, of each request. Default: nobody. */
  readonly logger?: Logger;
}

interface Held {
  readonly token: string;
  readonly expiresAtMs: number;
  readonly lifetimeMs: number;
}

const RENEW_AT = 0.4;
const WARN_AT = 0.2;
const SECRETS_REMEDY = 'Check ACCESS_TOKEN_URI, and user.json and client.json in CREDENTIALS_DIR.';

/**
 * Obtains tokens with the resource owner password grant and renews them in the background, when at most 40 % of their
 * lifetime is left. A failed renewal is logged and tried again in the next round; it never rejects.
 */
export class PasswordGrantTokens implements TokenSource {
  readonly #options: Required<PasswordGrantOptions>;
  readonly #held = new Map<string, Held>();
  readonly #failures = new Map<string, string>();
  #stopping = new AbortController();
  #timer: NodeJS.Timeout | undefined;

  /** @throws {ClientOptionsError} when the address of the token service cannot be used. */
  constructor(options: PasswordGrantOptions) {
    const problem = addressProblem(options.accessTokenUri, true);
    if (problem !== undefined) throw new ClientOptionsError([`ACCESS_TOKEN_URI: ${problem}`]);
    this.#options = {
      ...options,
      refreshIntervalMs: options.refreshIntervalMs ?? 5000,
      timeoutMs: options.timeoutMs ?? 3000,
      isWanted: options.isWanted ?? (() => true),
      clock: options.clock ?? systemClock,
      logger: options.logger ?? silentLogger,
    };
  }

  async token(id: string): Promise<string> {
    const held = this.#held.get(id);
    if (held !== undefined && this.#leftMs(held) > 0) return held.token;
    throw new TokenUnavailableError(id, this.#problemOf(id, held), SECRETS_REMEDY);
  }

  /** Runs the first round, to whose end the promise resolves, and from then on one every `refreshIntervalMs`. */
  async start(): Promise<void> {
    this.stop();
    this.#stopping = new AbortController();
    await this.#loop(this.#stopping.signal);
  }

  /** Ends the rounds, and a running request. Tokens can still be asked for. */
  stop(): void {
    this.#stopping.abort();
    clearTimeout(this.#timer);
  }

  /** One round: renews what is due. Never rejects. */
  async refresh(): Promise<void> {
    await Promise.all(this.#options.tokens.map((token) => this.#renewIfDue(token)));
  }

  async #loop(stopped: AbortSignal): Promise<void> {
    await this.refresh();
    if (stopped.aborted) return;
    this.#timer = setTimeout(() => void this.#loop(stopped), this.#options.refreshIntervalMs);
    this.#timer.unref();
  }

  async #renewIfDue({ id, scopes = ['uid'] }: TokenConfiguration): Promise<void> {
    const { signal } = this.#stopping;
    try {
      if (!this.#isDue(id) || !this.#options.isWanted(id)) return;
      await this.#renew(id, scopes, signal);
    } catch (error) {
      // What ends because of `stop()` is no failure.
      if (!signal.aborted) this.#failed(id, error);
    }
  }

  async #renew(id: string, scopes: readonly string[], signal: AbortSignal): Promise<void> {
    const { accessTokenUri, credentialsDir, timeoutMs, clock, logger } = this.#options;
    // The lifetime counts from some moment after the question.
    const askedAtMs = clock.now().getTime();
    const credentials = await readGrantCredentials(credentialsDir);
    const granted = await requestToken({ accessTokenUri, scopes, credentials, timeoutMs, signal, logger });
    const lifetimeMs = granted.lifetimeSeconds * 1000;
    this.#held.set(id, { token: granted.token, lifetimeMs, expiresAtMs: askedAtMs + lifetimeMs });
    this.#failures.delete(id);
  }

  #failed(id: string, error: unknown): void {
    const problem = messageOf(error).replace(/\.$/, '');
    this.#failures.set(id, problem);
    const held = this.#held.get(id);
    const urgent = held === undefined || this.#leftMs(held) <= WARN_AT * held.lifetimeMs;
    const { logger } = this.#options;
    const message = `Token "${id}" was not renewed: ${problem}`;
    if (urgent) logger.warn({ token_id: id, err: error }, message);
    else logger.info({ token_id: id, err: error }, message);
  }

  #isDue(id: string): boolean {
    const held = this.#held.get(id);
    return held === undefined || this.#leftMs(held) <= RENEW_AT * held.lifetimeMs;
  }

  #leftMs({ expiresAtMs }: Held): number {
    return expiresAtMs - this.#options.clock.now().getTime();
  }

  #problemOf(id: string, held: Held | undefined): string {
    if (!this.#options.tokens.some((token) => token.id === id)) return 'no token is configured under this id';
    const state = held === undefined ? 'none was obtained yet' : 'it expired and was not renewed';
    const failure = this.#failures.get(id);
    return failure === undefined ? state : `${state} (last try: ${failure})`;
  }
}
