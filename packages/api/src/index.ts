export type {
  AuthenticationOptions,
  IntrospectionAuthentication,
  NoAuthentication,
  OidcAuthentication,
  SignInOptions,
  TokenAuthentication,
  TokenInfoAuthentication,
} from './access/authentication.options.js';
export { describeApi } from './openapi/describe-api.js';
export type { ApiOptions } from './server/api-options.js';
export { type RunningApi, startApi } from './server/start-api.js';
export type { WebPage } from './server/web-page.js';
export type * from './wire.js';
