import { join } from 'node:path';
import { FullstopError } from '@fullstop/core';
import { z } from 'zod';
import { codeOf, findSecretFile } from './secret-file.js';

/** Who asks for tokens: a technical user, and this program as an OAuth2 client. */
export interface GrantCredentials {
  readonly username: string;
  readonly password: string;
  readonly clientId: string;
  readonly clientSecret: string;
}

const text = z.string().min(1);
const userFile = z.object({ application_username: text, application_password: text });
const clientFile = z.object({ client_id: text, client_secret: text });

/**
 * Reads `user.json` and `client.json`.
 * @throws {FullstopError} naming the file and what is wrong with it, never its content.
 */
export async function readGrantCredentials(directory: string): Promise<GrantCredentials> {
  const user = await read(directory, 'user.json', userFile);
  const client = await read(directory, 'client.json', clientFile);
  return {
    username: user.application_username,
    password: user.application_password,
    clientId: client.client_id,
    clientSecret: client.client_secret,
  };
}

async function read<T>(directory: string, name: string, shape: z.ZodType<T>): Promise<T> {
  const path = join(directory, name);
  const result = shape.safeParse(parseJson(path, await readSecret(path)));
  if (result.success) return result.data;
  const members = result.error.issues.map((issue) => issue.path.join('.') || 'an object');
  throw new FullstopError('CREDENTIALS_FILE', `${path} lacks ${members.join(', ')}.`);
}

async function readSecret(path: string): Promise<string> {
  try {
    const content = await findSecretFile(path);
    if (content !== undefined) return content;
  } catch (cause) {
    throw new FullstopError('CREDENTIALS_FILE', `${path} cannot be read (${codeOf(cause)}).`, { cause });
  }
  throw new FullstopError('CREDENTIALS_FILE', `${path} does not exist.`);
}

function parseJson(path: string, content: string): unknown {
  try {
    return JSON.parse(content);
  } catch {
    // The parser's error quotes the file, which holds a password.
    throw new FullstopError('CREDENTIALS_FILE', `${path} is no JSON.`);
  }
}
