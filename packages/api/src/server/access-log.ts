import { randomUUID } from 'node:crypto';
import type { Logger } from '@fullstop/core';
import type { NextFunction, RequestHandler, Response } from 'express';
import type { ApiRequest } from '../access/api-request.js';

/** Names every request, and logs one line for its answer: the route, not the address, which may hold anything. */
export function accessLog(logger: Logger): RequestHandler {
  return (request: ApiRequest, response: Response, next: NextFunction) => {
    const startedAt = performance.now();
    request.requestId = randomUUID();
    response.setHeader('X-Request-Id', request.requestId);
    response.once('close', () => {
      const { method, caller } = request;
      const route = routeOf(request);
      const status = response.writableFinished ? response.statusCode : 'aborted';
      logger.info(
        {
          category: 'http.access',
          request_id: request.requestId,
          http_method: method,
          http_route: route,
          http_status: status,
          duration_ms: Math.round(performance.now() - startedAt),
          uid: caller?.uid,
        },
        `${method} ${route} ${status}`,
      );
    });
    next();
  };
}

function routeOf({ route }: ApiRequest): string {
  const path: unknown = route?.path;
  return typeof path === 'string' ? path : '-';
}
