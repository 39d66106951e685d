import type { Caller } from '../caller.js';

/** A good token. */
export interface VerifiedToken {
  readonly caller: Caller;
  /** When it ends, in epoch milliseconds; `undefined` when nobody said. */
  readonly expiresAtMs: number | undefined;
}

/** Tells whose token it is. */
export interface TokenVerifier {
  /**
   * @throws {OAuthError} `invalid_token` for a token that is not good.
   * @throws {DependencyUnavailableError} when that could not be found out.
   */
  verify(token: string): Promise<VerifiedToken>;
}
