import type { Logger } from '@fullstop/core';

/** `category` of the log lines about calls to other services. */
export const WIRE_LOG = 'http.wire-log';

const MASK = 'XXX';
const SECRET_HEADERS: ReadonlySet<string> = new Set(['authorization', 'x-secret']);
const SECRET_PARAMETERS = ['access_token', 'password'];
// They may hold user data and tokens, and are never logged.
const BODY = '<skipped>';

/** `fetch` with a debug line for each answer and each failure: bodies left out, tokens and passwords masked. */
export async function loggedFetch(logger: Logger, url: URL | string, init: RequestInit): Promise<Response> {
  const startedAt = performance.now();
  const address = maskedAddress(url);
  const method = init.method ?? 'GET';
  const log = (outcome: string, details: object) =>
    logger.debug(
      {
        category: WIRE_LOG,
        http_method: method,
        http_url: address,
        request_headers: maskedHeaders(new Headers(init.headers)),
        ...(init.body != null && { request_body: BODY }),
        duration_ms: Math.round(performance.now() - startedAt),
        ...details,
      },
      `${method} ${address}: ${outcome}`,
    );
  try {
    const response = await fetch(url, init);
    const { status, headers } = response;
    log(String(status), {
      http_status: status,
      response_headers: maskedHeaders(headers),
      response_body: BODY,
    });
    return response;
  } catch (error) {
    log('no answer', {});
    throw error;
  }
}

function maskedHeaders(headers: Headers): Record<string, string> {
  return Object.fromEntries(
    [...headers].map(([name, value]) => [name, SECRET_HEADERS.has(name.toLowerCase()) ? MASK : value]),
  );
}

function maskedAddress(address: URL | string): string {
  const url = new URL(address);
  for (const name of SECRET_PARAMETERS) if (url.searchParams.has(name)) url.searchParams.set(name, MASK);
  return url.href;
}
