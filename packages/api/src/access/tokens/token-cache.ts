import { createHash } from 'node:crypto';
import type { Clock } from '@fullstop/core';
import { LRUCache } from 'lru-cache';
import { OAuthError } from '../../errors/oauth-error.js';
import type { TokenAuthentication } from '../authentication.options.js';
import type { TokenVerifier, VerifiedToken } from './token-verifier.js';

const MAX_SECONDS = 60;
const REFUSED_SECONDS = 10;
const MAX_ENTRIES = 10_000;

interface Entry {
  readonly outcome: VerifiedToken | OAuthError;
  readonly keptUntilMs: number;
}

/** Remembers for a short time what was found out about tokens, under their hashes; look-ups of one token at a time are one. */
export class TokenCache implements TokenVerifier {
  readonly #entries = new LRUCache<string, Entry>({ max: MAX_ENTRIES });
  readonly #running = new Map<string, Promise<VerifiedToken>>();
  readonly #goodMs: number;
  readonly #refusedMs: number;

  constructor(
    private readonly verifier: TokenVerifier,
    { cacheSeconds = MAX_SECONDS, refusedCacheSeconds = REFUSED_SECONDS }: TokenAuthentication,
    private readonly clock: Clock,
  ) {
    this.#goodMs = Math.min(cacheSeconds, MAX_SECONDS) * 1000;
    this.#refusedMs = Math.min(refusedCacheSeconds, MAX_SECONDS) * 1000;
  }

  async verify(token: string): Promise<VerifiedToken> {
    const key = createHash('sha256').update(token).digest('base64');
    const entry = this.#entries.get(key);
    if (entry !== undefined && this.#nowMs() < entry.keptUntilMs) {
      if (entry.outcome instanceof OAuthError) throw entry.outcome;
      return entry.outcome;
    }
    return this.#running.get(key) ?? this.#start(key, token);
  }

  #start(key: string, token: string): Promise<VerifiedToken> {
    const running = this.#lookUp(key, token).finally(() => this.#running.delete(key));
    this.#running.set(key, running);
    return running;
  }

  async #lookUp(key: string, token: string): Promise<VerifiedToken> {
    try {
      const verified = await this.verifier.verify(token);
      const endsAtMs = verified.expiresAtMs ?? Number.POSITIVE_INFINITY;
      this.#keep(key, verified, Math.min(this.#nowMs() + this.#goodMs, endsAtMs));
      return verified;
    } catch (error) {
      // That the token service could not be asked says nothing about the token.
      if (error instanceof OAuthError) this.#keep(key, error, this.#nowMs() + this.#refusedMs);
      throw error;
    }
  }

  #keep(key: string, outcome: Entry['outcome'], keptUntilMs: number): void {
    if (keptUntilMs > this.#nowMs()) this.#entries.set(key, { outcome, keptUntilMs });
  }

  #nowMs(): number {
    return this.clock.now().getTime();
  }
}
