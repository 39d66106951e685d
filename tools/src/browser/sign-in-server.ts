import { once } from 'node:events';
import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';

const TOKEN = 'token-of-jdoe-that-is-long-enough-to-be-one';

/** An authorization server on loopback that takes everybody for jdoe, without asking. */
export class SignInServer {
  readonly #server: Server;

  private constructor(server: Server) {
    this.#server = server;
  }

  static async start(): Promise<SignInServer> {
    const server = createServer(serve).listen(0, '127.0.0.1');
    await once(server, 'listening');
    return new SignInServer(server);
  }

  get url(): string {
    return `http://127.0.0.1:${(this.#server.address() as AddressInfo).port}`;
  }

  /** Settings of a service at `publicUrl` that has people sign in here. */
  environmentOf(publicUrl: string): Record<string, string> {
    return {
      TOKEN_INFO_URI: `${this.url}/tokeninfo`,
      FULLSTOP_SIGN_IN_CLIENT_ID: 'fullstop',
      FULLSTOP_SIGN_IN_AUTHORIZATION_URL: `${this.url}/authorize`,
      FULLSTOP_SIGN_IN_TOKEN_URL: `${this.url}/token`,
      FULLSTOP_PUBLIC_URL: publicUrl,
      FULLSTOP_SESSION_SECRET: 'a secret for the cookies of this test',
    };
  }

  async stop(): Promise<void> {
    const stopped = once(this.#server, 'close');
    this.#server.close();
    this.#server.closeAllConnections();
    await stopped;
  }
}

function serve(request: IncomingMessage, response: ServerResponse): void {
  const { pathname, searchParams } = new URL(request.url ?? '/', 'http://sign-in');
  if (pathname === '/authorize') {
    const back = new URL(searchParams.get('redirect_uri') ?? '');
    back.searchParams.set('code', 'code');
    back.searchParams.set('state', searchParams.get('state') ?? '');
    response.writeHead(302, { location: back.href }).end();
  } else if (pathname === '/token') answer(response, { access_token: TOKEN, token_type: 'Bearer' });
  else answer(response, { uid: 'jdoe', realm: '/employees', scope: ['uid'] });
}

function answer(response: ServerResponse, body: object): void {
  response.writeHead(200, { 'content-type': 'application/json' }).end(JSON.stringify(body));
}
