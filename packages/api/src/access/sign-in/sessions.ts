import type { Clock } from '@fullstop/core';
import type { Response } from 'express';
import { OAuthError } from '../../errors/oauth-error.js';
import type { ApiRequest } from '../api-request.js';
import type { SignInOptions } from '../authentication.options.js';
import type { Caller } from '../caller.js';
import { scopeList } from '../tokens/claims.js';
import { isUnsafe } from '../unsafe-method.js';
import { SealedCookie } from './sealed-cookie.js';

const EIGHT_HOURS = 28_800;

/** Remembers in a cookie who has signed in: the identity, no token. */
export class Sessions {
  readonly #cookie: SealedCookie;
  readonly #origin: string;

  constructor({ publicUrl, sessionSecret, sessionSeconds = EIGHT_HOURS }: SignInOptions, clock: Clock) {
    const { origin, protocol } = new URL(publicUrl);
    const secure = protocol === 'https:';
    this.#origin = origin;
    this.#cookie = new SealedCookie(
      {
        // Browsers take a cookie of that prefix from this very host only.
        name: secure ? '__Host-fullstop_session' : 'fullstop_session',
        secret: sessionSecret,
        lifetimeSeconds: sessionSeconds,
        path: '/',
        secure,
      },
      clock,
    );
  }

  async begin(response: Response, { uid, realm, scopes }: Caller): Promise<void> {
    await this.#cookie.write(response, { uid, realm, scopes: [...scopes] });
  }

  end(response: Response): void {
    this.#cookie.clear(response);
  }

  /**
   * Who has signed in; `undefined` without a session.
   * @throws {OAuthError} `access_denied` when the request would change something, and may come from another site.
   */
  async callerOf(request: ApiRequest): Promise<Caller | undefined> {
    const content = await this.#cookie.read(request);
    if (content === undefined) return undefined;
    const { uid, realm, scopes } = content;
    if (typeof uid !== 'string' || typeof realm !== 'string') return undefined;
    if (isUnsafe(request.method)) this.#requireOwnPage(request);
    return { uid, realm, scopes: new Set(scopeList(scopes)), isLocal: false };
  }

  /** Browsers send the cookie by themselves. The origin, and headers of their own, pages of other sites cannot choose. */
  #requireOwnPage({ headers }: ApiRequest): void {
    const { origin } = headers;
    if (origin === undefined ? headers['x-requested-with'] !== undefined : origin === this.#origin) return;
    throw new OAuthError(
      'access_denied',
      'With a session, changes need the Origin of this server, or the header X-Requested-With.',
    );
  }
}
