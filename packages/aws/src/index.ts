/* What plugins and everybody else need. What makes clients is in `@fullstop/aws/clients`: it takes 0.2 seconds to load. */
export {
  AWS_CLIENTS,
  type AwsClientClass,
  type AwsClientSettings,
  type AwsClients,
} from './clients/aws-clients.js';
export type { AwsClient } from './clients/bound-calls.js';
export type { AwsCredentials, AwsCredentialsProvider } from './credentials/aws-credentials.js';
export { partitionOf, type RoleOfAccount, roleArnOf } from './credentials/role-arn.js';
export { type AwsErrorClass, classifyAwsError, findAwsErrorCode } from './errors/aws-error-class.js';
export * from './errors/aws-errors.js';
export { factFrom } from './errors/fact-from.js';
