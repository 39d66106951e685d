import { DependencyUnavailableError } from '@fullstop/clients';
import type { Clock } from '@fullstop/core';
import { createRemoteJWKSet, errors, type JWTPayload, type JWTVerifyGetKey, jwtVerify } from 'jose';
import { OAuthError } from '../../errors/oauth-error.js';
import type { OidcAuthentication } from '../authentication.options.js';
import { type ClaimNames, callerOf } from './claims.js';
import type { OidcDiscovery } from './oidc-discovery.js';
import type { TokenVerifier, VerifiedToken } from './token-verifier.js';

const NAMES: ClaimNames = { uid: ['uid', 'sub'], realm: ['realm'], scope: ['scope', 'scp'] };
/** All with a public key: whoever can check a token cannot make one. */
const ALGORITHMS = [
  'RS256',
  'RS384',
  'RS512',
  'PS256',
  'PS384',
  'PS512',
  'ES256',
  'ES384',
  'ES512',
  'EdDSA',
  'Ed25519',
];
const CLOCK_TOLERANCE_SECONDS = 30;
const JWKS_TIMEOUT_MS = 3000;

/** Checks signed tokens of an OpenID Connect issuer. */
export class OidcVerifier implements TokenVerifier {
  #keys: JWTVerifyGetKey | undefined;

  constructor(
    private readonly options: OidcAuthentication,
    private readonly discovery: OidcDiscovery,
    private readonly clock: Clock,
  ) {}

  verify(token: string): Promise<VerifiedToken> {
    return this.verifyFor(token, this.options.audience);
  }

  /** The same for a token that must be for somebody else, such as an ID token for the client that signs people in. */
  async verifyFor(token: string, audience: readonly string[]): Promise<VerifiedToken> {
    const payload = await this.#payload(token, audience);
    return {
      caller: callerOf(payload, NAMES, this.options),
      expiresAtMs: payload.exp === undefined ? undefined : payload.exp * 1000,
    };
  }

  async #payload(token: string, audience: readonly string[]): Promise<JWTPayload> {
    const keys = await this.#issuerKeys();
    try {
      const { payload } = await jwtVerify(token, keys, {
        issuer: this.options.issuer,
        audience: [...audience],
        algorithms: [...(this.options.algorithms ?? ALGORITHMS)],
        clockTolerance: this.options.clockToleranceSeconds ?? CLOCK_TOLERANCE_SECONDS,
        currentDate: this.clock.now(),
        requiredClaims: ['exp'],
      });
      return payload;
    } catch (cause) {
      throw refusalOf(cause);
    }
  }

  async #issuerKeys(): Promise<JWTVerifyGetKey> {
    const { jwksUri } = await this.discovery.metadata();
    // It keeps the keys, and asks anew for a key that it does not know, at most twice a minute.
    this.#keys ??= createRemoteJWKSet(new URL(jwksUri), {
      timeoutDuration: this.options.timeoutMs ?? JWKS_TIMEOUT_MS,
    });
    return this.#keys;
  }
}

const EXPIRED = 'ERR_JWT_EXPIRED';
/** The token, or what it says, is wrong. Whatever else goes wrong is about the keys, and says nothing about the token. */
const ABOUT_THE_TOKEN: ReadonlySet<string> = new Set([
  EXPIRED,
  'ERR_JWT_CLAIM_VALIDATION_FAILED',
  'ERR_JWT_INVALID',
  'ERR_JWS_INVALID',
  'ERR_JWS_SIGNATURE_VERIFICATION_FAILED',
  'ERR_JWKS_NO_MATCHING_KEY',
  'ERR_JWKS_MULTIPLE_MATCHING_KEYS',
  'ERR_JOSE_ALG_NOT_ALLOWED',
  'ERR_JOSE_NOT_SUPPORTED',
]);

function refusalOf(cause: unknown): Error {
  if (cause instanceof errors.JOSEError && ABOUT_THE_TOKEN.has(cause.code)) {
    const expired = cause.code === EXPIRED;
    return new OAuthError(
      'invalid_token',
      expired ? 'The token has expired.' : 'The token is not valid here.',
    );
  }
  const problem = 'its keys could not be read';
  return new DependencyUnavailableError('OpenID Connect issuer', 'network', problem, { cause });
}
