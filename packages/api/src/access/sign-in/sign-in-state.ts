import { randomBytes } from 'node:crypto';
import type { Clock } from '@fullstop/core';
import type { Response } from 'express';
import type { JWTPayload } from 'jose';
import type { StateStore } from 'passport-oauth2';
import type { ApiRequest } from '../api-request.js';
import type { SignInOptions } from '../authentication.options.js';
import { SealedCookie } from './sealed-cookie.js';

const TEN_MINUTES = 600;

/** What comes back with somebody who signed in. */
export interface SignInState {
  /** Path of this server to go on with. */
  readonly returnTo: string;
}

/** Keeps state and PKCE verifier of a sign-in in the browser, sealed, so that any replica can finish it. */
export class SignInStates {
  readonly #cookie: SealedCookie;

  constructor({ publicUrl, sessionSecret }: SignInOptions, clock: Clock) {
    const secure = new URL(publicUrl).protocol === 'https:';
    const name = 'fullstop_sign_in';
    const options = { name, secret: sessionSecret, lifetimeSeconds: TEN_MINUTES, path: '/login', secure };
    this.#cookie = new SealedCookie(options, clock);
  }

  /** As `passport-oauth2` wants it, for one request; it goes by the number of parameters. */
  storeFor(response: Response, returnTo: string): StateStore {
    const store = (_request: unknown, verifier: string, _state: unknown, _meta: unknown, done: Stored) => {
      const state = randomBytes(32).toString('base64url');
      this.#cookie.write(response, { state, verifier, returnTo }).then(() => done(null, state), done);
    };
    const verify = (request: ApiRequest, state: string, _meta: unknown, done: Verified) => {
      this.#take(request, response).then((kept) => {
        const { verifier } = kept ?? {};
        if (typeof verifier !== 'string' || kept?.state !== state) return done(null, false, UNKNOWN);
        done(null, verifier, { returnTo: kept.returnTo });
      }, done);
    };
    // Its types know nothing of PKCE.
    return { store, verify } as unknown as StateStore;
  }

  /** What was kept; good for one try. */
  async #take(request: ApiRequest, response: Response): Promise<JWTPayload | undefined> {
    const kept = await this.#cookie.read(request);
    this.#cookie.clear(response);
    return kept;
  }
}

type Stored = (error: unknown, state?: string) => void;
type Verified = (error: unknown, verifier?: string | false, info?: unknown) => void;

const UNKNOWN = { message: 'This sign-in was not started in this browser, or more than ten minutes ago.' };
