import { FullstopError, messageOf, RetryableError } from '@fullstop/core';

/** What a request was about; goes into messages. `key` is absent when it was about the bucket. */
export interface S3Place {
  readonly bucket: string;
  readonly key?: string;
}

/**
 * Why an object, or a bucket, cannot be read, now and later: `OBJECT_NOT_FOUND`, `BUCKET_NOT_FOUND`,
 * `OBJECT_ACCESS_DENIED` (also a missing object, when listing is not allowed), `KMS_ACCESS_DENIED` (the key of an encrypted
 * object cannot be used), `OBJECT_ARCHIVED` (in a storage class that must be restored first), `S3_REQUEST_FAILED` (anything
 * else that another attempt does not change).
 */
export type S3ErrorCode =
  | 'OBJECT_NOT_FOUND'
  | 'BUCKET_NOT_FOUND'
  | 'OBJECT_ACCESS_DENIED'
  | 'KMS_ACCESS_DENIED'
  | 'OBJECT_ARCHIVED'
  | 'S3_REQUEST_FAILED';

/** S3 refused, and will refuse again until somebody changes something. `cause` is the SDK's error. */
export class S3AccessError extends FullstopError {
  declare readonly code: S3ErrorCode;

  constructor(code: S3ErrorCode, place: S3Place, options?: ErrorOptions) {
    const said = options?.cause === undefined ? '' : ` S3 said: ${reasonOf(options.cause)}.`;
    super(code, `${nameOf(place)} ${PROBLEMS[code]}${said} ${REMEDIES[code]}`, options);
  }
}

/**
 * `OBJECT_CHANGED`: the object is another version than the one asked for. Another reading of the same `LogObject` fails
 * again; find the object without an etag to read the version that is there now.
 */
export class S3ObjectChangedError extends RetryableError {
  constructor(place: S3Place, options?: ErrorOptions) {
    super(
      'OBJECT_CHANGED',
      `${nameOf(place)} was overwritten after its version became known. Find the object again and read what is there now.`,
      options,
    );
  }
}

/**
 * `S3_UNAVAILABLE`: throttling, a 5xx answer, a time-out, a broken connection, or credentials that have expired or cannot be
 * had. Nothing is wrong with the object.
 */
export class S3UnavailableError extends RetryableError {
  constructor(place: S3Place, problem: string, options?: ErrorOptions) {
    super(
      'S3_UNAVAILABLE',
      `${nameOf(place)} cannot be read for now: ${problem}. It is worth another try; if it lasts, check the network, the ` +
        "request rate, the machine's clock and its credentials.",
      options,
    );
  }
}

/** Any error of the AWS SDK, or of a connection, as one of ours. Errors that are ours already stay what they are. */
export function toS3Error(error: unknown, place: S3Place): FullstopError {
  if (error instanceof FullstopError) return error;
  const facts = factsOf(error);
  const options = { cause: error };
  if (isTransient(facts)) return new S3UnavailableError(place, reasonOf(error), options);
  if (facts.status === 412) return new S3ObjectChangedError(place, options);
  return new S3AccessError(codeOf(facts), place, options);
}

interface ErrorFacts {
  /** S3's error code; of connections, the name of the error's class. */
  readonly name: string;
  readonly message: string;
  /** HTTP status; absent when there was no answer. */
  readonly status: number | undefined;
  /** Code of the operating system or of Node. */
  readonly code: string | undefined;
}

const TRANSIENT_NAMES = new Set([
  'BandwidthLimitExceeded',
  'CredentialsProviderError',
  'ExpiredToken',
  'ExpiredTokenException',
  'InternalError',
  'OperationAborted',
  'RequestExpired',
  'RequestLimitExceeded',
  'RequestTimeTooSkewed',
  'RequestTimeout',
  'SlowDown',
  'TimeoutError',
  'TokenProviderError',
  'TokenRefreshRequired',
]);
/** How the SDK passes on an error of a connection that was made in another realm, such as Node's own in a `vm` context. */
const FOREIGN_REALM = /^AWS SDK error wrapper for (TimeoutError|Error): /;
const THROTTLED = /throttl|toomanyrequests/i;
/** Texts of denials that are about the key: the action or the name of a KMS resource, but no bucket that is named so. */
const ABOUT_KMS = /\bkms:|\bciphertext\b|KMS key/;

