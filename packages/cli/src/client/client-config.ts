import { join } from 'node:path';
import { applicationFolder } from './application-folder.js';
import type { ClientContext } from './client-context.js';
import { failure, usageError } from './client-error.js';
import { isLoopback, normalUrl } from './server-url.js';
import { readMapping, writePrivateMapping } from './yaml-file.js';

/** Settings of the API client: the file `fullstop.yaml`, and above it variables named `FULLSTOP_<KEY>`. */
export interface ClientConfig {
  /** Without a slash at its end. */
  readonly url?: string;
  /** Default of `--accounts`; empty means all. */
  readonly accounts: readonly string[];
  readonly signIn: SignInConfig;
}

/** How people sign in: either `issuer`, whose addresses are discovered, or the addresses themselves. */
export interface SignInConfig {
  readonly issuer?: string;
  readonly authorizeUrl?: string;
  readonly deviceAuthorizationUrl?: string;
  readonly tokenUrl?: string;
  readonly clientId?: string;
  /** Separated by blanks. Default `uid`. */
  readonly scope: string;
}

/** Settings of a command that talks to the server. */
export interface ServerConfig extends ClientConfig {
  readonly url: string;
  /** Whether the server is on this machine, where it may run without authentication. */
  readonly isLocal: boolean;
}

/** Where the settings are kept. */
export function configFileOf(context: ClientContext): string {
  return join(applicationFolder(context, 'fullstop'), 'fullstop.yaml');
}

/** @throws {ClientError} for a URL that is none. */
export async function loadClientConfig(context: ClientContext): Promise<ClientConfig> {
  const file = await readMapping(configFileOf(context));
  const setting = (key: string): string | undefined => {
    const value = context.environment[`FULLSTOP_${key.toUpperCase()}`] ?? textOf(file[key]);
    return value === undefined || value.trim() === '' ? undefined : value.trim();
  };
  // An empty variable means "all accounts", whatever the file says.
  const accounts = context.environment.FULLSTOP_ACCOUNTS ?? textOf(file.accounts) ?? '';
  const url = setting('url');
  return {
    ...(url !== undefined && { url: checkedUrl(url) }),
    accounts: listOf(accounts),
    signIn: {
      issuer: setting('issuer'),
      authorizeUrl: setting('authorize_url'),
      deviceAuthorizationUrl: setting('device_authorization_url'),
      tokenUrl: setting('token_url'),
      clientId: setting('client_id'),
      scope: setting('scope') ?? 'uid',
    },
  };
}

/**
 * The settings, with a server to talk to.
 * @throws {ClientError} when no server is configured.
 */
export async function loadServerConfig(context: ClientContext): Promise<ServerConfig> {
  const config = await loadClientConfig(context);
  if (config.url === undefined) {
    throw failure(
      'No server is configured. Run `fullstop configure`, or set FULLSTOP_URL ' +
        '(a `fullstop serve` on this machine: http://127.0.0.1:8080).',
    );
  }
  return { ...config, url: config.url, isLocal: isLoopback(config.url) };
}

/** Stores URL and accounts beside what the file holds already. @throws {ClientError} when it cannot be written. */
export async function storeClientConfig(
  context: ClientContext,
  { url, accounts }: { url: string; accounts: readonly string[] },
): Promise<void> {
  const path = configFileOf(context);
  await writePrivateMapping(path, { ...(await readMapping(path)), url, accounts: accounts.join(',') });
}

/** The entries of a comma separated list, trimmed; empty ones are dropped. */
export function listOf(text: string): string[] {
  return text
    .split(',')
    .map((entry) => entry.trim())
    .filter((entry) => entry !== '');
}

function checkedUrl(text: string): string {
  const url = normalUrl(text);
  if (url === undefined)
    throw usageError(`The server URL ${text} is not usable: expected http:// or https://.`);
  return url;
}

// A single account id in YAML is a number, and several may be a list.
function textOf(value: unknown): string | undefined {
  if (typeof value === 'string') return value;
  if (typeof value === 'number') return String(value).padStart(12, '0');
  return Array.isArray(value) ? value.map((entry) => textOf(entry) ?? '').join(',') : undefined;
}
