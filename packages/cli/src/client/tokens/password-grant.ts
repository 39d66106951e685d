import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { isJsonObject, type JsonObject, messageOf } from '@fullstop/core';
import type { ClientContext } from '../client-context.js';
import { notAllowed } from '../client-error.js';

const TIMEOUT_MS = 20_000;

/**
 * Asks for a token with the credentials of a service: `user.json` and `client.json` in the folder.
 * @throws {ClientError} with nothing secret in its message.
 */
export async function requestServiceToken(
  context: ClientContext,
  tokenUrl: string,
  folder: string,
): Promise<string> {
  const user = await readJson(join(folder, 'user.json'), ['application_username', 'application_password']);
  const client = await readJson(join(folder, 'client.json'), ['client_id', 'client_secret']);
  const basic = Buffer.from(`${client.client_id}:${client.client_secret}`, 'utf8').toString('base64');
  const response = await post(context, tokenUrl, basic, {
    grant_type: 'password',
    username: String(user.application_username),
    password: String(user.application_password),
    scope: 'uid',
  });
  const answer: unknown = await response.json().catch(() => undefined);
  if (response.ok && isJsonObject(answer) && typeof answer.access_token === 'string')
    return answer.access_token;
  throw notAllowed(
    `${tokenUrl} gave no token for the service credentials in ${folder} (${response.status}).`,
  );
}

async function post(
  { fetch }: ClientContext,
  tokenUrl: string,
  basic: string,
  form: Record<string, string>,
): Promise<Response> {
  try {
    return await fetch(tokenUrl, {
      method: 'POST',
      headers: { accept: 'application/json', authorization: `Basic ${basic}` },
      body: new URLSearchParams(form),
      // Passwords do not go where the configuration does not say.
      redirect: 'manual',
      signal: AbortSignal.timeout(TIMEOUT_MS),
    });
  } catch (error) {
    throw notAllowed(`OAUTH2_ACCESS_TOKEN_URL ${tokenUrl} cannot be reached: ${messageOf(error)}`, error);
  }
}

async function readJson(path: string, names: readonly string[]): Promise<JsonObject> {
  try {
    const content: unknown = JSON.parse(await readFile(path, 'utf8'));
    if (isJsonObject(content) && names.every((name) => typeof content[name] === 'string')) return content;
  } catch (error) {
    throw notAllowed(`OAUTH2_ACCESS_TOKEN_URL is set, but ${path} cannot be read as JSON.`, error);
  }
  throw notAllowed(`${path} needs ${names.join(' and ')}.`);
}
