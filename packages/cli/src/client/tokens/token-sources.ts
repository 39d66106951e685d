import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { ServerConfig } from '../client-config.js';
import { type ClientContext, isInteractive } from '../client-context.js';
import { notAllowed, usageError } from '../client-error.js';
import { requestServiceToken } from './password-grant.js';
import { canSignIn } from './sign-in-config.js';
import {
  findRefreshToken,
  findStoredToken,
  ownTokensFile,
  sharedTokensFile,
  TOKEN_NAME,
} from './stored-tokens.js';

/** What a bearer token may consist of in a header. */
const TOKEN = /^[\x21-\x7e]+$/;

/** One place where a token may come from. */
interface TokenSource {
  readonly name: string;
  readonly find: () => Promise<string | undefined>;
}

/**
 * The token for the server: the option, then each source in turn; the last one is to sign in, which asks nobody who is not at a
 * terminal. A server on this machine may do without: then the answer is `undefined`.
 * @throws {ClientError} naming every source tried, when there is none.
 */
export async function findToken(
  context: ClientContext,
  config: ServerConfig,
  option: string | undefined,
): Promise<string | undefined> {
  const sources = sourcesOf(context, config, option);
  for (const { find } of sources) {
    const token = (await find())?.trim();
    if (token === undefined || token === '') continue;
    if (!TOKEN.test(token)) throw usageError('The token holds characters that no token has.');
    return token;
  }
  if (config.isLocal) return undefined;
  const tried = sources.map(({ name }) => name).join(', ');
  throw notAllowed(
    `No token for ${config.url}. Tried: ${tried}. Run \`fullstop login\`, or set FULLSTOP_TOKEN.`,
  );
}

function sourcesOf(context: ClientContext, config: ServerConfig, option: string | undefined): TokenSource[] {
  const { environment } = context;
  const folder = environment.CREDENTIALS_DIR || context.workingFolder;
  const tokenUrl = environment.OAUTH2_ACCESS_TOKEN_URL;
  const own = ownTokensFile(context);
  const shared = sharedTokensFile(context);
  const secret = join(folder, 'fullstop-token-secret');
  return [
    { name: '--token', find: async () => option },
    { name: 'FULLSTOP_TOKEN', find: async () => environment.FULLSTOP_TOKEN },
    { name: own, find: () => findStoredToken(context, own, config.url) },
    { name: shared, find: () => findStoredToken(context, shared, TOKEN_NAME) },
    { name: 'OAUTH2_ACCESS_TOKENS', find: async () => namedToken(environment.OAUTH2_ACCESS_TOKENS ?? '') },
    { name: secret, find: () => firstLineOf(secret) },
    {
      name: 'OAUTH2_ACCESS_TOKEN_URL',
      find: async () => (tokenUrl ? requestServiceToken(context, tokenUrl, folder) : undefined),
    },
    { name: 'sign-in', find: () => signedIn(context, config) },
  ];
}

/** `name=token` pairs, separated by commas. */
function namedToken(pairs: string): string | undefined {
  const pair = pairs
    .split(',')
    .map((each) => each.trim())
    .find((each) => each.startsWith(`${TOKEN_NAME}=`));
  return pair?.slice(TOKEN_NAME.length + 1);
}

async function firstLineOf(path: string): Promise<string | undefined> {
  try {
    return (await readFile(path, 'utf8')).trim().split('\n')[0];
  } catch {
    // Most people have no such file.
    return undefined;
  }
}

async function signedIn(context: ClientContext, config: ServerConfig): Promise<string | undefined> {
  if (!canSignIn(config.signIn)) return undefined;
  const { renewToken, signIn } = await import('./sign-in.js');
  const refreshToken = await findRefreshToken(context, config.url);
  const renewed = refreshToken === undefined ? undefined : await renewToken(context, config, refreshToken);
  if (renewed !== undefined) return renewed;
  // A server on this machine is asked without a token first; `fullstop login` is there for the others.
  return isInteractive(context) && !config.isLocal ? signIn(context, config) : undefined;
}
