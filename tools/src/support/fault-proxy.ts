import { once } from 'node:events';
import {
  Agent,
  createServer,
  request as httpRequest,
  type IncomingHttpHeaders,
  type IncomingMessage,
  type Server,
  type ServerResponse,
} from 'node:http';
import type { AddressInfo } from 'node:net';
import { setTimeout as delay } from 'node:timers/promises';

/** A request on its way through the proxy. */
export interface ProxiedRequest {
  readonly method: string;
  /** With the query. */
  readonly path: string;
  readonly headers: IncomingHttpHeaders;
  readonly body: Buffer;
}

/** What came back for a request. */
export interface ProxiedAnswer {
  readonly status: number;
  readonly headers: IncomingHttpHeaders;
  readonly body: Buffer;
}

/** What goes wrong with one request. */
export type Fault =
  /** The proxy answers; the request goes no further. */
  | { readonly kind: 'answer'; readonly status: number; readonly body: string }
  /** The request is done; of its answer this share (0 to 1) comes back, then the connection is reset. */
  | { readonly kind: 'reset'; readonly share: number }
  /** The answer never comes; the request goes no further. */
  | { readonly kind: 'hang' };

/** What happens on the way; everything is optional. */
export interface ProxyRules {
  /** Another body for the request. */
  rewrite?(request: ProxiedRequest): Buffer | undefined;
  /** Nothing means that all goes well. */
  fault?(request: ProxiedRequest): Fault | undefined;
  /** Told of each answer of the server, also of those that do not arrive. */
  onAnswer?(request: ProxiedRequest, answer: ProxiedAnswer): void;
}

/** Time for bytes to leave before a reset, which throws away what has not. */
const FLUSH_MS = 10;

/** A server on loopback in front of another one, for small bodies: holds each in memory before it passes it on. */
export class FaultProxy {
  readonly #target: URL;
  readonly #rules: ProxyRules;
  readonly #server: Server;
  readonly #agent = new Agent({ keepAlive: true });

  private constructor(target: URL, rules: ProxyRules) {
    this.#target = target;
    this.#rules = rules;
    this.#server = createServer((incoming, response) => {
      // Either side may be gone at any time: that is what this is for.
      this.#handle(incoming, response).catch(() => response.destroy());
    });
  }

  /** Starts one on a free port, in front of the server at this URL. */
  static async start(targetUrl: string, rules: ProxyRules): Promise<FaultProxy> {
    const proxy = new FaultProxy(new URL(targetUrl), rules);
    proxy.#server.listen(0, '127.0.0.1');
    await once(proxy.#server, 'listening');
    return proxy;
  }

  get url(): string {
    return `http://127.0.0.1:${(this.#server.address() as AddressInfo).port}`;
  }

  /** Stops it and breaks what is open. */
  async stop(): Promise<void> {
    this.#server.closeAllConnections();
    this.#server.close();
    await once(this.#server, 'close');
    this.#agent.destroy();
  }

  async #handle(incoming: IncomingMessage, response: ServerResponse): Promise<void> {
    const { method = 'GET', url: path = '/', headers } = incoming;
    const request = { method, path, headers, body: await bodyOf(incoming) };
    const fault = this.#rules.fault?.(request);
    if (fault?.kind === 'answer') {
      response.writeHead(fault.status, { 'content-type': 'application/xml' }).end(fault.body);
      return;
    }
    if (fault?.kind === 'hang') return;
    const answer = await this.#ask(request, response);
    this.#rules.onAnswer?.(request, answer);
    const { 'transfer-encoding': _, ...kept } = answer.headers;
    response.writeHead(answer.status, kept);
    if (!fault) {
      response.end(answer.body);
      return;
    }
    response.flushHeaders();
    response.write(answer.body.subarray(0, Math.floor(answer.body.length * fault.share)));
    await delay(FLUSH_MS);
    response.socket?.resetAndDestroy();
  }

  async #ask(request: ProxiedRequest, response: ServerResponse): Promise<ProxiedAnswer> {
    const { hostname, port } = this.#target;
    const body = this.#rules.rewrite?.(request) ?? request.body;
    const { 'transfer-encoding': _, ...kept } = request.headers;
    const headers = body.length === 0 ? kept : { ...kept, 'content-length': String(body.length) };
    const outgoing = httpRequest({
      hostname,
      port,
      agent: this.#agent,
      method: request.method,
      path: request.path,
      headers,
    });
    response.once('close', () => outgoing.destroy());
    outgoing.end(body);
    const [answer] = (await once(outgoing, 'response')) as [IncomingMessage];
    return { status: answer.statusCode ?? 502, headers: answer.headers, body: await bodyOf(answer) };
  }
}

async function bodyOf(message: IncomingMessage): Promise<Buffer> {
  const pieces: Buffer[] = [];
  for await (const piece of message as AsyncIterable<Buffer>) pieces.push(piece);
  return Buffer.concat(pieces);
}
