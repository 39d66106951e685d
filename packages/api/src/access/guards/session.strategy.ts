import { Strategy } from 'passport';
import type { ApiRequest } from '../api-request.js';
import type { AuthenticateOptions } from './authenticate-options.js';

/** Knows a caller by the cookie of a session. Keeps nothing, see `BearerStrategy`. */
export class SessionStrategy extends Strategy {
  override readonly name = 'fullstop-session';

  override authenticate(request: ApiRequest, { sessions }: AuthenticateOptions): void {
    const caller = sessions?.callerOf(request) ?? Promise.resolve(undefined);
    caller.then((known) => (known === undefined ? this.fail() : this.success(known)), this.error);
  }
}
