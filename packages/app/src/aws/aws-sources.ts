import { createS3Clients, S3ObjectSource } from '@fullstop/cloudtrail/s3';
import type { Config } from '../config/config.schema.js';

/** Static credentials. */
export interface StaticCredentials {
  readonly accessKeyId: string;
  readonly secretAccessKey: string;
}

/** The static credentials of the configuration; without them, the SDK looks for its own. */
export function awsCredentialsOf({ aws: { accessKey, secretKey } }: Config): StaticCredentials | undefined {
  return accessKey && secretKey ? { accessKeyId: accessKey, secretAccessKey: secretKey } : undefined;
}

/** The S3 side of log objects, as configured. Asks nobody before it is used. */
export function s3SourceOf(config: Config): S3ObjectSource {
  const { region, requesterPays, deadlineSeconds, client } = config.s3;
  const clients = createS3Clients({ region, credentials: awsCredentialsOf(config) });
  return new S3ObjectSource(clients, { requesterPays, deadlineSeconds, client });
}
