import { messageOf } from '@fullstop/core';
import { version } from '../version.js';
import { answerError } from './answer-error.js';
import type { ClientContext } from './client-context.js';
import { ClientError, failure } from './client-error.js';

/** Longest time for one request, in milliseconds. */
const TIMEOUT_MS = 30_000;
/** Times that a GET is sent at most. */
const MAX_TRIES = 3;
/** Pause before the next try where the server names none, in milliseconds; each one doubles. */
const PAUSE_MS = 300;
/** Longest pause that is waited for, in milliseconds; a server that wants a longer one is reported. */
const MAX_PAUSE_MS = 10_000;
/** The same where the server counts requests per minute. */
const MAX_RATE_PAUSE_MS = 60_000;

/** A parameter of a request; `undefined` and empty lists are left out, lists are joined by commas. */
export type Parameter = string | number | boolean | readonly string[] | undefined;

/** What a request carries. */
export interface RequestParts {
  /** In this order; a name may come several times. */
  readonly query?: readonly (readonly [string, Parameter])[];
  /** Sent as JSON, or as it is when it is a string. */
  readonly body?: unknown;
  /** Of a body that is a string. Default: plain text. */
  readonly contentType?: string;
}

/** How to reach the server. */
export interface ApiClientOptions {
  /** Without a slash at its end. */
  readonly url: string;
  /** Sent as bearer token; without one, requests carry none. */
  readonly token?: string;
  readonly context: Pick<ClientContext, 'fetch' | 'sleep'>;
}

/**
 * Talks to the REST API. Each request has a time limit of 30 s. A GET is repeated twice when the connection fails or the server
 * answers 503, anything when the server answers that there are too many requests (429): it has done nothing then. Methods reject
 * with a ClientError of one line.
 */
export class ApiClient {
  readonly #options: ApiClientOptions;

  constructor(options: ApiClientOptions) {
    this.#options = options;
  }

  /** The JSON at a path. */
  get<T>(path: string, query: RequestParts['query'] = []): Promise<T> {
    return this.#json<T>('GET', path, { query });
  }

  /** The JSON that the server answers to a change. */
  send<T>(method: 'POST' | 'PUT' | 'DELETE', path: string, parts: RequestParts = {}): Promise<T> {
    return this.#json<T>(method, path, parts);
  }

  async #json<T>(method: string, path: string, parts: RequestParts): Promise<T> {
    const url = `${this.#options.url}${path}${queryOf(parts.query ?? [])}`;
    const response = await this.#askRepeatedly(method, url, parts);
    const text = await this.#textOf(response);
    if (response.status < 200 || response.status > 299) throw answerError(method, path, response, text);
    // Not every change is answered with something.
    if (text === '' && method !== 'GET') return undefined as T;
    try {
      return JSON.parse(text) as T;
    } catch {
      throw failure(`${this.#options.url} did not answer with JSON. Is it the address of a Fullstop server?`);
    }
  }

  async #askRepeatedly(method: string, url: string, parts: RequestParts): Promise<Response> {
    for (let tries = 1; ; tries++) {
      const outcome = await this.#ask(method, url, parts).catch((error: ClientError) => error);
      const pauseMs = tries < MAX_TRIES ? pauseBefore(method, outcome, tries) : undefined;
      if (pauseMs === undefined) {
        if (outcome instanceof ClientError) throw outcome;
        return outcome;
      }
      if (!(outcome instanceof ClientError)) await outcome.body?.cancel();
      await this.#options.context.sleep(pauseMs);
    }
  }

  async #ask(method: string, url: string, { body, contentType }: RequestParts): Promise<Response> {
    const { token, context } = this.#options;
    const isText = typeof body === 'string';
    const type = isText ? (contentType ?? 'text/plain; charset=utf-8') : 'application/json';
    const headers = {
      accept: 'application/json',
      'user-agent': `fullstop-cli/${version()}`,
      ...(token !== undefined && { authorization: `Bearer ${token}` }),
      ...(body !== undefined && { 'content-type': type }),
    };
    try {
      return await context.fetch(url, {
        method,
        headers,
        // A token does not go where the configuration does not say.
        redirect: 'manual',
        signal: AbortSignal.timeout(TIMEOUT_MS),
        ...(body !== undefined && { body: isText ? body : JSON.stringify(body) }),
      });
    } catch (error) {
      throw this.#unreachable(error);
    }
  }

  async #textOf(response: Response): Promise<string> {
    try {
      return await response.text();
    } catch (error) {
      throw this.#unreachable(error);
    }
  }

  #unreachable(error: unknown) {
    if (isTimeout(error))
      return failure(`${this.#options.url} did not answer within ${TIMEOUT_MS / 1000} s.`, error);
    return failure(`${this.#options.url} cannot be reached: ${reasonOf(error)}`, error);
  }
}

/** How long to wait before the next try, in milliseconds; `undefined` when another one is pointless, or could do harm. */
function pauseBefore(method: string, outcome: Response | ClientError, tries: number): number | undefined {
  const usual = PAUSE_MS * 2 ** (tries - 1);
  if (outcome instanceof ClientError) return method === 'GET' && !isTimeout(outcome) ? usual : undefined;
  const isRate = outcome.status === 429;
  if (!isRate && !(outcome.status === 503 && method === 'GET')) return undefined;
  const seconds = Number(outcome.headers.get('retry-after') ?? Number.NaN);
  const pauseMs = Number.isNaN(seconds) ? usual : seconds * 1000;
  return pauseMs <= (isRate ? MAX_RATE_PAUSE_MS : MAX_PAUSE_MS) ? pauseMs : undefined;
}

function isTimeout(error: unknown): boolean {
  if (typeof error !== 'object' || error === null) return false;
  return ('name' in error && error.name === 'TimeoutError') || ('cause' in error && isTimeout(error.cause));
}

/** `fetch failed` tells nothing; its cause does, unless it is the sum of several, which has no text at all. */
function reasonOf(error: unknown): string {
  const cause = typeof error === 'object' && error !== null && 'cause' in error ? error.cause : undefined;
  const code = typeof cause === 'object' && cause !== null && 'code' in cause ? String(cause.code) : '';
  return (cause === undefined ? '' : messageOf(cause)) || code || messageOf(error);
}

function queryOf(parameters: readonly (readonly [string, Parameter])[]): string {
  const query = new URLSearchParams();
  for (const [name, value] of parameters) {
    if (value === undefined || (Array.isArray(value) && value.length === 0)) continue;
    query.append(name, Array.isArray(value) ? value.join(',') : String(value));
  }
  return query.size === 0 ? '' : `?${query}`;
}
