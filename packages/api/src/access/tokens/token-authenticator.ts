import { isPlausibleToken } from '@fullstop/clients';
import type { Clock } from '@fullstop/core';
import { OAuthError } from '../../errors/oauth-error.js';
import type { AuthenticationOptions, TokenAuthentication } from '../authentication.options.js';
import type { Caller } from '../caller.js';
import { IntrospectionVerifier } from './introspection.verifier.js';
import { OidcVerifier } from './oidc.verifier.js';
import { OidcDiscovery } from './oidc-discovery.js';
import { TokenCache } from './token-cache.js';
import { TokenInfoVerifier } from './token-info.verifier.js';
import type { TokenVerifier } from './token-verifier.js';

/** What checks tokens, and what signing in needs of it. */
export interface TokenAuthenticator {
  /**
   * Whose token it is.
   * @throws {OAuthError} `invalid_token`; without asking anybody for what cannot be a token.
   * @throws {DependencyUnavailableError} when the token service could not tell.
   */
  callerOf(token: string): Promise<Caller>;
  /** Of signed tokens only. */
  readonly oidc: { readonly discovery: OidcDiscovery; readonly verifier: OidcVerifier } | undefined;
}

/** The way to check tokens that is configured; `undefined` when none is. */
export function tokenAuthenticatorOf(
  options: AuthenticationOptions,
  clock: Clock,
): TokenAuthenticator | undefined {
  switch (options.kind) {
    case 'none':
      return undefined;
    case 'token-info':
      return authenticator(new TokenInfoVerifier(options, clock), options, clock);
    case 'introspection':
      return authenticator(new IntrospectionVerifier(options), options, clock);
    case 'oidc': {
      const discovery = new OidcDiscovery(options.issuer, options.timeoutMs);
      const verifier = new OidcVerifier(options, discovery, clock);
      return { ...authenticator(verifier, options, clock), oidc: { discovery, verifier } };
    }
  }
}

const VISIBLE_ASCII = /^[\x21-\x7e]+$/;

function authenticator(
  verifier: TokenVerifier,
  options: TokenAuthentication,
  clock: Clock,
): TokenAuthenticator {
  const cache = new TokenCache(verifier, options, clock);
  return {
    async callerOf(token) {
      if (!isPlausibleToken(token) || !VISIBLE_ASCII.test(token))
        throw new OAuthError('invalid_token', 'This cannot be a token.');
      return (await cache.verify(token)).caller;
    },
    oidc: undefined,
  };
}
