import { once } from 'node:events';
import {
  createServer,
  request as httpRequest,
  type IncomingHttpHeaders,
  type IncomingMessage,
  type Server,
  type ServerResponse,
} from 'node:http';
import type { AddressInfo, Socket } from 'node:net';
import { pipeline } from 'node:stream/promises';
import { setTimeout as wait } from 'node:timers/promises';

/** A request on its way to S3, as path-style addresses tell it. */
export interface ProxyRequest {
  readonly method: string;
  /** Path and query as they came. */
  readonly url: string;
  readonly bucket: string;
  /** Decoded; empty for requests about the bucket. */
  readonly key: string;
  readonly query: URLSearchParams;
  readonly headers: IncomingHttpHeaders;
  /** The region that the request was signed for. */
  readonly region: string | undefined;
  /** How many requests with this method, bucket and key came, this one included: 1 is the first. */
  readonly attempt: number;
}

/** What goes wrong with one request. */
export type Fault =
  /** Answers itself; the request does not reach S3. */
  | {
      readonly kind: 'answer';
      readonly status: number;
      readonly headers?: Readonly<Record<string, string>>;
      readonly body?: string;
    }
  /** Answers with something that is no HTTP. */
  | { readonly kind: 'garbage' }
  /** Passes that much of the answer's body on, then resets the connection; without a number, instead of any answer. */
  | ({ readonly kind: 'reset'; readonly afterBytes?: number } & Partial<OtherHeaders>)
  /** Passes that much of the answer's body on, then nothing for a while, then the rest; without a number, all is late. */
  | { readonly kind: 'stall'; readonly ms: number; readonly afterBytes?: number }
  /** Passes the answer's body on in pieces, with a pause before each. */
  | { readonly kind: 'drip'; readonly pieceBytes: number; readonly pauseMs: number }
  /** Passes the request on without some headers. */
  | { readonly kind: 'without'; readonly headers: readonly string[] }
  /** Changes headers of the answer. */
  | ({ readonly kind: 'with' } & OtherHeaders);

/** What is different about the headers of an answer. */
interface OtherHeaders {
  /** Come in addition, or instead. */
  readonly headers: Readonly<Record<string, string>>;
  /** Do not come. */
  readonly without?: readonly string[];
}

/** An S3 error as S3 writes it. */
export function s3Error(
  status: number,
  code: string,
  message: string,
  more: { headers?: Readonly<Record<string, string>>; members?: Readonly<Record<string, string>> } = {},
): Fault {
  const members = Object.entries({ Code: code, Message: message, ...more.members });
  const xml = members.map(([name, value]) => `<${name}>${value}</${name}>`).join('');
  return {
    kind: 'answer',
    status,
    headers: { 'content-type': 'application/xml', 'x-amz-request-id': 'TESTREQUEST', ...more.headers },
    body: `<?xml version="1.0" encoding="UTF-8"?>\n<Error>${xml}<RequestId>TESTREQUEST</RequestId></Error>`,
  };
}

/** The answer of a region that the bucket is not in. */
export function redirectTo(region: string): Fault {
  const message =
    'The bucket you are attempting to access must be addressed using the specified endpoint. ' +
    'Please send all future requests to this endpoint.';
  return s3Error(301, 'PermanentRedirect', message, { headers: { 'x-amz-bucket-region': region } });
}

/** Waits, but keeps no process alive. */
const delay = (ms: number): Promise<void> => wait(ms, undefined, { ref: false });

/** A server on loopback that passes requests on to an S3 and lets some of them go wrong. */
export class FaultyProxy {
  /** Asked for each request; nothing means that all goes well. */
  faults: (request: ProxyRequest) => Fault | undefined = () => undefined;
  /** Every request so far, in order. */
  readonly requests: ProxyRequest[] = [];
  readonly #connections = new Set<Socket>();
  #connectionsSoFar = 0;
  readonly #answers = new Set<ServerResponse>();
  readonly #server: Server;
  readonly #target: URL;

