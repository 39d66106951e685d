import { DependencyUnavailableError } from '@fullstop/clients';
import { type Clock, FullstopError } from '@fullstop/core';
import type { Response } from 'express';
import passport from 'passport';
import OAuth2Strategy from 'passport-oauth2';
import { OAuthError } from '../../errors/oauth-error.js';
import type { ApiRequest } from '../api-request.js';
import type { SignInOptions } from '../authentication.options.js';
import type { Caller } from '../caller.js';
import { scopeList } from '../tokens/claims.js';
import type { TokenAuthenticator } from '../tokens/token-authenticator.js';
import { type SignInState, SignInStates } from './sign-in-state.js';

/** Somebody who has signed in, and where to go on. */
export interface SignedIn {
  readonly caller: Caller;
  readonly returnTo: string;
}

interface TokenAnswer {
  readonly id_token?: unknown;
  readonly scope?: unknown;
}

/** Lets people sign in by authorization code with PKCE. */
export class SignIn {
  readonly #options: SignInOptions;
  readonly #tokens: TokenAuthenticator;
  readonly #states: SignInStates;

  /** @throws {FullstopError} `SIGN_IN_CONFIG` when the options cannot be used. */
  constructor(options: SignInOptions, tokens: TokenAuthenticator, clock: Clock) {
    requireUsable(options, tokens);
    this.#options = options;
    this.#tokens = tokens;
    this.#states = new SignInStates(options, clock);
  }

  /** Sends the browser to the authorization server. */
  async begin(request: ApiRequest, response: Response, returnTo: string): Promise<void> {
    const strategy = await this.#strategy(response, returnTo);
    await new Promise<void>((sent, reject) => {
      response.once('close', sent);
      passport.authenticate(strategy, { session: false }, reject)(request, response, reject);
    });
  }

  /**
   * Who comes back from the authorization server.
   * @throws {OAuthError} when the server says no, or the browser did not start here.
   */
  async finish(request: ApiRequest, response: Response): Promise<SignedIn> {
    const strategy = await this.#strategy(response, '/');
    return new Promise((resolve, reject) => {
      const done = (error: unknown, caller: Caller | false | null, info: unknown) => {
        if (error) return reject(asRefusal(error));
        if (!caller) return reject(new OAuthError('access_denied', messageIn(info) ?? FAILED));
        resolve({ caller, returnTo: (info as { state: SignInState }).state.returnTo });
      };
      passport.authenticate(strategy, { session: false }, done)(request, response, reject);
    });
  }

  /** A strategy of its own for each request, since it writes to that request's answer. */
  async #strategy(response: Response, returnTo: string): Promise<OAuth2Strategy> {
    const { clientId, clientSecret = '', publicUrl } = this.#options;
    return new OAuth2Strategy(
      {
        ...(await this.#endpoints()),
        clientID: clientId,
        clientSecret,
        callbackURL: new URL('/login/callback', publicUrl).href,
        scope: [...this.#scopes],
        pkce: true,
        state: true,
        store: this.#states.storeFor(response, returnTo),
        skipUserProfile: true,
      },
      (
        accessToken: string,
        _refreshToken: string,
        answer: TokenAnswer,
        _profile: unknown,
        done: OAuth2Strategy.VerifyCallback,
      ) => {
        this.#callerOf(accessToken, answer).then((caller) => done(null, caller), done);
      },
    );
  }

  async #endpoints(): Promise<{ authorizationURL: string; tokenURL: string }> {
    const { authorizationUrl, tokenUrl } = this.#options;
    const found = authorizationUrl && tokenUrl ? undefined : await this.#tokens.oidc?.discovery.metadata();
    const authorizationURL = authorizationUrl ?? found?.authorizationUrl;
    const tokenURL = tokenUrl ?? found?.tokenUrl;
    if (authorizationURL === undefined || tokenURL === undefined) {
      throw new FullstopError(
        'SIGN_IN_CONFIG',
        'The issuer names no addresses; set authorizationUrl and tokenUrl',
      );
    }
    return { authorizationURL, tokenURL };
  }

  /** An ID token is meant for this; without one, the access token is looked at as that of any other caller. */
  async #callerOf(accessToken: string, answer: TokenAnswer): Promise<Caller> {
    const { oidc } = this.#tokens;
    if (oidc === undefined || typeof answer.id_token !== 'string') return this.#tokens.callerOf(accessToken);
    const { caller } = await oidc.verifier.verifyFor(answer.id_token, [this.#options.clientId]);
    // A server that says nothing about scopes has granted what was asked for.
    const granted = answer.scope === undefined ? this.#scopes : scopeList(answer.scope);
    return { ...caller, scopes: new Set([...caller.scopes, ...granted]) };
  }

  get #scopes(): readonly string[] {
    return this.#options.scopes ?? [this.#tokens.oidc === undefined ? 'uid' : 'openid'];
  }
}

const MIN_SECRET_LENGTH = 32;

function requireUsable(options: SignInOptions, { oidc }: TokenAuthenticator): void {
  const problems = [
    ...(options.sessionSecret.length < MIN_SECRET_LENGTH
      ? [`signIn.sessionSecret: expected at least ${MIN_SECRET_LENGTH} characters`]
      : []),
    ...(/^https?:\/\/[^/]+\/?$/.test(options.publicUrl) && URL.canParse(options.publicUrl)
      ? []
      : [
          'signIn.publicUrl: expected where browsers reach this server, such as https://fullstop.example.org',
        ]),
    ...(oidc !== undefined || (options.authorizationUrl && options.tokenUrl)
      ? []
      : ['signIn.authorizationUrl and signIn.tokenUrl: needed, since there is no issuer that names them']),
  ];
  if (problems.length > 0)
    throw new FullstopError('SIGN_IN_CONFIG', `People cannot sign in. ${problems.join('; ')}.`);
}

/** Passport's errors by name: the authorization server refused, or could not be asked. Others stay as they are. */
function asRefusal(error: unknown): unknown {
  const { name, message } = error as { name?: unknown; message?: unknown };
  if (name === 'InternalOAuthError') {
    const problem = 'the code could not be exchanged';
    return new DependencyUnavailableError('authorization server', 'network', problem, { cause: error });
  }
  if (name !== 'AuthorizationError' && name !== 'TokenError') return error;
  const description = typeof message === 'string' && message !== '' ? message.slice(0, 500) : FAILED;
  return new OAuthError('access_denied', description);
}

const FAILED = 'Signing in failed.';

function messageIn(info: unknown): string | undefined {
  const message = typeof info === 'object' && info !== null && 'message' in info ? info.message : undefined;
  return typeof message === 'string' && message !== '' ? message.slice(0, 500) : undefined;
}
