import { FullstopError } from '@fullstop/core';
import type { NextFunction, Response } from 'express';
import { OAuthError } from '../errors/oauth-error.js';
import type { ApiRequest } from './api-request.js';
import type { AuthenticationOptions } from './authentication.options.js';

/**
 * Without authentication, nobody else may reach this server.
 * @throws {FullstopError} `AUTHENTICATION_MISSING` for a host that others can reach.
 */
export function requireLoopback(authentication: AuthenticationOptions, host: string): void {
  if (authentication.kind !== 'none' || isLoopback(host)) return;
  throw new FullstopError(
    'AUTHENTICATION_MISSING',
    `The API cannot listen on ${host || 'all addresses'}: no authentication is configured, so anybody could use it. ` +
      'Set TOKEN_INFO_URI, OAUTH2_INTROSPECTION_URI or OIDC_ISSUER, or listen on 127.0.0.1.',
  );
}

/**
 * Refuses requests that a page of another site made a browser send to this machine, directly or through a name that leads
 * here (DNS rebinding).
 */
export function refuseOtherSites(request: ApiRequest, _response: Response, next: NextFunction): void {
  const { host, origin } = request.headers;
  const sender = origin === undefined ? undefined : hostnameOf(origin);
  const isOwn = isLoopback(hostnameOf(`http://${host}`)) && (origin === undefined || isLoopback(sender));
  next(
    isOwn
      ? undefined
      : new OAuthError(
          'access_denied',
          'Without authentication, only this machine may call: use http://127.0.0.1.',
        ),
  );
}

function hostnameOf(address: string): string | undefined {
  return URL.canParse(address) ? new URL(address).hostname : undefined;
}

function isLoopback(host: string | undefined): boolean {
  return host !== undefined && /^(localhost|127(\.\d{1,3}){3}|\[?::1\]?)$/i.test(host);
}
