import { FullstopError } from '@fullstop/core';

/** Network or server failed, or only a part was done. */
const FAILED = 1;
/** The call is wrong. */
const USAGE = 2;
/** The server does not know or not allow the caller. */
const NOT_ALLOWED = 3;

/** Ends a command of the API client with one line and an exit code. */
export class ClientError extends FullstopError {
  readonly exitCode: number;

  constructor(code: string, exitCode: number, message: string, options?: ErrorOptions) {
    super(code, message, options);
    this.exitCode = exitCode;
  }
}

/** Network or server failed, or only a part was done: exit code 1. */
export function failure(message: string, cause?: unknown): ClientError {
  return new ClientError('CLIENT', FAILED, message, cause === undefined ? undefined : { cause });
}

/** The call is wrong: exit code 2. */
export function usageError(message: string): ClientError {
  return new ClientError('USAGE', USAGE, message);
}

/** The server does not know or not allow the caller, or no token could be had: exit code 3. */
export function notAllowed(message: string, cause?: unknown): ClientError {
  return new ClientError('NOT_ALLOWED', NOT_ALLOWED, message, cause === undefined ? undefined : { cause });
}
