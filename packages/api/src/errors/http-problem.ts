import { STATUS_CODES } from 'node:http';
import { DependencyRequestError, DependencyUnavailableError } from '@fullstop/clients';
import { FullstopError, messageOf } from '@fullstop/core';
import { HttpException } from '@nestjs/common';
import type { FieldErrorJson } from './error-json.js';
import { STATUS_OF_CODE } from './status-of-code.js';

/** What an error is on the wire. */
export interface HttpProblem {
  readonly status: number;
  readonly message: string;
  readonly errors?: readonly FieldErrorJson[];
  readonly retryAfterSeconds?: number;
}

const RETRY_AFTER_SECONDS = 5;
const INTERNAL: HttpProblem = {
  status: 500,
  message: 'Something went wrong here; the log says what, under the request id.',
};

/** Translates whatever was thrown; what nobody foresaw is a 500 that tells nothing about the inside. */
export function httpProblemOf(error: unknown): HttpProblem {
  if (error instanceof HttpException) return problemOfException(error);
  if (error instanceof FullstopError) return problemOfCode(error);
  return problemOfRequest(error) ?? problemOfValue(error) ?? INTERNAL;
}

function problemOfException(exception: HttpException): HttpProblem {
  const status = exception.getStatus();
  const body = exception.getResponse();
  const errors = typeof body === 'object' && 'errors' in body ? (body.errors as FieldErrorJson[]) : undefined;
  return {
    status,
    message: exception.message,
    ...(errors && { errors }),
    ...(status === 503 && { retryAfterSeconds: RETRY_AFTER_SECONDS }),
  };
}

function problemOfCode(error: FullstopError): HttpProblem {
  const status = STATUS_OF_CODE[error.code];
  if (status === undefined) return INTERNAL;
  if (error instanceof DependencyUnavailableError) {
    const retryAfterSeconds = error.retryAfterSeconds ?? RETRY_AFTER_SECONDS;
    return { status, message: `${error.dependency} does not answer; try again later.`, retryAfterSeconds };
  }
  if (error instanceof DependencyRequestError) {
    return { status, message: `${error.dependency} did not accept the request of this server.` };
  }
  // The reason may name hosts of the inside.
  if (status >= 500) {
    return {
      status,
      message: 'Not available at the moment; try again later.',
      retryAfterSeconds: RETRY_AFTER_SECONDS,
    };
  }
  return { status, message: error.message };
}

const MESSAGES_OF_BODIES: Readonly<Record<number, string>> = {
  400: 'The request cannot be read: expected well-formed JSON, and percent-encoded UTF-8 in the address.',
  413: 'The body of the request is too large.',
  415: 'The content type or encoding of the body is not supported.',
};

/** Errors of the body parser and of Express, which carry the status of the answer; their messages quote what was sent. */
function problemOfRequest(error: unknown): HttpProblem | undefined {
  const status = typeof error === 'object' && error !== null && 'status' in error ? error.status : undefined;
  if (typeof status !== 'number' || status < 400 || status > 499) return undefined;
  return { status, message: MESSAGES_OF_BODIES[status] ?? STATUS_CODES[status] ?? messageOf(error) };
}

/** Values that the database does not take, such as a text with a NUL, or a row that clashes with another one. */
function problemOfValue(error: unknown): HttpProblem | undefined {
  const state = sqlStateOf(error);
  if (state === '23505')
    return { status: 409, message: 'This clashes with something that is already there.' };
  if (state.startsWith('23')) return { status: 422, message: 'This refers to something that is not there.' };
  if (state.startsWith('22')) return { status: 400, message: 'A value in the request cannot be used.' };
  return undefined;
}

/** SQLSTATE as TypeORM hands it on; empty when the error is none of the database. */
function sqlStateOf(error: unknown): string {
  const driver =
    typeof error === 'object' && error !== null && 'driverError' in error ? error.driverError : undefined;
  const code = typeof driver === 'object' && driver !== null && 'code' in driver ? driver.code : undefined;
  return typeof code === 'string' && code.length === 5 ? code : '';
}
