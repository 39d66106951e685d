import { type ExecutionContext, Inject, Injectable } from '@nestjs/common';
import { Reflector } from '@nestjs/core';
import { AuthGuard } from '@nestjs/passport';
import passport from 'passport';
import { OAuthError } from '../../errors/oauth-error.js';
import { PUBLIC } from '../access.decorators.js';
import { ACCESS, type Access } from '../access.js';
import type { ApiRequest } from '../api-request.js';
import { LOCAL_CALLER } from '../caller.js';
import { BearerStrategy } from './bearer.strategy.js';
import { SessionStrategy } from './session.strategy.js';

const BEARER = new BearerStrategy();
const SESSION = new SessionStrategy();

/** Finds out who calls, and refuses nobody's requests to everything that does not say that it is public. */
@Injectable()
export class AuthenticationGuard extends AuthGuard([BEARER.name, SESSION.name]) {
  readonly #access: Access;
  readonly #reflector: Reflector;

  constructor(@Inject(ACCESS) access: unknown, reflector: Reflector) {
    super();
    passport.use(BEARER);
    passport.use(SESSION);
    this.#access = access as Access;
    this.#reflector = reflector;
  }

  override async canActivate(context: ExecutionContext): Promise<boolean> {
    if (this.#access.tokens !== undefined) return (await super.canActivate(context)) === true;
    context.switchToHttp().getRequest<ApiRequest>().caller = LOCAL_CALLER;
    return true;
  }

  override getAuthenticateOptions(): object {
    const { tokens, sessions } = this.#access;
    return { session: false, property: 'caller', tokens, sessions };
  }

  override handleRequest<T>(error: unknown, caller: T | false, _info: unknown, context: ExecutionContext): T {
    if (error) throw error;
    if (caller) return caller;
    const isPublic = this.#reflector.getAllAndOverride<unknown>(PUBLIC, [
      context.getHandler(),
      context.getClass(),
    ]);
    // Without a caller, nothing is set on the request.
    if (isPublic === true) return undefined as T;
    throw new OAuthError('unauthorized', 'Full authentication is required: send a bearer token.');
  }
}
