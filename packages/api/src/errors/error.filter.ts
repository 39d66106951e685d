import { STATUS_CODES } from 'node:http';
import type { Logger } from '@fullstop/core';
import { type ArgumentsHost, Catch, type ExceptionFilter } from '@nestjs/common';
import type { Response } from 'express';
import type { ApiRequest } from '../access/api-request.js';
import type { ErrorJson } from './error-json.js';
import { type HttpProblem, httpProblemOf } from './http-problem.js';
import { OAuthError } from './oauth-error.js';

/** Answers every error: in the shape of OAuth2 when the caller was not let in, else in one shape. Tells nothing about the inside. */
@Catch()
export class ErrorFilter implements ExceptionFilter {
  constructor(private readonly logger: Logger) {}

  catch(error: unknown, host: ArgumentsHost): void {
    const request = host.switchToHttp().getRequest<ApiRequest>();
    const response = host.switchToHttp().getResponse<Response>();
    const problem = httpProblemOf(error);
    if (problem.status >= 500) this.#log(error, problem, request);
    if (response.headersSent) {
      // Too late to say so: the caller must see that the answer is not whole.
      response.destroy();
      return;
    }
    if (error instanceof OAuthError) refuse(error, response);
    else answer(problem, request, response);
  }

  #log(err: unknown, { status }: HttpProblem, { method, path, requestId }: ApiRequest): void {
    const fields = { err, request_id: requestId, http_method: method, http_path: path, http_status: status };
    this.logger.error(fields, `${method} ${path} ended with ${status}`);
  }
}

function answer(problem: HttpProblem, request: ApiRequest, response: Response): void {
  if (problem.retryAfterSeconds !== undefined) response.setHeader('Retry-After', problem.retryAfterSeconds);
  response.status(problem.status).json(errorJsonOf(problem, request));
}

function refuse(error: OAuthError, response: Response): void {
  response.setHeader('Cache-Control', 'no-store');
  response.setHeader('Pragma', 'no-cache');
  if (error.challenge !== undefined) response.setHeader('WWW-Authenticate', error.challenge);
  response.status(error.getStatus()).json(error.body);
}

function errorJsonOf({ status, message, errors }: HttpProblem, { path, requestId }: ApiRequest): ErrorJson {
  return {
    timestamp: new Date().toISOString(),
    status,
    error: STATUS_CODES[status] ?? 'Error',
    message,
    path,
    ...(errors && { errors: [...errors] }),
    ...(status >= 500 && requestId !== undefined && { request_id: requestId }),
  };
}
