import { createHash } from 'node:crypto';
import { systemClock } from '@fullstop/core';
import { type CanActivate, type ExecutionContext, HttpException, Inject, Injectable } from '@nestjs/common';
import type { Response } from 'express';
import type { ApiRequest } from '../access/api-request.js';
import { bearerTokenOf } from '../access/tokens/bearer-token.js';
import { API_OPTIONS, type ApiOptions } from './api-options.js';
import { RequestCounter } from './request-counter.js';

const REQUESTS_PER_MINUTE = 1200;
/** Several callers may share an address; who makes up tokens has many of them, but one address. */
const CALLERS_PER_ADDRESS = 10;

/**
 * Refuses with 429 who sends too many requests, before anything is asked about the token. Each replica counts for itself.
 * Own code: `@nestjs/throttler` is CommonJS, which cannot load our Nest inside of jest.
 */
@Injectable()
export class RateLimitGuard implements CanActivate {
  readonly #callers: RequestCounter;
  readonly #addresses: RequestCounter;
  readonly #isOff: boolean;

  constructor(@Inject(API_OPTIONS) options: unknown) {
    const { authentication, rateLimit = {}, clock = systemClock } = options as ApiOptions;
    const { requestsPerMinute = REQUESTS_PER_MINUTE } = rateLimit;
    this.#callers = new RequestCounter(requestsPerMinute, clock);
    this.#addresses = new RequestCounter(requestsPerMinute * CALLERS_PER_ADDRESS, clock);
    // Nobody else reaches a server without authentication.
    this.#isOff = authentication.kind === 'none';
  }

  canActivate(context: ExecutionContext): boolean {
    if (this.#isOff) return true;
    const request = context.switchToHttp().getRequest<ApiRequest>();
    const waitSeconds = this.#addresses.count(addressOf(request)) ?? this.#callers.count(callerOf(request));
    if (waitSeconds === undefined) return true;
    context.switchToHttp().getResponse<Response>().setHeader('Retry-After', waitSeconds);
    throw new HttpException('Too many requests; wait as long as Retry-After says.', 429);
  }
}

/** Before it is known whose token it is, a caller is a token, or a session, or an address. */
function callerOf(request: ApiRequest): string {
  const credentials = bearerTokenOf(request) ?? request.headers.cookie;
  return credentials === undefined
    ? addressOf(request)
    : createHash('sha256').update(credentials).digest('base64');
}

function addressOf({ ip }: ApiRequest): string {
  return ip ?? 'unknown';
}
