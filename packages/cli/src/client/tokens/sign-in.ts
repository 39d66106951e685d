import { messageOf } from '@fullstop/core';
import * as oauth from 'oauth4webapi';
import type { ServerConfig, SignInConfig } from '../client-config.js';
import type { ClientContext } from '../client-context.js';
import { type ClientError, notAllowed } from '../client-error.js';
import { isLoopback } from '../server-url.js';
import { awaitRedirect } from './redirect-listener.js';
import { type GrantedToken, storeToken } from './stored-tokens.js';

/** How long a request to the authorization server may take, in milliseconds. */
const TIMEOUT_MS = 20_000;
/** Lifetime of a token whose answer does not say it, in seconds. */
const DEFAULT_LIFETIME_SECONDS = 3600;
/** What a polling client waits where the server says nothing, and adds when it says "slow down", in seconds (RFC 8628). */
const POLL_SECONDS = 5;

interface Provider {
  readonly server: oauth.AuthorizationServer;
  readonly client: oauth.Client;
  readonly context: ClientContext;
  readonly scope: string;
}

/**
 * Signs a person in and stores the token: with a code to type in at another device where the authorization server offers it, else
 * in the browser (authorization code with PKCE).
 * @throws {ClientError} when that did not work.
 */
export async function signIn(context: ClientContext, config: ServerConfig): Promise<string> {
  return explained('Signing in failed', async () => {
    const provider = await providerOf(context, config.signIn);
    const { device_authorization_endpoint: device, authorization_endpoint: browser } = provider.server;
    if (device === undefined && browser === undefined) {
      throw notAllowed('The authorization server offers neither the device nor the browser flow.');
    }
    const granted = device === undefined ? await byBrowser(provider) : await byDevice(provider);
    await storeToken(context, config.url, granted);
    return granted.accessToken;
  });
}

/** A new token for a refresh token; `undefined` when the authorization server does not take it any more. */
export async function renewToken(
  context: ClientContext,
  config: ServerConfig,
  refreshToken: string,
): Promise<string | undefined> {
  return explained('Renewing the token failed', async () => {
    const { server, client } = await providerOf(context, config.signIn);
    const answer = await oauth.refreshTokenGrantRequest(
      server,
      client,
      oauth.None(),
      refreshToken,
      requestOptions(context, server.token_endpoint),
    );
    try {
      const granted = grantedToken(await oauth.processRefreshTokenResponse(server, client, answer));
      await storeToken(context, config.url, { refreshToken, ...granted });
      return granted.accessToken;
    } catch (error) {
      if (errorCodeOf(error) === 'invalid_grant') return undefined;
      throw error;
    }
  });
}

async function providerOf(context: ClientContext, config: SignInConfig): Promise<Provider> {
  const client = { client_id: config.clientId ?? '' };
  const server = config.issuer === undefined ? describedServer(config) : await discovered(context, config);
  return { server, client, context, scope: config.scope };
}

function describedServer(config: SignInConfig): oauth.AuthorizationServer {
  return {
    // Only ever compared with what answers say about themselves; see `byBrowser`.
    issuer: new URL(config.tokenUrl!).origin,
    token_endpoint: config.tokenUrl,
    authorization_endpoint: config.authorizeUrl,
    device_authorization_endpoint: config.deviceAuthorizationUrl,
  };
}

async function discovered(context: ClientContext, config: SignInConfig): Promise<oauth.AuthorizationServer> {
  const issuer = new URL(config.issuer!);
  const answer = await oauth.discoveryRequest(issuer, requestOptions(context, config.issuer));
  const server = await oauth.processDiscoveryResponse(issuer, answer);
  // What is configured goes above what is offered.
  return {
    ...server,
    ...(config.tokenUrl !== undefined && { token_endpoint: config.tokenUrl }),
    ...(config.authorizeUrl !== undefined && { authorization_endpoint: config.authorizeUrl }),
    ...(config.deviceAuthorizationUrl !== undefined && {
      device_authorization_endpoint: config.deviceAuthorizationUrl,
    }),
  };
}

