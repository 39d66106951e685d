import type { AuthenticationOptions } from '../../src/access/authentication.options.js';
import { TokenServer } from './token-server.js';

/** People and services with tokens, for the tests of one file. */
export class Callers {
  #server: TokenServer | undefined;

  async start(): Promise<void> {
    this.#server = await TokenServer.start();
  }

  async stop(): Promise<void> {
    await this.#server?.stop();
  }

  get authentication(): AuthenticationOptions {
    return { kind: 'token-info', uri: `${this.#server!.url}/tokeninfo` };
  }

  /** The header with a token of this user and these scopes. */
  as(uid: string, ...scope: readonly string[]): { readonly authorization: string } {
    const token = `token-of-${uid}-with-${scope.join('-') || 'no-scope'}`.padEnd(40, '.');
    this.#server!.tokens.set(token, { uid, realm: '/employees', scope });
    return { authorization: `Bearer ${token}` };
  }
}
