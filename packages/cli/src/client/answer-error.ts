import { isJsonObject, type JsonObject, type JsonValue } from '@fullstop/core';
import { withoutControlCharacters } from '../output/control-characters.js';
import { ClientError, failure, notAllowed, usageError } from './client-error.js';

/** Characters shown of what a server says. */
const MAX_SHOWN = 500;

/** The server knows nothing under this address. */
export class NotFoundError extends ClientError {
  constructor(message: string) {
    super('NOT_FOUND', 1, message);
  }
}

/** The server does not accept the token, or wants one. */
export class UnauthorizedError extends ClientError {
  constructor(message: string) {
    super('UNAUTHORIZED', 3, message);
  }
}

/** The one line that says what an answer other than 2xx means, with the exit code that belongs to it. */
export function answerError(
  method: string,
  path: string,
  { status, headers }: Pick<Response, 'status' | 'headers'>,
  text: string,
): ClientError {
  const said = saidIn(text);
  const detail = said === '' ? '' : `: ${said}`;
  const what = `${method} ${path}`;
  if (status === 401) {
    return new UnauthorizedError(
      `Not signed in (401)${detail}. Run \`fullstop login\`, or set FULLSTOP_TOKEN to a valid token.`,
    );
  }
  if (status === 403) return notAllowed(`Not allowed (403)${detail || `: ${what}`}`);
  if (status === 404) return new NotFoundError(`Not found (404)${detail || `: ${what}`}`);
  if (status >= 300 && status < 400) {
    const target = headers.get('location') ?? 'somewhere else';
    return failure(
      `The server answered ${status} to ${what} and points to ${target}. Run \`fullstop configure\`.`,
    );
  }
  if (status === 400 || status === 422)
    return usageError(`The server refuses this (${status})${detail || `: ${what}`}`);
  return failure(`The server answered ${status} to ${what}${detail}`);
}

function saidIn(text: string): string {
  const body = jsonIn(text);
  const said = isJsonObject(body) ? sentenceOf(body) : '';
  return withoutControlCharacters(said.replace(/\s+/g, ' ').trim()).slice(0, MAX_SHOWN).replace(/\.$/, '');
}

function sentenceOf(body: JsonObject): string {
  const { message, error_description: description, error, errors } = body;
  const said =
    [message, description, error].find((each) => typeof each === 'string' || Array.isArray(each)) ?? '';
  const fields = Array.isArray(errors) ? errors.map(fieldError).join('; ') : '';
  return [textOf(said), fields].filter((part) => part !== '').join(': ');
}

function fieldError(entry: JsonValue): string {
  if (!isJsonObject(entry)) return textOf(entry);
  const { field = '', message = '' } = entry;
  return [textOf(field), textOf(message)].filter((part) => part !== '').join(' ');
}

function textOf(value: JsonValue): string {
  if (Array.isArray(value)) return value.map(textOf).join('; ');
  return typeof value === 'string' ? value : JSON.stringify(value);
}

function jsonIn(text: string): JsonValue | undefined {
  try {
    return JSON.parse(text) as JsonValue;
  } catch {
    // Proxies answer with pages; the status says enough.
    return undefined;
  }
}
