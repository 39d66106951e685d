import { once } from 'node:events';
import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import type { JsonValue } from '@fullstop/core';

/** What is at a path; `undefined` for nothing. */
export type Contents = (path: string) => JsonValue | undefined;

/** How every request ends while there is trouble. */
export type RegistryFault =
  | { readonly kind: 'status'; readonly status: number }
  /** The answer never comes. */
  | { readonly kind: 'hang' }
  /** The connection breaks. */
  | { readonly kind: 'reset' }
  /** Status 200, and a body that is not what was asked for. */
  | { readonly kind: 'body'; readonly body: string };

/** The bearer token that the registries take. */
export const REGISTRY_TOKEN = 'token-of-the-sample-world';

/** An application registry or a Docker registry on loopback. Takes GET with a token, answers JSON or 404. */
export class RegistryServer {
  /** Trouble from the next request on; `undefined` ends it. */
  fault: RegistryFault | undefined;
  /** Paths in the order of the requests, failed ones included. */
  readonly requests: string[] = [];
  readonly #contents: Contents;
  readonly #server: Server;

  private constructor(contents: Contents) {
    this.#contents = contents;
    this.#server = createServer((request, response) => this.#serve(request, response));
  }

  static async start(contents: Contents): Promise<RegistryServer> {
    const registry = new RegistryServer(contents);
    registry.#server.listen(0, '127.0.0.1');
    await once(registry.#server, 'listening');
    return registry;
  }

  get url(): string {
    return `http://127.0.0.1:${(this.#server.address() as AddressInfo).port}`;
  }

  /** Ends open connections, too. */
  async stop(): Promise<void> {
    const stopped = once(this.#server, 'close');
    this.#server.close();
    this.#server.closeAllConnections();
    await stopped;
  }

  #serve({ method, url = '/', headers }: IncomingMessage, response: ServerResponse): void {
    const path = decodeURIComponent(new URL(url, 'http://registry').pathname);
    this.requests.push(path);
    if (this.fault) fail(this.fault, response);
    else if (headers.authorization !== `Bearer ${REGISTRY_TOKEN}`) answer(response, 401, {});
    else {
      const found = method === 'GET' ? this.#contents(path) : undefined;
      answer(response, found === undefined ? 404 : 200, found ?? { message: 'Not Found' });
    }
  }
}

function fail(fault: RegistryFault, response: ServerResponse): void {
  if (fault.kind === 'status') answer(response, fault.status, { message: 'The test wants it' });
  else if (fault.kind === 'reset') response.socket?.destroy();
  else if (fault.kind === 'body') {
    response.writeHead(200, { 'content-type': 'application/json' }).end(fault.body);
  }
}

function answer(response: ServerResponse, status: number, body: JsonValue): void {
  response.writeHead(status, { 'content-type': 'application/json' }).end(JSON.stringify(body));
}
