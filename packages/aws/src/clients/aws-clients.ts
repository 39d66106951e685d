import type { NodeHttpHandler } from '@smithy/node-http-handler';
import type { AwsCredentialsProvider } from '../credentials/aws-credentials.js';
import type { AwsClient } from './bound-calls.js';

/** What a client is made with. */
export interface AwsClientSettings {
  readonly region: string;
  readonly credentials: AwsCredentialsProvider;
  readonly requestHandler: NodeHttpHandler;
  readonly retryMode: 'adaptive';
  readonly maxAttempts: number;
}

/** A client class of the AWS SDK version 3, such as `EC2Client`. */
export type AwsClientClass<Client extends AwsClient> = new (settings: AwsClientSettings) => Client;

/** Gives clients of any AWS service, in any account that has the role. */
export interface AwsClients {
  /**
   * The client for a service in an account and region; asks nobody until its first call. The same object for the same
   * arguments, as long as it is among the recently used ones. It may be kept, and must not be destroyed.
   *
   * Its calls reject with {@link AssumeRoleDeniedError} or another `RetryableError` when there are no credentials or no
   * answer in time, with the SDK's own errors otherwise; wrap them in `factFrom` to get that right.
   * @param accountId twelve digits.
   * @param region passed on as it is, so that new regions need no update.
   * @throws {InvalidAccountIdError} when the account id is not twelve digits.
   */
  client<Client extends AwsClient>(type: AwsClientClass<Client>, accountId: string, region: string): Client;
}

/** Token of the {@link AwsClients}. */
export const AWS_CLIENTS = Symbol.for('@fullstop/aws:clients');