async function byDevice({ server, client, context, scope }: Provider): Promise<GrantedToken> {
  const options = requestOptions(context, server.device_authorization_endpoint);
  const answer = await oauth.deviceAuthorizationRequest(server, client, oauth.None(), { scope }, options);
  const device = await oauth.processDeviceAuthorizationResponse(server, client, answer);
  const page = device.verification_uri_complete ?? device.verification_uri;
  context.stderr.write(`Open ${page} and enter the code ${device.user_code}\n`);

  const endsAt = context.now().getTime() + device.expires_in * 1000;
  let pauseSeconds = device.interval ?? POLL_SECONDS;
  while (context.now().getTime() < endsAt) {
    await context.sleep(pauseSeconds * 1000);
    const polled = await oauth.deviceCodeGrantRequest(
      server,
      client,
      oauth.None(),
      device.device_code,
      requestOptions(context, server.token_endpoint),
    );
    try {
      return grantedToken(await oauth.processDeviceCodeResponse(server, client, polled));
    } catch (error) {
      const code = errorCodeOf(error);
      if (code === 'slow_down') pauseSeconds += POLL_SECONDS;
      else if (code !== 'authorization_pending') throw error;
    }
  }
  throw notAllowed('Nobody entered the code in time.');
}

async function byBrowser({ server, client, context, scope }: Provider): Promise<GrantedToken> {
  const verifier = oauth.generateRandomCodeVerifier();
  const state = oauth.generateRandomState();
  const challenge = await oauth.calculatePKCECodeChallenge(verifier);
  const { redirectUri, parameters } = await awaitRedirect(async (redirectTo) => {
    const page = new URL(server.authorization_endpoint!);
    const query = {
      client_id: client.client_id,
      redirect_uri: redirectTo,
      response_type: 'code',
      scope,
      state,
      code_challenge: challenge,
      code_challenge_method: 'S256',
    };
    for (const [name, value] of Object.entries(query)) page.searchParams.set(name, value);
    context.stderr.write(`Opening ${page}\n`);
    await context.openBrowser(page.href);
  });
  // Without discovery nobody knows what the server calls itself.
  if (server.authorization_response_iss_parameter_supported === undefined) parameters.delete('iss');
  const checked = oauth.validateAuthResponse(server, client, parameters, state);
  const answer = await oauth.authorizationCodeGrantRequest(
    server,
    client,
    oauth.None(),
    checked,
    redirectUri,
    verifier,
    requestOptions(context, server.token_endpoint),
  );
  return grantedToken(await oauth.processAuthorizationCodeResponse(server, client, answer));
}

function grantedToken(answer: oauth.TokenEndpointResponse): GrantedToken {
  return {
    accessToken: answer.access_token,
    lifetimeSeconds: answer.expires_in ?? DEFAULT_LIFETIME_SECONDS,
    ...(answer.refresh_token !== undefined && { refreshToken: answer.refresh_token }),
  };
}

function requestOptions({ fetch }: ClientContext, url: string | undefined) {
  return {
    signal: () => AbortSignal.timeout(TIMEOUT_MS),
    [oauth.customFetch]: fetch,
    // Plain HTTP never leaves this machine.
    [oauth.allowInsecureRequests]: url !== undefined && isLoopback(url),
  };
}

/** OAuth's own code, such as `authorization_pending`. */
function errorCodeOf(error: unknown): string | undefined {
  return error instanceof oauth.ResponseBodyError ? error.error : undefined;
}

async function explained<T>(what: string, act: () => Promise<T>): Promise<T> {
  try {
    return await act();
  } catch (error) {
    throw errorOf(what, error);
  }
}

function errorOf(what: string, error: unknown): ClientError {
  const said = error instanceof oauth.ResponseBodyError ? (error.error_description ?? error.error) : '';
  const denied =
    error instanceof oauth.AuthorizationResponseError ? (error.error_description ?? error.error) : '';
  return notAllowed(`${what}: ${said || denied || messageOf(error)}`, error);
}
