import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';

/** A request as it arrived. */
export interface Arrived {
  readonly method: string;
  /** Path and query, as sent. */
  readonly url: string;
  readonly headers: IncomingMessage['headers'];
  readonly body: string;
}

/** Answers one request. */
export type Answer = (response: ServerResponse, request: Arrived) => void;

/** A service on loopback that keeps what arrives and answers as told. */
export class Loopback {
  readonly requests: Arrived[] = [];
  answer: Answer = json({});
  readonly #server: Server;

  private constructor() {
    this.#server = createServer((request, response) => void this.#handle(request, response));
  }

  static async start(): Promise<Loopback> {
    const loopback = new Loopback();
    await new Promise<void>((resolve) => loopback.#server.listen(0, '127.0.0.1', resolve));
    return loopback;
  }

  get port(): number {
    return (this.#server.address() as AddressInfo).port;
  }

  get url(): string {
    return `http://127.0.0.1:${this.port}`;
  }

  get urls(): string[] {
    return this.requests.map(({ url }) => url);
  }

  async stop(): Promise<void> {
    this.#server.closeAllConnections();
    await new Promise((resolve) => this.#server.close(resolve));
  }

  async #handle(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const chunks: Buffer[] = [];
    for await (const chunk of request) chunks.push(chunk as Buffer);
    const { method = '', url = '', headers } = request;
    const arrived = { method, url, headers, body: Buffer.concat(chunks).toString() };
    this.requests.push(arrived);
    this.answer(response, arrived);
  }
}

export function json(body: unknown, status = 200, headers: Record<string, string> = {}): Answer {
  return text(JSON.stringify(body), status, { 'content-type': 'application/json', ...headers });
}

export function text(body: string, status = 200, headers: Record<string, string> = {}): Answer {
  return (response) => response.writeHead(status, headers).end(body);
}

/** Never answers. */
export const hang: Answer = () => {};

/** Closes the connection without an answer. */
export const drop: Answer = (response) => void response.socket?.destroy();

/** Starts an answer and closes the connection in the middle. */
export const dropMidway: Answer = (response) => {
  response.writeHead(200, { 'content-length': '1000' }).write('{"half":');
  setTimeout(() => response.socket?.destroy(), 20);
};

export function delayed(milliseconds: number, answer: Answer): Answer {
  // A test may be over before a late answer is due.
  return (response, request) => void setTimeout(() => answer(response, request), milliseconds).unref();
}

/** One answer after the other; the last one stays. */
export function sequence(...answers: readonly Answer[]): Answer {
  let next = 0;
  return (response, request) => answers[Math.min(next++, answers.length - 1)]?.(response, request);
}

/** By path and query; 404 for others. */
export function routes(answers: Readonly<Record<string, Answer>>): Answer {
  return (response, request) => (answers[request.url] ?? text('', 404))(response, request);
}
