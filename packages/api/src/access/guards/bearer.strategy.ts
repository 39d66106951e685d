import { Strategy } from 'passport';
import type { ApiRequest } from '../api-request.js';
import { bearerTokenOf } from '../tokens/bearer-token.js';
import type { AuthenticateOptions } from './authenticate-options.js';

/**
 * Knows a caller by the bearer token. Passport's strategies are known by name in the whole process, so this one keeps
 * nothing; the guard gives it what it needs.
 */
export class BearerStrategy extends Strategy {
  override readonly name = 'fullstop-bearer';

  override authenticate(request: ApiRequest, { tokens }: AuthenticateOptions): void {
    const token = bearerTokenOf(request);
    if (token === undefined) this.fail();
    // A bad token is an error and not "no token": nobody else is asked, on public routes neither.
    else tokens.callerOf(token).then(this.success, this.error);
  }
}
