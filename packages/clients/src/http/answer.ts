import type { z } from 'zod';
import { DependencyRequestError, DependencyUnavailableError } from '../errors/errors.js';

const THROTTLED: ReadonlySet<number> = new Set([408, 425, 429]);

/** Whom a request went to, and which one it was (`GET /apps/foo`, without the query), for messages. */
export interface Asked {
  readonly dependency: string;
  readonly request: string;
}

/**
 * Sorts out every status but success.
 * @throws {DependencyUnavailableError} for 5xx, throttling and redirects.
 * @throws {DependencyRequestError} for other 4xx.
 */
export function refuseFailure({ dependency, request }: Asked, { status, headers }: Response): void {
  if (status < 300) return;
  const problem = `${request} answered ${status}`;
  const details = { status, ...retryAfterOf(headers) };
  if (status >= 500) throw new DependencyUnavailableError(dependency, 'server-error', problem, details);
  if (THROTTLED.has(status)) throw new DependencyUnavailableError(dependency, 'throttled', problem, details);
  if (status >= 400) throw new DependencyRequestError(dependency, request, status);
  // Not followed: a token does not go where the configuration does not say.
  throw new DependencyUnavailableError(dependency, 'unusable-answer', `${problem}, a redirect`, { status });
}

/**
 * Reads the text of an answer. No text at all is `null`.
 * @throws {DependencyUnavailableError} with the reason `unusable-answer`.
 */
export function parseAnswer<T>({ dependency, request }: Asked, text: string, answer: z.ZodType<T>): T {
  const result = answer.safeParse(text.trim() === '' ? null : parseJson({ dependency, request }, text));
  if (result.success) return result.data;
  const problems = result.error.issues
    .slice(0, 3)
    .map(({ path, message }) => `${path.join('.') || 'answer'}: ${message}`);
  throw new DependencyUnavailableError(
    dependency,
    'unusable-answer',
    `${request} answered something unexpected (${problems.join('; ')})`,
  );
}

function parseJson({ dependency, request }: Asked, text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    // The parser's error quotes the text, which has no place in messages and logs.
    throw new DependencyUnavailableError(dependency, 'unusable-answer', `${request} answered no JSON`);
  }
}

function retryAfterOf(headers: Headers): { retryAfterSeconds?: number } {
  const text = headers.get('retry-after')?.trim() ?? '';
  const seconds = Number(text);
  return /^\d{1,6}$/.test(text) && seconds > 0 ? { retryAfterSeconds: seconds } : {};
}
