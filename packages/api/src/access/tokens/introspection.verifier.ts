import { OAuthError } from '../../errors/oauth-error.js';
import type { IntrospectionAuthentication } from '../authentication.options.js';
import { askTokenService } from './ask-token-service.js';
import { type ClaimNames, callerOf } from './claims.js';
import type { TokenVerifier, VerifiedToken } from './token-verifier.js';

const NAMES: ClaimNames = { uid: ['uid', 'username', 'sub'], realm: ['realm'], scope: ['scope'] };
/** Everything else, such as 401 for wrong client credentials, says nothing about the token. */
const ANSWERS: ReadonlySet<number> = new Set([200]);

/** Asks an authorization server whose a token is, by RFC 7662. */
export class IntrospectionVerifier implements TokenVerifier {
  constructor(private readonly options: IntrospectionAuthentication) {}

  async verify(token: string): Promise<VerifiedToken> {
    const { uri, clientId, clientSecret, timeoutMs } = this.options;
    const credentials = [clientId, clientSecret].map(encodeURIComponent).join(':');
    const { claims } = await askTokenService({
      service: 'token introspection',
      url: uri,
      init: {
        method: 'POST',
        headers: {
          accept: 'application/json',
          authorization: `Basic ${Buffer.from(credentials).toString('base64')}`,
        },
        body: new URLSearchParams({ token, token_type_hint: 'access_token' }),
      },
      statuses: ANSWERS,
      timeoutMs,
    });
    if (claims.active !== true) throw new OAuthError('invalid_token', 'The token is not active.');
    if (!this.#isForUs(claims.aud)) throw new OAuthError('invalid_token', 'The token is for somebody else.');
    return {
      caller: callerOf(claims, NAMES, this.options),
      expiresAtMs: typeof claims.exp === 'number' ? claims.exp * 1000 : undefined,
    };
  }

  #isForUs(given: unknown): boolean {
    const { audience } = this.options;
    return audience === undefined || [given].flat().some((one) => audience.includes(String(one)));
  }
}
