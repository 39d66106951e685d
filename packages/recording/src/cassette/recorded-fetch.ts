import { isJsonObject, type JsonValue } from '@fullstop/core';
import { CassetteValueError } from './cassette-error.js';

/** Name under which calls of `fetch` are on cassettes. */
export const FETCH = 'fetch';

/** How `fetch` is recorded. */
export interface FetchOptions {
  /** What is really asked. Default: that of Node. */
  readonly real?: typeof fetch;
  /** Headers that tell requests apart. Default none. */
  readonly requestHeaders?: readonly string[];
  /** Headers of answers that are kept beside `content-type`. Default none. */
  readonly responseHeaders?: readonly string[];
}

/** A request as it stands on a cassette. */
export interface RecordedRequest {
  readonly method: string;
  readonly url: string;
  /** Headers and body; absent when there are none. */
  readonly more?: Record<string, unknown>;
}

/** An answer as it stands on a cassette. */
export interface RecordedResponse {
  readonly status: number;
  readonly headers: Record<string, string>;
  /** One of these, or nothing. */
  readonly json?: JsonValue;
  readonly text?: string;
  readonly bytes?: Uint8Array;
}

/** These open doors; they are never recorded, whoever asks for them. */
const NEVER = new Set(['authorization', 'proxy-authorization', 'cookie', 'set-cookie', 'x-api-key']);
/** Statuses whose answers have no body. */
const EMPTY = new Set([101, 204, 205, 304]);

/** What is kept of a request. @throws {CassetteValueError} when its body can be read only once. */
export async function recordedRequest(
  input: Parameters<typeof fetch>[0],
  init: RequestInit | undefined,
  { requestHeaders = [] }: FetchOptions,
): Promise<RecordedRequest> {
  const body = init?.body;
  if (typeof body === 'object' && body !== null && 'getReader' in body)
    throw new CassetteValueError('The body of a request', 'it is a stream');
  const request = new Request(input instanceof Request ? input.clone() : input, init);
  const headers = chosen(request.headers, requestHeaders);
  const content = contentOf(new Uint8Array(await request.arrayBuffer()), request.headers);
  const more = { ...(Object.keys(headers).length > 0 && { headers }), ...content };
  return { method: request.method, url: request.url, ...(Object.keys(more).length > 0 && { more }) };
}

/** What is kept of an answer, which stays readable. */
export async function recordedResponse(
  response: Response,
  { responseHeaders = [] }: FetchOptions,
): Promise<RecordedResponse> {
  const headers = chosen(response.headers, ['content-type', ...responseHeaders]);
  const bytes = new Uint8Array(await response.clone().arrayBuffer());
  return { status: response.status, headers, ...contentOf(bytes, response.headers) };
}

/** The answer again. */
export function responseOf({ status, headers, json, text, bytes }: RecordedResponse): Response {
  const content = json === undefined ? text : JSON.stringify(json);
  // Of a text, `Response` would say that it is one, whatever the server said.
  const body = content === undefined ? bytes : new TextEncoder().encode(content);
  return new Response(EMPTY.has(status) ? null : body, { status, headers });
}

function chosen(headers: Headers, names: readonly string[]): Record<string, string> {
  const wanted = [...new Set(names.map((name) => name.toLowerCase()))].filter((name) => !NEVER.has(name));
  return Object.fromEntries(
    wanted.sort().flatMap((name) => {
      const value = headers.get(name);
      return value === null ? [] : [[name, value]];
    }),
  );
}

type Content = Pick<RecordedResponse, 'json' | 'text' | 'bytes'> & { readonly form?: JsonValue };

function contentOf(bytes: Uint8Array, headers: Headers): Content {
  if (bytes.length === 0) return {};
  const text = textOf(bytes);
  if (text === undefined) return { bytes };
  const type = headers.get('content-type') ?? '';
  // By their names, it is seen which of them are secrets.
  if (type.startsWith('application/x-www-form-urlencoded'))
    return { form: [...new URLSearchParams(text)].map(([name, value]) => ({ [name]: value })) };
  const json = exactJson(text);
  return json === undefined ? { text } : { json };
}

function textOf(bytes: Uint8Array): string | undefined {
  try {
    return new TextDecoder('utf-8', { fatal: true, ignoreBOM: true }).decode(bytes);
  } catch {
    return undefined;
  }
}

/** The lists and objects of a text of JSON, when writing them again gives the same text but for spaces. */
function exactJson(text: string): JsonValue | undefined {
  try {
    const value: JsonValue = JSON.parse(text);
    if (!Array.isArray(value) && !isJsonObject(value)) return undefined;
    return JSON.stringify(value) === withoutSpaces(text) ? value : undefined;
  } catch {
    return undefined;
  }
}

function withoutSpaces(json: string): string {
  return json.replace(/("(?:[^"\\]|\\.)*")|\s+/g, '$1');
}
