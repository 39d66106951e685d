import { createHash } from 'node:crypto';
import { systemClock } from '@fullstop/core';
import { HttpException } from '@nestjs/common';
import type { NextFunction, RequestHandler, Response } from 'express';
import type { ApiRequest } from '../access/api-request.js';
import { bearerTokenOf } from '../access/tokens/bearer-token.js';
import type { ApiOptions } from './api-options.js';
import { RequestCounter } from './request-counter.js';

const REQUESTS_PER_MINUTE = 1200;
/** Several callers may share an address; who makes up tokens has many of them, but one address. */
const CALLERS_PER_ADDRESS = 10;

/**
 * Refuses with 429 who sends too many requests, to the API as to its explorer, before anything is asked about the token.
 * Each replica counts for itself. Own code: `@nestjs/throttler` is CommonJS, which cannot load our Nest inside of jest.
 */
export function rateLimit({ rateLimit = {}, clock = systemClock }: ApiOptions): RequestHandler {
  const { requestsPerMinute = REQUESTS_PER_MINUTE } = rateLimit;
  const callers = new RequestCounter(requestsPerMinute, clock);
  const addresses = new RequestCounter(requestsPerMinute * CALLERS_PER_ADDRESS, clock);
  return (request: ApiRequest, response: Response, next: NextFunction) => {
    const waitSeconds = addresses.count(addressOf(request)) ?? callers.count(callerOf(request));
    if (waitSeconds === undefined) return next();
    response.setHeader('Retry-After', waitSeconds);
    next(new HttpException('Too many requests; wait as long as Retry-After says.', 429));
  };
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
