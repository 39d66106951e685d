import { systemClock } from '@fullstop/core';
import type { ApiOptions } from '../server/api-options.js';
import { Sessions } from './sign-in/sessions.js';
import { SignIn } from './sign-in/sign-in.js';
import { type TokenAuthenticator, tokenAuthenticatorOf } from './tokens/token-authenticator.js';

/** What finds out who a caller is, as configured. */
export interface Access {
  /** `undefined` when no authentication is configured. */
  readonly tokens: TokenAuthenticator | undefined;
  /** Both or none: whether people can sign in. */
  readonly sessions: Sessions | undefined;
  readonly signIn: SignIn | undefined;
}

/** Token of {@link Access}. */
export const ACCESS = Symbol.for('@fullstop/api:access');

/** @throws {FullstopError} `SIGN_IN_CONFIG` when sign-in is configured in a way that cannot be used. */
export function accessOf({ authentication, clock = systemClock }: ApiOptions): Access {
  const tokens = tokenAuthenticatorOf(authentication, clock);
  const options = authentication.kind === 'none' ? undefined : authentication.signIn;
  if (tokens === undefined || options === undefined)
    return { tokens, sessions: undefined, signIn: undefined };
  return { tokens, signIn: new SignIn(options, tokens, clock), sessions: new Sessions(options, clock) };
}
