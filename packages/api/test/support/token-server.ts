import { createHash } from 'node:crypto';
import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { exportJWK, generateKeyPair, type JWTPayload, SignJWT } from 'jose';

/** What the server says about a token; a function may answer in any way, or not at all. */
export type TokenAnswer = object | null | ((response: ServerResponse) => void);

type Keys = Awaited<ReturnType<typeof generateKeyPair>>;

/** As what Fullstop may ask the server. */
export const CLIENT = { id: 'fullstop', secret: 'client secret: 100%' };

/**
 * A real server on loopback that speaks token info, RFC 7662 introspection, OpenID Connect discovery with JWKS, and the
 * authorization code flow with PKCE.
 */
export class TokenServer {
  readonly #server: Server;
  readonly #keys: Keys;
  readonly #codes = new Map<string, { challenge: string; redirectUri: string }>();
  /** By token: what is answered. Others are unknown. */
  readonly tokens = new Map<string, TokenAnswer>();
  /** Paths that were asked for. */
  readonly calls: string[] = [];
  /** What the token endpoint gives for a code. */
  grant: object = {};
  /** Answers 503 to everything while set. */
  isDown = false;

  private constructor(server: Server, keys: Keys) {
    this.#server = server;
    this.#keys = keys;
  }

  static async start(): Promise<TokenServer> {
    const server = createServer();
    const tokenServer = new TokenServer(server, await generateKeyPair('RS256', { extractable: true }));
    server.on('request', (request, response) => void tokenServer.#answer(request, response));
    await new Promise<void>((listening) => server.listen(0, '127.0.0.1', listening));
    return tokenServer;
  }

  async stop(): Promise<void> {
    this.#server.closeAllConnections();
    await new Promise((closed) => this.#server.close(closed));
  }

  get url(): string {
    return `http://127.0.0.1:${(this.#server.address() as AddressInfo).port}`;
  }

  /** A token signed by this server's key. */
  sign(payload: JWTPayload, header: { alg: string; kid?: string } = { alg: 'RS256', kid: 'one' }) {
    return new SignJWT({ iss: this.url, aud: 'fullstop-api', ...payload })
      .setProtectedHeader(header)
      .sign(this.#keys.privateKey);
  }

  async #answer(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const url = new URL(request.url ?? '/', this.url);
    this.calls.push(url.pathname);
    const form = new URLSearchParams(await bodyOf(request));
    if (this.isDown) send(response, 503, null);
    else await this.#answerTo(url, form, request, response);
  }

  async #answerTo(
    url: URL,
    form: URLSearchParams,
    request: IncomingMessage,
    response: ServerResponse,
  ): Promise<void> {
    switch (url.pathname) {
      case '/tokeninfo':
        return this.#say(response, request.headers.authorization?.slice('Bearer '.length) ?? '');
      case '/introspect': {
        const basic = Buffer.from(
          request.headers.authorization?.slice('Basic '.length) ?? '',
          'base64',
        ).toString();
        if (basic !== `${CLIENT.id}:${encodeURIComponent(CLIENT.secret)}`) return send(response, 401, {});
        return this.#say(response, form.get('token') ?? '', { active: false });
      }
      case '/.well-known/openid-configuration':
        return send(response, 200, {
          issuer: this.url,
          jwks_uri: `${this.url}/jwks`,
          authorization_endpoint: `${this.url}/authorize`,
          token_endpoint: `${this.url}/token`,
        });
      case '/jwks':
        return send(response, 200, {
          keys: [{ ...(await exportJWK(this.#keys.publicKey)), kid: 'one', alg: 'RS256', use: 'sig' }],
        });
      case '/authorize':
        return this.#authorize(response, url.searchParams);
      case '/token':
        return this.#exchange(response, form);
      default:
        return send(response, 404, {});
    }
  }

  #say(
    response: ServerResponse,
    token: string,
    unknown: object = { error: 'invalid_request', error_description: 'Access token not valid' },
  ): void {
    const known = this.tokens.get(token);
    if (typeof known === 'function') known(response);
    else if (known === undefined) send(response, 'error' in unknown ? 400 : 200, unknown);
    else send(response, 200, known);
  }

  #authorize(response: ServerResponse, asked: URLSearchParams): void {
    const code = `code-${this.#codes.size}`;
    const redirectUri = asked.get('redirect_uri') ?? '';
    this.#codes.set(code, { challenge: asked.get('code_challenge') ?? '', redirectUri });
    const back = new URL(redirectUri);
    back.searchParams.set('code', code);
    back.searchParams.set('state', asked.get('state') ?? '');
    response.writeHead(302, { location: back.href }).end();
  }

  /** Gives the grant for a code, when the PKCE verifier belongs to the challenge. */
  #exchange(response: ServerResponse, form: URLSearchParams): void {
    const asked = this.#codes.get(form.get('code') ?? '');
    this.#codes.delete(form.get('code') ?? '');
    const challenge = createHash('sha256')
      .update(form.get('code_verifier') ?? '')
      .digest('base64url');
    if (asked?.challenge !== challenge || asked.redirectUri !== form.get('redirect_uri')) {
      send(response, 400, { error: 'invalid_grant', error_description: 'unknown code' });
    } else {
      send(response, 200, { token_type: 'Bearer', expires_in: 600, ...this.grant });
    }
  }
}

async function bodyOf(request: IncomingMessage): Promise<string> {
  const chunks: Buffer[] = [];
  for await (const chunk of request) chunks.push(chunk as Buffer);
  return Buffer.concat(chunks).toString();
}

function send(response: ServerResponse, status: number, body: object | null): void {
  response.writeHead(status, { 'content-type': 'application/json' });
  response.end(body === null ? '' : JSON.stringify(body));
}
