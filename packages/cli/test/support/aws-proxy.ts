import {
  createServer,
  request as forward,
  type IncomingMessage,
  type Server,
  type ServerResponse,
} from 'node:http';
import type { AddressInfo } from 'node:net';
import { setTimeout as delay, setImmediate as nextTurn } from 'node:timers/promises';
import { promisify } from 'node:util';

/** A request to AWS. */
export interface AwsRequest {
  /** Such as `DeleteMessage` or `GetObject`. */
  readonly action: string;
  /** Decoded, without the query. */
  readonly path: string;
}

/** Requests that are kept from AWS. */
export interface HeldRequests {
  /** How many wait at the moment. */
  readonly count: number;
  /** Lets them go, and those that would have been held later. */
  release(): void;
  /** Ends them without an answer; AWS never sees them. Later ones go. */
  drop(): void;
}

interface Hold {
  readonly isHeld: (request: AwsRequest) => boolean;
  readonly waiting: Set<{ go(): void; end(): void }>;
}

/** Stands before AWS, writes down what is asked, and can keep requests waiting. */
export class AwsProxy {
  readonly requests: AwsRequest[] = [];
  readonly #port: number;
  readonly #server: Server;
  readonly #holds = new Set<Hold>();

  private constructor(port: number) {
    this.#port = port;
    this.#server = createServer((request, response) => this.#serve(request, response));
  }

  static async start(port: number): Promise<AwsProxy> {
    const proxy = new AwsProxy(port);
    await new Promise<void>((resolve) => proxy.#server.listen(0, '127.0.0.1', resolve));
    return proxy;
  }

  get url(): string {
    return `http://127.0.0.1:${(this.#server.address() as AddressInfo).port}`;
  }

  /** Keeps requests waiting until they are released. */
  hold(isHeld: (request: AwsRequest) => boolean): HeldRequests {
    const hold: Hold = { isHeld, waiting: new Set() };
    this.#holds.add(hold);
    const end = (how: 'go' | 'end') => {
      this.#holds.delete(hold);
      for (const held of hold.waiting) held[how]();
      hold.waiting.clear();
    };
    return {
      get count() {
        return hold.waiting.size;
      },
      release: () => end('go'),
      drop: () => end('end'),
    };
  }

  /** Resolves when nobody is connected any more: what a process sent before it was killed is here by then. */
  async untilDeserted(): Promise<void> {
    const connections = promisify(this.#server.getConnections.bind(this.#server));
    // Two turns: in between, connections that wait to be accepted are.
    await nextTurn();
    await nextTurn();
    while ((await connections()) > 0) await delay(5);
  }

  async stop(): Promise<void> {
    const stopped = new Promise((resolve) => this.#server.close(resolve));
    this.#server.closeAllConnections();
    await stopped;
  }

  #serve(request: IncomingMessage, response: ServerResponse): void {
    const seen = awsRequestOf(request);
    this.requests.push(seen);
    const hold = [...this.#holds].find(({ isHeld }) => isHeld(seen));
    if (!hold) {
      this.#forward(request, response);
      return;
    }
    const held = { go: () => this.#forward(request, response), end: () => request.destroy() };
    hold.waiting.add(held);
    // Whoever asked is gone: nothing is asked on his behalf any more.
    response.once('close', () => hold.waiting.delete(held));
  }

  #forward(request: IncomingMessage, response: ServerResponse): void {
    const { method, url: path, headers } = request;
    const asked = forward({ host: '127.0.0.1', port: this.#port, method, path, headers }, (answer) => {
      response.writeHead(answer.statusCode ?? 502, answer.headers);
      answer.pipe(response);
    });
    asked.on('error', () => response.destroy());
    response.once('close', () => asked.destroy());
    request.pipe(asked);
  }
}

function awsRequestOf({ method, url = '', headers }: IncomingMessage): AwsRequest {
  const { pathname, searchParams } = new URL(url, 'http://aws');
  const path = decodeURIComponent(pathname);
  const target = headers['x-amz-target'];
  if (typeof target === 'string') return { action: target.split('.')[1] ?? '', path };
  if (searchParams.has('list-type')) return { action: 'ListObjectsV2', path };
  return { action: `${method === 'HEAD' ? 'Head' : method === 'PUT' ? 'Put' : 'Get'}Object`, path };
}
