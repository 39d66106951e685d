import { DependencyUnavailableError } from '@fullstop/clients';
import { messageOf } from '@fullstop/core';
import type { Claims } from './claims.js';

const DEFAULT_TIMEOUT_MS = 3000;
const MAX_BYTES = 256 * 1024;

/** Which service is asked, and for how long. */
export interface TokenServiceRequest {
  /** Name in messages, such as `token info`. */
  readonly service: string;
  readonly url: string;
  readonly init?: RequestInit;
  /** Statuses whose body is an answer. */
  readonly statuses: ReadonlySet<number>;
  /** Time for everything, from connecting to the last byte. Default 3000. */
  readonly timeoutMs: number | undefined;
}

/**
 * Asks once; redirects are not followed, so that tokens go nowhere else. An empty body is an empty object.
 * @throws {DependencyUnavailableError} for other statuses, when nobody answers in time, and for what is no JSON object.
 */
export async function askTokenService(
  request: TokenServiceRequest,
): Promise<{ readonly status: number; readonly claims: Claims }> {
  const { service, statuses } = request;
  const { status, text } = await exchange(request);
  if (!statuses.has(status)) {
    const reason = status >= 500 ? 'server-error' : 'unusable-answer';
    throw new DependencyUnavailableError(service, reason, `it answered ${status}`, { status });
  }
  return { status, claims: parseClaims(service, text) };
}

async function exchange({ service, url, init, timeoutMs = DEFAULT_TIMEOUT_MS }: TokenServiceRequest) {
  const signal = AbortSignal.timeout(timeoutMs);
  try {
    const response = await fetch(url, { ...init, redirect: 'manual', signal });
    return { status: response.status, text: await readText(service, response) };
  } catch (cause) {
    if (cause instanceof DependencyUnavailableError) throw cause;
    const late = signal.aborted;
    const problem = late ? `no answer within ${timeoutMs} ms` : problemOf(cause);
    throw new DependencyUnavailableError(service, late ? 'time-out' : 'network', problem, { cause });
  }
}

async function readText(service: string, response: Response): Promise<string> {
  const chunks: Uint8Array[] = [];
  let bytes = 0;
  for await (const chunk of response.body ?? []) {
    bytes += chunk.byteLength;
    if (bytes > MAX_BYTES) {
      throw new DependencyUnavailableError(service, 'unusable-answer', `more than ${MAX_BYTES} bytes`);
    }
    chunks.push(chunk);
  }
  return new TextDecoder().decode(Buffer.concat(chunks));
}

function parseClaims(service: string, text: string): Claims {
  const value = text.trim() === '' ? {} : parseJson(service, text);
  if (value === null) return {};
  if (typeof value === 'object' && !Array.isArray(value)) return value as Claims;
  throw new DependencyUnavailableError(service, 'unusable-answer', 'it answered no JSON object');
}

function parseJson(service: string, text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    // The parser's error quotes the text, which may hold a token.
    throw new DependencyUnavailableError(service, 'unusable-answer', 'it answered no JSON');
  }
}

/** fetch says just "fetch failed"; what happened is in the cause. */
function problemOf(error: unknown): string {
  const cause = typeof error === 'object' && error !== null && 'cause' in error ? error.cause : undefined;
  return messageOf(cause ?? error);
}
