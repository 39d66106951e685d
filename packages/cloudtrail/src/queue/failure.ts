import { FullstopError, isRetryable, messageOf } from '@fullstop/core';

/**
 * What a failure means for the message: `transient` later may work by itself, `mendable` later may work when somebody mends
 * something (or when nobody knows), `permanent` it fails each time.
 */
export type FailureClass = 'transient' | 'mendable' | 'permanent';

/** Why an object of a message, or the message itself, is not done. */
export interface Failure {
  readonly failureClass: FailureClass;
  /** Stable, such as `OBJECT_NOT_FOUND`; the name of an error that is not ours. */
  readonly code: string;
  readonly message: string;
  readonly error: unknown;
  /** Absent when the message as a whole failed. */
  readonly bucket?: string;
  readonly key?: string;
}

// Ours first, then the names that the S3 client gives the same.
const MENDABLE = new Set([
  'OBJECT_NOT_FOUND',
  'BUCKET_NOT_FOUND',
  'OBJECT_ACCESS_DENIED',
  'KMS_ACCESS_DENIED',
  'NOTIFICATION_UNREADABLE',
  'NoSuchKey',
  'NotFound',
  'NoSuchBucket',
  'AccessDenied',
  'AccessDeniedException',
]);

const TRANSIENT = new Set([
  'Throttling',
  'ThrottlingException',
  'ThrottledException',
  'RequestThrottled',
  'RequestThrottledException',
  'RequestLimitExceeded',
  'TooManyRequestsException',
  'BandwidthLimitExceeded',
  'LimitExceededException',
  'SlowDown',
  'RequestTimeout',
  'RequestTimeoutException',
  'TimeoutError',
  'ServiceUnavailable',
  'InternalError',
  'InternalFailure',
  'CredentialsProviderError',
  'ExpiredToken',
  'ExpiredTokenException',
  'ECONNREFUSED',
  'ECONNRESET',
  'ECONNABORTED',
  'EPIPE',
  'ETIMEDOUT',
  'ENOTFOUND',
  'EAI_AGAIN',
  'EHOSTUNREACH',
  'ENETUNREACH',
  'ERR_STREAM_PREMATURE_CLOSE',
  'UND_ERR_SOCKET',
]);

const MAX_CAUSES = 5;

/** What to do about an error, by its code and by those of its causes. */
export function failureClassOf(error: unknown): FailureClass {
  const chain = causesOf(error);
  if (isRetryable(error)) return 'transient';
  if (chain.some((link) => namesOf(link).some((name) => MENDABLE.has(name)))) return 'mendable';
  // Our own errors say "retryable" when they are, whatever their cause was.
  if (error instanceof FullstopError) return 'permanent';
  if (chain.some(isTransient)) return 'transient';
  // Nobody has said what this is, so nobody has said that it happens each time.
  return 'mendable';
}

/** Code of an error of ours; of another one its name, or its code where the name says nothing. */
export function codeOf(error: unknown): string {
  if (error instanceof FullstopError) return error.code;
  return namesOf(error).find((name) => name !== 'Error') ?? 'UNKNOWN_ERROR';
}

/** A failure of what is named by `place`. */
export function failureOf(
  error: unknown,
  place: { readonly bucket?: string; readonly key?: string } = {},
): Failure {
  return {
    failureClass: failureClassOf(error),
    code: codeOf(error),
    message: messageOf(error),
    error,
    bucket: place.bucket,
    key: place.key,
  };
}

function isTransient(error: unknown): boolean {
  const status = memberOf(memberOf(error, '$metadata'), 'httpStatusCode');
  if (typeof status === 'number' && (status >= 500 || status === 429)) return true;
  return memberOf(error, '$retryable') !== undefined || namesOf(error).some((name) => TRANSIENT.has(name));
}

function namesOf(error: unknown): string[] {
  return [memberOf(error, 'name'), memberOf(error, 'code')].filter((name) => typeof name === 'string');
}

function causesOf(error: unknown): unknown[] {
  const chain: unknown[] = [];
  for (let link = error; link !== undefined && chain.length < MAX_CAUSES; link = memberOf(link, 'cause')) {
    chain.push(link);
  }
  return chain;
}

function memberOf(value: unknown, name: string): unknown {
  return typeof value === 'object' && value !== null ? Reflect.get(value, name) : undefined;
}
