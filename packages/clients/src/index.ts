export type { CacheOptions } from './cache/lookup-cache.js';
export * from './errors/errors.js';
export type { CircuitReport, CircuitState } from './http/circuit.js';
export type { HttpOptions } from './http/http.options.js';
export { JsonClient, type JsonClientOptions, type JsonRequest } from './http/json-client.js';
export { type ImageReference, parseImageReference } from './image-reference/parse-image-reference.js';
export { isPlausibleToken } from './incoming-token.js';
export { KIO, type Kio, type KioApplication } from './kio/kio.js';
export { KioClient, type KioClientOptions } from './kio/kio-client.js';
export {
  PIER_ONE,
  type PierOne,
  type PierOneRegistry,
  type PierOneTag,
  type ScmSource,
} from './pierone/pierone.js';
export { PierOneClients, type PierOneClientsOptions } from './pierone/pierone-clients.js';
export { storableText } from './storable/storable-text.js';
export { type AwsAccount, TEAM_SERVICE, type TeamService } from './teams/team-service.js';
export { TeamServiceClient, type TeamServiceClientOptions } from './teams/team-service-client.js';
export { FixedTokens } from './tokens/fixed-tokens.js';
export { MountedTokens } from './tokens/mounted-tokens.js';
export {
  type PasswordGrantOptions,
  PasswordGrantTokens,
  type TokenConfiguration,
} from './tokens/password-grant-tokens.js';
export { DEFAULT_TOKENS, ServiceTokens, type ServiceTokensOptions } from './tokens/service-tokens.js';
export { TOKEN_SOURCE, type TokenSource } from './tokens/token-source.js';
