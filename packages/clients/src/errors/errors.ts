import { FullstopError, RetryableError } from '@fullstop/core';

/**
 * Why a service could not be asked:
 *
 * - `time-out`: no answer within the time limit, all attempts and waiting included
 * - `network`: no connection, or it broke
 * - `server-error`: a 5xx answer
 * - `throttled`: 408, 425 or 429
 * - `circuit-open`: not asked, since the calls before failed
 * - `no-token`: there is no token to ask with
 * - `unusable-answer`: a redirect, no JSON, too long, or not of the expected shape
 */
export type UnavailableReason =
  | 'time-out'
  | 'network'
  | 'server-error'
  | 'throttled'
  | 'circuit-open'
  | 'no-token'
  | 'unusable-answer';

/** What is known about a call that failed beside its reason. */
export interface UnavailableDetails extends ErrorOptions {
  /** HTTP status, where there was an answer. */
  readonly status?: number;
  /** What the answer's `Retry-After` asks for, in seconds. */
  readonly retryAfterSeconds?: number;
}

/**
 * A service around Fullstop could not tell: nothing is known, later may work. The REST API answers 503 for it. The
 * message names the service and the path, never a token, a query or what the service sent.
 */
export class DependencyUnavailableError extends RetryableError {
  /** Name of the service, such as `kio` or `pierone registry.example.org`. */
  readonly dependency: string;
  readonly reason: UnavailableReason;
  readonly status: number | undefined;
  readonly retryAfterSeconds: number | undefined;

  constructor(
    dependency: string,
    reason: UnavailableReason,
    problem: string,
    details: UnavailableDetails = {},
  ) {
    super(
      'DEPENDENCY_UNAVAILABLE',
      `${dependency} could not be asked (${reason}): ${problem}. Later may work; if it lasts, check the service, its ` +
        'address in the configuration, and the way there.',
      'cause' in details ? { cause: details.cause } : undefined,
    );
    this.dependency = dependency;
    this.reason = reason;
    this.status = details.status;
    this.retryAfterSeconds = details.retryAfterSeconds;
  }
}

// Rights and addresses can be mended, so what the service would have told is unknown. Other refusals are about the request.
const MENDABLE: ReadonlySet<number> = new Set([401, 403, 404]);

/**
 * A service refused a request with a 4xx. `retryable` for 401, 403 and 404 (a 404 gets here only where it is not an
 * answer): the fact is unknown. Permanent for others, such as 400. Never opens the circuit.
 */
export class DependencyRequestError extends FullstopError {
  /** Name of the service, such as `kio`. */
  readonly dependency: string;
  readonly status: number;
  /** How the plugin host recognises that later may work. */
  readonly retryable: boolean;

  constructor(dependency: string, request: string, status: number) {
    super(
      'DEPENDENCY_REQUEST',
      `${dependency} refused ${request} with ${status}. ${
        MENDABLE.has(status)
          ? "Check the service's token, its rights there, and the address in the configuration."
          : 'The same request will be refused again.'
      }`,
    );
    this.dependency = dependency;
    this.status = status;
    this.retryable = MENDABLE.has(status);
  }
}

/** Something that cannot be asked for, such as a blank user id. No call was made. Permanent. */
export class ClientArgumentError extends FullstopError {
  constructor(problem: string) {
    super('CLIENT_ARGUMENT', `${problem}. No call was made.`);
  }
}

/** The options of this package cannot be used. Names every problem at once, and no secret. Permanent. */
export class ClientOptionsError extends FullstopError {
  readonly problems: readonly string[];

  constructor(problems: readonly string[]) {
    super('CLIENT_OPTIONS', ['Clients cannot start:', ...problems.map((line) => `  - ${line}`)].join('\n'));
    this.problems = problems;
  }
}

/** There is no usable token under an id: missing, expired, or not to be read. Later may work. */
export class TokenUnavailableError extends RetryableError {
  readonly tokenId: string;

  constructor(tokenId: string, problem: string, remedy: string, options?: ErrorOptions) {
    super('TOKEN_UNAVAILABLE', `Token "${tokenId}" is not available: ${problem}. ${remedy}`, options);
    this.tokenId = tokenId;
  }
}
