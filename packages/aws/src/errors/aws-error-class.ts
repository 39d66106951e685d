/**
 * What a failed AWS call means.
 * - `not-found`: AWS says that the thing does not exist. The only class that may count as knowledge.
 * - `denied`: not allowed, or not with these credentials, or the region is not enabled for the account.
 * - `throttled`: too many calls. `unavailable`: AWS or the way to it does not work just now.
 * - `invalid`: AWS did not understand the call. `unknown`: anything else, also errors that are not AWS's.
 */
export type AwsErrorClass = 'not-found' | 'denied' | 'throttled' | 'unavailable' | 'invalid' | 'unknown';

/** What of an error tells its class: the SDK's fields, Node's `code`, ours. */
interface ErrorTraits {
  /** Codes in the order in which they are believed. */
  readonly codes: readonly string[];
  readonly status: number | undefined;
  readonly retryable: boolean;
  readonly throttling: boolean;
}

type Rule = readonly [AwsErrorClass, (code: string) => boolean];

const THROTTLED =
  /throttl|^(?:Request|Bandwidth)?LimitExceeded|^TooManyRequests|^SlowDown$|^PriorRequestNotComplete$|ThroughputExceeded/i;
const DENIED = new Set([
  'AccessDenied',
  'AccessDeniedException',
  'AccessDeniedFault',
  'AllAccessDisabled',
  'ASSUME_ROLE_DENIED',
  'AuthFailure',
  'AuthorizationError',
  'AuthorizationErrorException',
  'Blocked',
  'Forbidden',
  'ForbiddenException',
  'IncompleteSignature',
  'InvalidAccessKeyId',
  'InvalidClientTokenId',
  'InvalidSignatureException',
  'MissingAuthenticationToken',
  'NotAuthorized',
  'OptInRequired',
  'PendingVerification',
  'RegionDisabledException',
  'SignatureDoesNotMatch',
  'UnauthorizedAccess',
  'UnauthorizedException',
  'UnauthorizedOperation',
  'UnrecognizedClientException',
]);
const UNAVAILABLE = new Set([
  'ACCOUNT_CREDENTIALS',
  'AbortError',
  'AWS_CALL_TIMEOUT',
  'AWS_CLIENTS_CLOSED',
  'CredentialsProviderError',
  'ExpiredToken',
  'ExpiredTokenException',
  'InternalError',
  'InternalFailure',
  'InternalServerError',
  'RequestExpired',
  'RequestTimeout',
  'RequestTimeoutException',
  'ServiceUnavailable',
  'ServiceUnavailableException',
  'TimeoutError',
  'Unavailable',
  // Of Node:
  'EAI_AGAIN',
  'ECONNABORTED',
  'ECONNREFUSED',
  'ECONNRESET',
  'EHOSTUNREACH',
  'ENETUNREACH',
  'ENOTFOUND',
  'EPIPE',
  'ETIMEDOUT',
]);
// EC2 says Invalid…ID.NotFound, IAM NoSuchEntity, most others …NotFoundException; SQS and CloudFormation have their own.
const NOT_FOUND =
  /NotFound(?:Exception|Fault|Error)?$|^NoSuch|(?:^|\.)NonExistent|DoesNotExist|^InvalidAMIID\.Unavailable$/;
const INVALID =
  /^Invalid|Malformed|Validation|^Missing|^Unknown(?:Parameter|Operation)|^Unsupported|SerializationException/;

const RULES: readonly Rule[] = [
  ['throttled', (code) => THROTTLED.test(code)],
  ['denied', (code) => DENIED.has(code)],
  ['unavailable', (code) => UNAVAILABLE.has(code)],
  // Before INVALID, because EC2 begins all of these with "Invalid".
  ['not-found', (code) => NOT_FOUND.test(code)],
  ['invalid', (code) => INVALID.test(code)],
];

// Far more than errors are nested; ends a cycle.
const MAX_DEPTH = 8;

/** Classifies anything that a call to AWS threw, by its code, HTTP status and, if those say nothing, its `cause`. */
export function classifyAwsError(error: unknown): AwsErrorClass {
  let current = error;
  for (let depth = 0; depth < MAX_DEPTH && isObject(current); depth += 1) {
    const found = classOf(traitsOf(current));
    // Our wrapper says only "no credentials"; why not is in its cause.
    const wrapsReason = current.code === 'ACCOUNT_CREDENTIALS' && isObject(current.cause);
    if (found && !wrapsReason) return found;
    if (current.cause === undefined) return found ?? 'unknown';
    current = current.cause;
  }
  return 'unknown';
}

/** The code AWS gave an error, such as `InvalidAMIID.NotFound`; `undefined` for what is no error of AWS. */
export function findAwsErrorCode(error: unknown): string | undefined {
  if (!isObject(error) || !isObject(error.$metadata)) return undefined;
  return traitsOf(error).codes[0];
}

function classOf({ codes, status, retryable, throttling }: ErrorTraits): AwsErrorClass | undefined {
  if (throttling || status === 429) return 'throttled';
  for (const code of codes) {
    const rule = RULES.find(([, matches]) => matches(code));
    if (rule) return rule[0];
  }
  if (status === 401 || status === 403) return 'denied';
  // A bare 404 may come from a proxy or a wrong endpoint, so it is no proof of absence.
  if (retryable || (status !== undefined && status >= 500)) return 'unavailable';
  return status !== undefined && status >= 400 && status !== 404 ? 'invalid' : undefined;
}

function traitsOf(error: Record<string, unknown>): ErrorTraits {
  const metadata = isObject(error.$metadata) ? error.$metadata : {};
  const retryable = isObject(error.$retryable) ? error.$retryable : undefined;
  // `name` is what the SDK made of the answer; services differ in which of the others they fill.
  const codes = [error.name, error.Code, error.code].filter((code) => typeof code === 'string');
  return {
    codes: codes.filter((code) => code !== 'Error' && code !== 'Unknown'),
    status: typeof metadata.httpStatusCode === 'number' ? metadata.httpStatusCode : undefined,
    retryable: retryable !== undefined,
    throttling: retryable?.throttling === true,
  };
}

function isObject(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null;
}
