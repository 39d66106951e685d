/** Credentials of AWS, in the shape that every version 3 SDK client takes. Never log them. */
export interface AwsCredentials {
  readonly accessKeyId: string;
  readonly secretAccessKey: string;
  readonly sessionToken?: string;
  /** When they stop working; `undefined` for credentials that do not expire. */
  readonly expiration?: Date;
}

/** Gives credentials that are valid now. Assignable to the SDK's `AwsCredentialIdentityProvider`. */
export type AwsCredentialsProvider = () => Promise<AwsCredentials>;
