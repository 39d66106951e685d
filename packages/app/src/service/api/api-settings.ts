import type { ApiOptions, AuthenticationOptions } from '@fullstop/api';
import type { Config } from '../../config/config.schema.js';

/** What the configuration says about the REST API. */
export function apiSettingsOf(
  config: Config,
): Omit<ApiOptions, 'database' | 'store' | 'plugins' | 'logger' | 'teamService' | 'instanceLogs'> {
  const { host, port, corsOrigins, requestsPerMinute, trustProxy, createUnknownTypes, accountIdPattern } =
    config.api;
  return {
    host,
    port,
    corsOrigins,
    rateLimit: { requestsPerMinute },
    trustProxy: trustProxy !== undefined && /^\d+$/.test(trustProxy) ? Number(trustProxy) : trustProxy,
    createUnknownTypes,
    accountIdPattern: new RegExp(accountIdPattern),
    allowedTeams: config.whitelist.allowedTeams,
    authentication: authenticationOf(config),
  };
}

function authenticationOf({ authentication }: Config): AuthenticationOptions {
  const { tokenInfoUri, introspectionUri, oidcIssuer, clientId, clientSecret, audience, ...shared } =
    authentication;
  if (tokenInfoUri !== undefined) return { kind: 'token-info', uri: tokenInfoUri, ...shared };
  // The schema has seen to it that what a way needs is there.
  if (introspectionUri !== undefined) {
    return {
      kind: 'introspection',
      uri: introspectionUri,
      clientId: clientId!,
      clientSecret: clientSecret!,
      audience,
      ...shared,
    };
  }
  if (oidcIssuer !== undefined) return { kind: 'oidc', issuer: oidcIssuer, audience: audience!, ...shared };
  return { kind: 'none' };
}