function isTransient({ name, message, status, code }: ErrorFacts): boolean {
  if (TRANSIENT_NAMES.has(name) || THROTTLED.test(name)) return true;
  if (status !== undefined) return status >= 500 || status === 429;
  if (FOREIGN_REALM.test(message)) return true;
  // Errors without an answer are those of the connection, but for mistakes in the call, which Node names ERR_.
  return code !== undefined && /^(?!ERR_)|^ERR_(TLS|SSL|STREAM_PREMATURE_CLOSE)/.test(code);
}

function codeOf({ name, message, status }: ErrorFacts): S3ErrorCode {
  if (name.startsWith('KMS.') || (status === 403 && ABOUT_KMS.test(message))) return 'KMS_ACCESS_DENIED';
  if (name === 'InvalidObjectState') return 'OBJECT_ARCHIVED';
  if (name === 'NoSuchBucket') return 'BUCKET_NOT_FOUND';
  if (status === 404) return 'OBJECT_NOT_FOUND';
  return status === 403 ? 'OBJECT_ACCESS_DENIED' : 'S3_REQUEST_FAILED';
}

function factsOf(error: unknown): ErrorFacts {
  return {
    name: textOf(error, 'name') ?? '',
    message: messageOf(error),
    status: statusOf(error),
    code: textOf(error, 'code'),
  };
}

function statusOf(error: unknown): number | undefined {
  const metadata: unknown = memberOf(error, '$metadata');
  const status = memberOf(metadata, 'httpStatusCode');
  return typeof status === 'number' ? status : undefined;
}

function textOf(error: unknown, name: string): string | undefined {
  const value = memberOf(error, name);
  return typeof value === 'string' ? value : undefined;
}

function memberOf(value: unknown, name: string): unknown {
  return typeof value === 'object' && value !== null ? Reflect.get(value, name) : undefined;
}

/** What is known of an error: HTTP status, S3's code or the system's, and what it says. */
function reasonOf(error: unknown): string {
  const { name, message, status, code = '' } = factsOf(error);
  const parts = [status === undefined ? '' : `HTTP ${status}`, name === 'Error' ? code : name, message];
  const told = parts.filter(
    (part, at) => part !== '' && parts.findIndex((other) => other.includes(part)) === at,
  );
  return told.join(', ').replace(/\.$/, '');
}

function nameOf({ bucket, key }: S3Place): string {
  return key === undefined ? `The bucket ${bucket}` : `s3://${bucket}/${key}`;
}

const PROBLEMS: Readonly<Record<S3ErrorCode, string>> = {
  OBJECT_NOT_FOUND: 'does not exist.',
  BUCKET_NOT_FOUND: 'is not there: the bucket does not exist.',
  OBJECT_ACCESS_DENIED: 'may not be read.',
  KMS_ACCESS_DENIED: 'is encrypted with a KMS key that may not be used.',
  OBJECT_ARCHIVED: 'is archived.',
  S3_REQUEST_FAILED: 'could not be read.',
};

const REMEDIES: Readonly<Record<S3ErrorCode, string>> = {
  OBJECT_NOT_FOUND:
    'Check whether a lifecycle rule deletes logs before they are read, and whether the key is right.',
  BUCKET_NOT_FOUND:
    'Check the name of the bucket and the account and partition that the credentials belong to.',
  OBJECT_ACCESS_DENIED:
    'Grant s3:GetObject on the objects and s3:ListBucket on the bucket, in the policies of both accounts; without ' +
    's3:ListBucket an object that does not exist looks the same. Who pays for requests needs requesterPays.',
  KMS_ACCESS_DENIED:
    'Grant kms:Decrypt on the key that the trail encrypts with, in its key policy and in the policy of the role, and ' +
    'check that the key is enabled.',
  OBJECT_ARCHIVED: 'Restore the object first, or leave out keys from before the archiving.',
  S3_REQUEST_FAILED: 'Find the error code in the S3 documentation; another attempt alone will not help.',
};
