export { S3Buckets } from './buckets/s3-buckets.js';
export {
  AWS_CLIENTS,
  type AwsClientClass,
  type AwsClientSettings,
  type AwsClients,
} from './clients/aws-clients.js';
export type { AwsClient } from './clients/bound-calls.js';
export { ClientProvider, type ClientProviderOptions } from './clients/client-provider.js';
export { SharedHttpHandler, type SharedHttpHandlerOptions } from './clients/shared-http-handler.js';
export { AccountCredentials } from './credentials/account-credentials.js';
export type {
  AccountCredentialsOptions,
  AssumeRoleReport,
} from './credentials/account-credentials.options.js';
export type { AwsCredentials, AwsCredentialsProvider } from './credentials/aws-credentials.js';
export { partitionOf, type RoleOfAccount, roleArnOf } from './credentials/role-arn.js';
export { type AwsErrorClass, classifyAwsError, findAwsErrorCode } from './errors/aws-error-class.js';
export * from './errors/aws-errors.js';
export { factFrom } from './errors/fact-from.js';
