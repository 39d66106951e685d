import { ExponentialBackoff, handleWhen, type RetryPolicy, retry } from 'cockatiel';
import { DependencyUnavailableError, type UnavailableReason } from '../errors/errors.js';
import type { HttpSettings } from './http.options.js';

const RETRIED: ReadonlySet<UnavailableReason> = new Set(['network', 'server-error', 'throttled']);

/** Repeats attempts that may work a moment later. For requests that change nothing. */
export function retriesOf(settings: HttpSettings): RetryPolicy {
  return retry(handleWhen(mayWorkSoon), {
    maxAttempts: settings.retries,
    backoff: new ExponentialBackoff({
      initialDelay: settings.retryDelayMs,
      maxDelay: settings.maxRetryDelayMs,
    }),
  });
}

function mayWorkSoon(error: unknown): boolean {
  if (!(error instanceof DependencyUnavailableError)) return false;
  // A service that says when to come back is left alone until then, which is longer than a call lasts.
  return RETRIED.has(error.reason) && error.retryAfterSeconds === undefined;
}
