import { join } from 'node:path';
import { applicationFolder } from '../application-folder.js';
import type { ClientContext } from '../client-context.js';
import { isMapping, type Mapping, readMapping, writePrivateMapping } from '../yaml-file.js';

/** Name under which tokens are stored. */
export const TOKEN_NAME = 'fullstop';
/** A token with less time left is not used, in seconds. */
const MIN_LEFT_SECONDS = 300;

/** A token as it came from an authorization server. */
export interface GrantedToken {
  readonly accessToken: string;
  readonly lifetimeSeconds: number;
  readonly refreshToken?: string;
}

/** Where `fullstop login` stores tokens: one per server, so that none goes to another. */
export function ownTokensFile(context: ClientContext): string {
  return join(applicationFolder(context, 'fullstop'), 'tokens.yaml');
}

/** Where the old tools store tokens. It is only read. */
export function sharedTokensFile(context: ClientContext): string {
  return join(applicationFolder(context, 'zalando-token-cli'), 'tokens.yaml');
}

/** The token under a name in a file, while it is valid for five minutes more. */
export async function findStoredToken(
  context: ClientContext,
  path: string,
  name: string,
): Promise<string | undefined> {
  const entry = (await readMapping(path))[name];
  if (!isMapping(entry) || typeof entry.access_token !== 'string') return undefined;
  const validUntil = Number(entry.creation_time) + Number(entry.expires_in) - MIN_LEFT_SECONDS;
  return context.now().getTime() / 1000 < validUntil ? entry.access_token : undefined;
}

/** The refresh token that came with the last token for a server. */
export async function findRefreshToken(context: ClientContext, url: string): Promise<string | undefined> {
  const entry = (await readMapping(ownTokensFile(context)))[url];
  return isMapping(entry) && typeof entry.refresh_token === 'string' ? entry.refresh_token : undefined;
}

/** Keeps a token for a server, readable for its owner alone. @throws {ClientError} when it cannot be written. */
export async function storeToken(context: ClientContext, url: string, granted: GrantedToken): Promise<void> {
  const entry: Mapping = {
    name: TOKEN_NAME,
    access_token: granted.accessToken,
    token_type: 'Bearer',
    creation_time: Math.floor(context.now().getTime() / 1000),
    expires_in: granted.lifetimeSeconds,
    ...(granted.refreshToken !== undefined && { refresh_token: granted.refreshToken }),
  };
  const path = ownTokensFile(context);
  await writePrivateMapping(path, { ...(await readMapping(path)), [url]: entry });
}

/** Forgets the token for a server. @returns whether there was one. */
export async function forgetToken(context: ClientContext, url: string): Promise<boolean> {
  const path = ownTokensFile(context);
  const { [url]: forgotten, ...others } = await readMapping(path);
  if (forgotten === undefined) return false;
  await writePrivateMapping(path, others);
  return true;
}
