import { ApiClient } from './api-client.js';
import { loadServerConfig, type ServerConfig } from './client-config.js';
import type { ClientContext } from './client-context.js';
import { findToken } from './tokens/token-sources.js';

/** Options of every command that talks to the server. */
export interface ConnectionOptions {
  readonly token?: string;
}

/** A server to talk to, and the settings that led to it. */
export interface Connection {
  readonly api: ApiClient;
  readonly config: ServerConfig;
}

/** @throws {ClientError} when no server is configured, or there is no token for it. */
export async function connect(
  context: ClientContext,
  { token: option }: ConnectionOptions,
): Promise<Connection> {
  const config = await loadServerConfig(context);
  const token = await findToken(context, config, option);
  return { api: new ApiClient({ url: config.url, token, context }), config };
}
