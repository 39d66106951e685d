import { applyDecorators, createParamDecorator, type ExecutionContext, SetMetadata } from '@nestjs/common';
import { ApiExtension } from '../openapi/swagger.js';
import type { Caller } from './caller.js';

/** What a route asks of its caller, beside a valid token of an accepted realm. */
export const PUBLIC = 'fullstop:public';
export const SCOPES = 'fullstop:scopes';
export const ALLOWED_TEAM = 'fullstop:allowed-team';

/** Open to everybody, without a token. Everything that does not say so needs one. */
export const Public = (): MethodDecorator & ClassDecorator => SetMetadata(PUBLIC, true);

/** Only for tokens that have all of these scopes. */
export const RequiresScopes = (...scopes: readonly string[]): MethodDecorator & ClassDecorator =>
  applyDecorators(SetMetadata(SCOPES, scopes), ApiExtension('x-required-scopes', scopes));

/** Only for members of a team that may edit whitelisting rules. */
export const RequiresAllowedTeam = (): MethodDecorator & ClassDecorator => SetMetadata(ALLOWED_TEAM, true);

/** The caller, as a parameter of a controller's method. */
export const CurrentCaller = createParamDecorator((_: unknown, context: ExecutionContext): Caller => {
  const { caller } = context.switchToHttp().getRequest<{ caller?: Caller }>();
  // The guard sets it on every route that is not public; without it the route itself is wrong.
  if (caller === undefined) throw new Error('A public route asked for its caller');
  return caller;
});
