import type { Clock } from '@fullstop/core';
import { OAuthError } from '../../errors/oauth-error.js';
import type { TokenInfoAuthentication } from '../authentication.options.js';
import { askTokenService } from './ask-token-service.js';
import { type ClaimNames, callerOf } from './claims.js';
import type { TokenVerifier, VerifiedToken } from './token-verifier.js';

const NAMES: ClaimNames = { uid: ['uid'], realm: ['realm'], scope: ['scope'] };
/** 4xx is how a token info service says that it does not know a token. */
const ANSWERS: ReadonlySet<number> = new Set([200, 400, 401, 403]);

/** Asks a token info service whose a token is. */
export class TokenInfoVerifier implements TokenVerifier {
  constructor(
    private readonly options: TokenInfoAuthentication,
    private readonly clock: Clock,
  ) {}

  async verify(token: string): Promise<VerifiedToken> {
    const { status, claims } = await askTokenService({
      service: 'token info',
      url: this.options.uri,
      init: { headers: { accept: 'application/json', authorization: `Bearer ${token}` } },
      statuses: ANSWERS,
      timeoutMs: this.options.timeoutMs,
    });
    if ('error' in claims || status !== 200) {
      throw new OAuthError(
        'invalid_token',
        textOf(claims.error_description) ?? textOf(claims.error) ?? REFUSED,
      );
    }
    const { expires_in: seconds } = claims;
    return {
      caller: callerOf(claims, NAMES, this.options),
      expiresAtMs: typeof seconds === 'number' ? this.clock.now().getTime() + seconds * 1000 : undefined,
    };
  }
}

const REFUSED = 'The token service does not accept the token.';

function textOf(value: unknown): string | undefined {
  return typeof value === 'string' && value.trim() !== '' ? value.slice(0, 500) : undefined;
}
