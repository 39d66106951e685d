/* What makes clients. An entry of its own: STS, S3 and the credential chain are to be loaded only by who asks AWS. */
export { S3Buckets, type S3BucketsOptions } from './buckets/s3-buckets.js';
export { ClientProvider, type ClientProviderOptions } from './clients/client-provider.js';
export { SharedHttpHandler, type SharedHttpHandlerOptions } from './clients/shared-http-handler.js';
export { AccountCredentials } from './credentials/account-credentials.js';
export type {
  AccountCredentialsOptions,
  AssumeRoleReport,
} from './credentials/account-credentials.options.js';
