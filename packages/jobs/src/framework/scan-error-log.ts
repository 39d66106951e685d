import { classifyAwsError, findAwsErrorCode } from '@fullstop/aws';
import { type Clock, type LogFields, type Logger, messageOf } from '@fullstop/core';

/** Where something went wrong. */
export interface ErrorPlace {
  readonly job: string;
  readonly accountId: string;
  /** Absent when the account as a whole is meant. */
  readonly region?: string;
  /** Resource that could not be looked at. */
  readonly resource?: string;
}

const HOUR_MILLISECONDS = 3_600_000;
// Far more than errors are nested; ends a cycle.
const MAX_DEPTH = 8;
/** Errors of getting into an account. Ours, because our clients wrap those of STS. */
const CREDENTIALS = new Set(['ASSUME_ROLE_DENIED', 'ACCOUNT_CREDENTIALS']);

/**
 * Logs what goes wrong while accounts are scanned, each kind with its level. Never throws, whatever was thrown. That a role
 * is denied is said once an hour for each account.
 */
export class ScanErrorLog {
  readonly #deniedAt = new Map<string, number>();

  constructor(
    private readonly logger: Logger,
    private readonly clock: Clock,
  ) {}

  log(error: unknown, place: ErrorPlace): void {
    try {
      this.#log(error, place);
    } catch (problem) {
      // Errors with getters that throw, for instance: even those must not end a run.
      this.logger.error(
        fieldsOf(place),
        `Something failed that cannot even be described: ${messageOf(problem)}`,
      );
    }
  }

  #log(error: unknown, place: ErrorPlace): void {
    const fields = fieldsOf(place);
    const where = `${place.accountId}${place.region === undefined ? '' : ` in ${place.region}`}`;
    const what = `Job ${place.job}, ${place.resource === undefined ? where : `${place.resource} of ${where}`}`;
    if (classifyAwsError(error) === 'throttled') {
      this.logger.warn({ ...fields, error_code: findAwsErrorCode(error) }, `${what}: throttled by AWS`);
      return;
    }
    const code = credentialsCodeOf(error);
    if (code === undefined) {
      this.logger.error({ ...fields, err: error }, `${what}: ${messageOf(error)}`);
      return;
    }
    if (code === 'ASSUME_ROLE_DENIED' && this.#isKnownDenial(place.accountId)) return;
    this.logger.warn({ ...fields, error_code: code }, `${what}: ${messageOf(error)}`);
  }

  #isKnownDenial(accountId: string): boolean {
    const now = this.clock.now().getTime();
    const last = this.#deniedAt.get(accountId);
    if (last !== undefined && now - last < HOUR_MILLISECONDS) return true;
    this.#deniedAt.set(accountId, now);
    return false;
  }
}

function fieldsOf({ job, accountId, region, resource }: ErrorPlace): LogFields {
  return {
    job,
    account_id: accountId,
    ...(region !== undefined && { region }),
    ...(resource !== undefined && { resource }),
  };
}

/** The code of a failure to get into an account, also when somebody wrapped it. */
function credentialsCodeOf(error: unknown): string | undefined {
  let current = error;
  for (let depth = 0; depth < MAX_DEPTH && typeof current === 'object' && current !== null; depth += 1) {
    if ('code' in current && typeof current.code === 'string' && CREDENTIALS.has(current.code))
      return current.code;
    current = 'cause' in current ? current.cause : undefined;
  }
  return undefined;
}