  private constructor(target: URL) {
    this.#target = target;
    this.#server = createServer((request, response) => {
      this.#handle(request, response).catch((error: Error) => response.destroy(error));
    });
    this.#server.on('connection', (socket) => {
      this.#connectionsSoFar += 1;
      this.#connections.add(socket);
      socket.once('close', () => this.#connections.delete(socket));
    });
  }

  /** Starts one on a free port, in front of the server at this URL. */
  static async start(targetUrl: string): Promise<FaultyProxy> {
    const proxy = new FaultyProxy(new URL(targetUrl));
    proxy.#server.listen(0, '127.0.0.1');
    await once(proxy.#server, 'listening');
    return proxy;
  }

  /** What clients take as endpoint. */
  get url(): string {
    return `http://127.0.0.1:${this.port}`;
  }

  get port(): number {
    return (this.#server.address() as AddressInfo).port;
  }

  /** Connections that were made since the last reset. */
  get connectionsSoFar(): number {
    return this.#connectionsSoFar;
  }

  /** Connections that are open. */
  get connections(): number {
    return this.#connections.size;
  }

  /** Closes the connections that nobody uses at the moment, as servers do after a while. */
  closeIdle(): void {
    this.#server.closeIdleConnections();
  }

  /** Answers that have not been taken to their end, and whose connection is still open. */
  get answersUnderWay(): number {
    return this.#answers.size;
  }

  /** Forgets faults, requests, and how many connections were made. */
  reset(): void {
    this.#connectionsSoFar = 0;
    this.faults = () => undefined;
    this.requests.length = 0;
  }

  /** Stops it and breaks what is open. */
  async stop(): Promise<void> {
    this.#server.closeAllConnections();
    this.#server.close();
    await once(this.#server, 'close');
  }

  async #handle(incoming: IncomingMessage, response: ServerResponse): Promise<void> {
    const request = this.#read(incoming);
    this.#answers.add(response);
    response.once('close', () => this.#answers.delete(response));
    this.requests.push(request);
    const fault = this.faults(request);
    if (fault?.kind === 'answer') {
      incoming.resume();
      response.writeHead(fault.status, fault.headers).end(fault.body);
    } else if (fault?.kind === 'reset' && fault.afterBytes === undefined) {
      incoming.socket.resetAndDestroy();
    } else if (fault?.kind === 'garbage') {
      incoming.socket.end('220 welcome\r\n\r\n');
    } else {
      if (fault?.kind === 'stall' && fault.afterBytes === undefined) await delay(fault.ms);
      const without = fault?.kind === 'without' ? fault.headers : [];
      await passOn(await this.#ask(incoming, without), response, fault);
    }
  }

  #read({ method = 'GET', url = '/', headers }: IncomingMessage): ProxyRequest {
    const { pathname, searchParams } = new URL(url, this.#target);
    const [, bucket = '', key = ''] = /^\/([^/]*)\/?(.*)$/s.exec(decodeURIComponent(pathname)) ?? [];
    const same = this.requests.filter(
      (other) => other.method === method && other.bucket === bucket && other.key === key,
    );
    const [, region] = /Credential=[^/]+\/\d+\/([^/]+)\//.exec(headers.authorization ?? '') ?? [];
    return { method, url, bucket, key, query: searchParams, headers, region, attempt: same.length + 1 };
  }

  async #ask(incoming: IncomingMessage, without: readonly string[]): Promise<IncomingMessage> {
    const kept = Object.entries(incoming.headers).filter(([name]) => !without.includes(name));
    const { hostname, port } = this.#target;
    const outgoing = httpRequest({
      hostname,
      port,
      method: incoming.method,
      path: incoming.url,
      headers: Object.fromEntries(kept),
    });
    incoming.pipe(outgoing);
    const [answer] = (await once(outgoing, 'response')) as [IncomingMessage];
    return answer;
  }
}

async function passOn(
  answer: IncomingMessage,
  response: ServerResponse,
  fault: Fault | undefined,
): Promise<void> {
  response.writeHead(answer.statusCode ?? 502, headersOf(answer, fault));
  response.flushHeaders();
  try {
    await pipeline(faultyBody(answer, response, fault), response);
  } catch (error) {
    // The client left, or the connection was reset: that is what this is for.
    if (!response.destroyed) throw error;
  } finally {
    answer.destroy();
  }
}

function headersOf({ headers }: IncomingMessage, fault: Fault | undefined): IncomingHttpHeaders {
  if (fault?.kind !== 'with' && fault?.kind !== 'reset') return headers;
  const kept = Object.entries(headers).filter(([name]) => !fault.without?.includes(name));
  return { ...Object.fromEntries(kept), ...fault.headers };
}

async function* faultyBody(
  answer: IncomingMessage,
  response: ServerResponse,
  fault: Fault | undefined,
): AsyncGenerator<Buffer> {
  let passed = 0;
  for await (const piece of answer as AsyncIterable<Buffer>) {
    if (fault?.kind === 'drip') {
      for (let at = 0; at < piece.length; at += fault.pieceBytes) {
        await delay(fault.pauseMs);
        if (response.destroyed) return;
        yield piece.subarray(at, at + fault.pieceBytes);
      }
      continue;
    }
    const limit = fault?.kind === 'reset' || fault?.kind === 'stall' ? fault.afterBytes : undefined;
    if (limit === undefined || limit < passed || passed + piece.length <= limit) {
      yield piece;
    } else {
      yield piece.subarray(0, limit - passed);
      await misbehave(response, fault);
      if (response.destroyed) return;
      yield piece.subarray(limit - passed);
    }
    passed += piece.length;
  }
}

async function misbehave(response: ServerResponse, fault: Fault | undefined): Promise<void> {
  if (fault?.kind === 'stall') await Promise.race([delay(fault.ms), once(response, 'close')]);
  // What was written must be on its way before a reset, which throws away what is not.
  if (fault?.kind === 'reset') {
    await delay(20);
    response.socket?.resetAndDestroy();
  }
}
