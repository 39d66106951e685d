import { type CanActivate, type ExecutionContext, Inject, Injectable } from '@nestjs/common';
import { Reflector } from '@nestjs/core';
import { OAuthError } from '../../errors/oauth-error.js';
import { API_OPTIONS, type ApiOptions } from '../../server/api-options.js';
import { ALLOWED_TEAM, PUBLIC, SCOPES } from '../access.decorators.js';
import { AllowedTeams } from '../allowed-teams.js';
import type { ApiRequest } from '../api-request.js';
import { acceptedRealms } from '../authentication.options.js';
import type { Caller } from '../caller.js';
import { everybodyMayRead } from '../read-policy.js';
import { isUnsafe } from '../unsafe-method.js';

/** Lets callers do what the route asks of them: realm, scopes, reading, team; before anything else of the request is looked at. */
@Injectable()
export class AuthorisationGuard implements CanActivate {
  readonly #realms: readonly string[];
  readonly #mayRead: (caller: Caller) => boolean;
  readonly #teams: AllowedTeams;
  readonly #reflector: Reflector;

  constructor(@Inject(API_OPTIONS) options: unknown, teams: AllowedTeams, reflector: Reflector) {
    const { authentication, mayRead = everybodyMayRead } = options as ApiOptions;
    this.#realms = acceptedRealms(authentication);
    this.#mayRead = mayRead;
    this.#teams = teams;
    this.#reflector = reflector;
  }

  async canActivate(context: ExecutionContext): Promise<boolean> {
    const { caller, method } = context.switchToHttp().getRequest<ApiRequest>();
    const asked = <T>(key: string) =>
      this.#reflector.getAllAndOverride<T | undefined>(key, [context.getHandler(), context.getClass()]);
    if (asked<boolean>(PUBLIC) === true || caller?.isLocal === true) return true;
    if (caller === undefined) throw new OAuthError('unauthorized', 'Full authentication is required.');

    this.#requireRealm(caller);
    requireScopes(caller, asked<readonly string[]>(SCOPES) ?? []);
    if (!isUnsafe(method) && !this.#mayRead(caller)) {
      throw new OAuthError('access_denied', `${caller.uid} may not read here.`);
    }
    if (asked<boolean>(ALLOWED_TEAM) === true) await this.#teams.requireMember(caller);
    return true;
  }

  #requireRealm({ realm }: Caller): void {
    if (this.#realms.includes(realm)) return;
    throw new OAuthError('insufficient_realm', 'The realm of this token may not call here.', {
      realm: this.#realms.join(' '),
    });
  }
}

function requireScopes({ scopes }: Caller, required: readonly string[]): void {
  if (required.every((scope) => scopes.has(scope))) return;
  throw new OAuthError('insufficient_scope', 'The token lacks a scope.', { scope: required.join(' ') });
}
