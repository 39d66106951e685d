import { FullstopError, type Logger, messageOf } from '@fullstop/core';
import { z } from 'zod';
import { withinDeadline } from '../http/deadline.js';
import { readText } from '../http/read-text.js';
import { loggedFetch } from '../http/wire-log.js';
import type { GrantCredentials } from './grant-credentials.js';

/** A token as the token service gave it. */
export interface GrantedToken {
  readonly token: string;
  readonly lifetimeSeconds: number;
}

/** Where and how to ask for a token. */
export interface TokenRequest {
  /** Used as it is, with its query. */
  readonly accessTokenUri: string;
  readonly scopes: readonly string[];
  readonly credentials: GrantCredentials;
  readonly timeoutMs: number;
  /** Ends the request early. */
  readonly signal: AbortSignal;
  /** Hears of the request at debug, as `http.wire-log`. */
  readonly logger: Logger;
}

const MAX_BYTES = 64 * 1024;

const grantAnswer = z.object({
  access_token: z.string().regex(/^[\x21-\x7e]+$/),
  token_type: z
    .string()
    .regex(/^bearer$/i)
    .optional(),
  expires_in: z.union([z.number(), z.string().regex(/^\d+$/).transform(Number)]).pipe(z.number().positive()),
});

const errorAnswer = z.object({
  error: z.enum([
    'invalid_request',
    'invalid_client',
    'invalid_grant',
    'unauthorized_client',
    'unsupported_grant_type',
    'invalid_scope',
  ]),
});

/**
 * Asks the token service for a token with the password grant.
 * @throws {FullstopError} saying what went wrong without anything secret: no credentials, and nothing of the answer but its
 *   status and OAuth2's own error codes.
 */
export async function requestToken(request: TokenRequest): Promise<GrantedToken> {
  const late = () => failure(`the token service did not answer within ${request.timeoutMs} ms`);
  return withinDeadline(request.timeoutMs, late, async (deadline) => {
    const signal = AbortSignal.any([deadline, request.signal]);
    const { status, text } = await post(request, signal);
    const answer = parseJson(text);
    if (status !== 200) throw failure(`the token service answered ${status}${oauthErrorOf(answer)}`);
    const grant = grantAnswer.safeParse(answer);
    if (grant.success) return { token: grant.data.access_token, lifetimeSeconds: grant.data.expires_in };
    const members = grant.error.issues.map(({ path }) => path.join('.') || 'JSON');
    throw failure(`the token service's answer has no usable ${members.join(', ')}`);
  });
}

async function post(request: TokenRequest, signal: AbortSignal): Promise<{ status: number; text: string }> {
  const { username, password, clientId, clientSecret } = request.credentials;
  const basic = Buffer.from(`${clientId}:${clientSecret}`, 'utf8').toString('base64');
  try {
    const response = await loggedFetch(request.logger, request.accessTokenUri, {
      method: 'POST',
      headers: { accept: 'application/json', authorization: `Basic ${basic}`, 'user-agent': 'fullstop' },
      body: new URLSearchParams({
        grant_type: 'password',
        username,
        password,
        scope: request.scopes.join(' '),
      }),
      // Passwords do not go where the configuration does not say.
      redirect: 'manual',
      signal,
    });
    return { status: response.status, text: (await readText(response, MAX_BYTES)).text };
  } catch (error) {
    const cause = typeof error === 'object' && error !== null && 'cause' in error ? error.cause : undefined;
    throw failure(`the token service could not be reached: ${messageOf(cause ?? error)}`, error);
  }
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    // The parser's error quotes the text, which may hold a token. What is no JSON lacks everything.
    return undefined;
  }
}

function oauthErrorOf(answer: unknown): string {
  const result = errorAnswer.safeParse(answer);
  return result.success ? ` (${result.data.error})` : '';
}

function failure(problem: string, cause?: unknown): FullstopError {
  return new FullstopError('TOKEN_REQUEST', problem, cause === undefined ? undefined : { cause });
}
