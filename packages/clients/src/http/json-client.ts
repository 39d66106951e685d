import { messageOf } from '@fullstop/core';
import type { RetryPolicy } from 'cockatiel';
import type { z } from 'zod';
import { DependencyRequestError, DependencyUnavailableError } from '../errors/errors.js';
import type { TokenSource } from '../tokens/token-source.js';
import { usableToken } from '../tokens/usable-token.js';
import { type Asked, parseAnswer, refuseFailure } from './answer.js';
import { Circuit, type CircuitState } from './circuit.js';
import { unlessAborted, withinDeadline } from './deadline.js';
import { type HttpOptions, type HttpSettings, httpSettingsOf } from './http.options.js';
import { readText } from './read-text.js';
import { parseBaseUrl, requestUrl } from './request-url.js';
import { retriesOf } from './retries.js';
import { loggedFetch } from './wire-log.js';

/** Which service a {@link JsonClient} asks. */
export interface JsonClientOptions {
  /** Name of the service in messages and metrics, such as `kio`. */
  readonly dependency: string;
  /** http or https, with or without a path or a slash at the end. */
  readonly baseUrl: string;
  readonly tokens: TokenSource;
  /** Which token is sent. Default: the name of the service. */
  readonly tokenId?: string;
  readonly http?: HttpOptions;
}

/** What is asked for. */
export interface JsonRequest<T> {
  /** Path below the base address; each segment is percent-encoded. */
  readonly segments: readonly string[];
  /** Parameters after the question mark; percent-encoded. */
  readonly query?: Readonly<Record<string, string>>;
  /** Shape of the answer. An empty body is given to it as `null`. Should let unknown members pass. */
  readonly answer: z.ZodType<T>;
}

/**
 * Reads JSON from one service over HTTP: with a bearer token taken anew for every attempt, a time limit, retries, and a
 * circuit breaker of its own. Redirects are not followed.
 */
export class JsonClient {
  readonly #dependency: string;
  readonly #base: URL;
  readonly #tokens: TokenSource;
  readonly #tokenId: string;
  readonly #settings: HttpSettings;
  readonly #circuit: Circuit;
  readonly #retries: RetryPolicy;

  /** @throws {ClientOptionsError} when the address or a number cannot be used. */
  constructor({ dependency, baseUrl, tokens, tokenId = dependency, http }: JsonClientOptions) {
    this.#dependency = dependency;
    this.#base = parseBaseUrl(`address of ${dependency}`, baseUrl);
    this.#tokens = tokens;
    this.#tokenId = tokenId;
    this.#settings = httpSettingsOf(http);
    this.#circuit = new Circuit(dependency, this.#settings);
    this.#retries = retriesOf(this.#settings);
  }

  /** State of the circuit breaker. */
  get circuitState(): CircuitState {
    return this.#circuit.state;
  }

  /**
   * Asks for what must be there.
   * @throws {DependencyUnavailableError} when the service could not tell.
   * @throws {DependencyRequestError} when it refused, 404 included.
   * @throws {ClientArgumentError} when the request cannot be put into an address.
   */
  async get<T>(request: JsonRequest<T>): Promise<T> {
    const url = requestUrl(this.#base, request.segments, request.query);
    const asked = { dependency: this.#dependency, request: `GET ${url.pathname}` };
    return withinDeadline(
      this.#settings.timeoutMs,
      () => this.#late(asked),
      (signal) => this.#call(asked, url, request.answer, signal),
    );
  }

  /**
   * Asks for what may be there: `undefined` when the service answers 404.
   * @throws the same as {@link get}, but for 404.
   */
  async find<T>(request: JsonRequest<T>): Promise<T | undefined> {
    try {
      return await this.get(request);
    } catch (error) {
      if (error instanceof DependencyRequestError && error.status === 404) return undefined;
      throw error;
    }
  }

  #call<T>(asked: Asked, url: URL, answer: z.ZodType<T>, signal: AbortSignal): Promise<T> {
    return this.#circuit.call(async () => {
      // Waiting for the one call that tried a half-open circuit took all the time. That is no failure of the service.
      if (signal.aborted) throw new DependencyUnavailableError(asked.dependency, 'circuit-open', 'too late');
      // A token source may hang; the circuit must hear of it all the same, or it would wait half-open for ever.
      return unlessAborted(
        signal,
        this.#retries.execute(() => this.#attempt(asked, url, answer, signal)),
      );
    });
  }

  async #attempt<T>(asked: Asked, url: URL, answer: z.ZodType<T>, signal: AbortSignal): Promise<T> {
    signal.throwIfAborted();
    const authorization = `Bearer ${await this.#token()}`;
    const { response, body } = await this.#exchange(asked, url, authorization, signal);
    refuseFailure(asked, response);
    if (!body.complete) {
      const problem = `${asked.request} answered more than ${this.#settings.maxAnswerBytes} bytes`;
      throw new DependencyUnavailableError(asked.dependency, 'unusable-answer', problem);
    }
    return parseAnswer(asked, body.text, answer);
  }

  async #exchange(asked: Asked, url: URL, authorization: string, signal: AbortSignal) {
    try {
      const headers = { accept: 'application/json', authorization, 'user-agent': 'fullstop' };
      const response = await loggedFetch(this.#settings.logger, url, { headers, signal, redirect: 'manual' });
      return { response, body: await readText(response, this.#settings.maxAnswerBytes) };
    } catch (cause) {
      if (signal.aborted) throw signal.reason;
      throw new DependencyUnavailableError(asked.dependency, 'network', problemOf(asked, cause), { cause });
    }
  }

  async #token(): Promise<string> {
    try {
      return usableToken(this.#tokenId, await this.#tokens.token(this.#tokenId));
    } catch (cause) {
      throw new DependencyUnavailableError(this.#dependency, 'no-token', withoutPeriod(cause), { cause });
    }
  }

  #late({ request }: Asked): DependencyUnavailableError {
    const problem = `${request} was not answered within ${this.#settings.timeoutMs} ms`;
    return new DependencyUnavailableError(this.#dependency, 'time-out', problem);
  }
}

/** fetch says just "fetch failed"; what happened is in the cause. */
function problemOf({ request }: Asked, error: unknown): string {
  const cause = typeof error === 'object' && error !== null && 'cause' in error ? error.cause : undefined;
  return `${request} failed: ${messageOf(cause ?? error)}`;
}

function withoutPeriod(error: unknown): string {
  return messageOf(error).replace(/\.$/, '');
}
