import {
  type CallHandler,
  type ExecutionContext,
  Injectable,
  type NestInterceptor,
  NotAcceptableException,
  ServiceUnavailableException,
  UnsupportedMediaTypeException,
} from '@nestjs/common';
import { Reflector } from '@nestjs/core';
import type { Response } from 'express';
import { catchError, type Observable, TimeoutError, throwError, timeout } from 'rxjs';
import type { ApiRequest } from '../access/api-request.js';
import { isUnsafe } from '../access/unsafe-method.js';
import { CONSUMES, PRODUCES } from '../openapi/swagger.js';
import { requireShallowBody } from './body-depth.js';
import { readBody } from './request-body.js';

const JSON_TYPE: readonly string[] = ['application/json'];

/**
 * Looks at what kind of content goes in and out, and reads the body, behind the guards and before bodies are validated: 406,
 * 415, and what is wrong with the body. A route that does not speak JSON says so by `@ApiConsumes` and `@ApiProduces`. Ends
 * requests that take too long with 503.
 */
@Injectable()
export class ContentInterceptor implements NestInterceptor {
  constructor(
    private readonly timeLimitMs: number,
    private readonly reflector: Reflector,
  ) {}

  async intercept(context: ExecutionContext, next: CallHandler): Promise<Observable<unknown>> {
    const request = context.switchToHttp().getRequest<ApiRequest>();
    const types = (key: string) =>
      this.reflector.get<readonly string[] | undefined>(key, context.getHandler());
    // Errors are JSON in any case.
    if (request.path.startsWith('/api/')) requireAcceptable(request, types(PRODUCES) ?? JSON_TYPE);
    if (isUnsafe(request.method)) requireSupported(request, types(CONSUMES) ?? JSON_TYPE);
    await readBody(request, context.switchToHttp().getResponse<Response>());
    requireShallowBody(request.body);
    return next.handle().pipe(timeout(this.timeLimitMs), catchError(asUnavailable));
  }
}

function requireAcceptable(request: ApiRequest, produced: readonly string[]): void {
  if (request.accepts([...produced]) !== false) return;
  throw new NotAcceptableException(
    `This answers with ${produced.join(' or ')}; Accept allows something else only.`,
  );
}

function requireSupported(request: ApiRequest, consumed: readonly string[]): void {
  // `null` means that there is no body; what is missing, the validation says.
  if (consumed.includes('*/*') || request.is([...consumed]) !== false || isEmpty(request)) return;
  throw new UnsupportedMediaTypeException(`Expected a body of type ${consumed.join(' or ')}.`);
}

function isEmpty({ headers }: ApiRequest): boolean {
  return headers['content-length'] === '0';
}

function asUnavailable(error: unknown): Observable<never> {
  const late = error instanceof TimeoutError;
  return throwError(() =>
    late ? new ServiceUnavailableException('This took too long; ask for less.') : error,
  );
}
