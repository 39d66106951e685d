import type { Sessions } from '../sign-in/sessions.js';
import type { TokenAuthenticator } from '../tokens/token-authenticator.js';

/** What the guard gives to the strategies. */
export interface AuthenticateOptions {
  readonly tokens: TokenAuthenticator;
  readonly sessions: Sessions | undefined;
}
