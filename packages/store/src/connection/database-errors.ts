import { FullstopError, messageOf, RetryableError } from '@fullstop/core';
import { QueryFailedError, QueryRunnerAlreadyReleasedError } from 'typeorm';

/** The database cannot be reached, or is too busy. What was tried left no trace and may be tried again. */
export class DatabaseUnavailableError extends RetryableError {
  constructor(reason: string, options?: ErrorOptions) {
    super(
      'DATABASE_UNAVAILABLE',
      `The database is not available: ${reason}. It is worth another try later; see that the server runs and can be reached.`,
      options,
    );
  }
}

/** The database cannot be used as configured; trying again does not help. */
export class DatabaseConfigError extends FullstopError {
  constructor(problem: string, options?: ErrorOptions) {
    super('DATABASE_CONFIG', problem, options);
  }
}

/** A newer version of Fullstop has changed the schema; this one must not use it. */
export class DatabaseNewerError extends FullstopError {
  /** Migrations that this version does not know, oldest first. */
  readonly unknownMigrations: readonly string[];

  constructor(description: string, unknownMigrations: readonly string[], newestKnown: string) {
    super(
      'DATABASE_NEWER',
      `The ${description} was changed by a newer version of Fullstop: its schema has ${unknownMigrations.join(', ')}; the ` +
        `newest change that this version knows is ${newestKnown}. Run the newer version, or restore the backup from before ` +
        'the upgrade.',
    );
    this.unknownMigrations = unknownMigrations;
  }
}

/** Another process, or this one, has the embedded database open. */
export class DatabaseLockedError extends FullstopError {
  /** Process that has it open. */
  readonly pid: number;

  constructor(problem: string, pid: number, options?: ErrorOptions) {
    super('DATABASE_LOCKED', problem, options);
    this.pid = pid;
  }
}

const NETWORK_CODES = new Set([
  'ECONNREFUSED',
  'ECONNRESET',
  'EPIPE',
  'ETIMEDOUT',
  'ENOTFOUND',
  'EAI_AGAIN',
  'EHOSTUNREACH',
  'ENETUNREACH',
  'ENETDOWN',
]);

// Classes 08 (connection) and 53 (resources); shutdown and start-up; read-only after a fail-over; cancelled; lock time-out.
const UNAVAILABLE_STATES = /^(08...|53...|57P0[123]|25006|57014|55P03)$/;
const CONFLICT_STATES = /^(40001|40P01)$/;
// pg gives these errors no code.
const CONNECTION_MESSAGES =
  /^(Connection terminated|timeout exceeded when trying to connect|Client (has|was) .*not queryable)/;

function codeOf(error: unknown): string {
  const cause: unknown = error instanceof QueryFailedError ? error.driverError : error;
  const code = typeof cause === 'object' && cause !== null && 'code' in cause ? cause.code : undefined;
  return typeof code === 'string' ? code : '';
}

/** Whether two transactions got in each other's way: repeating the transaction helps. */
export function isConflict(error: unknown): boolean {
  return CONFLICT_STATES.test(codeOf(error));
}

function isUnavailable(error: unknown): boolean {
  // TypeORM releases a query runner whose connection breaks between two statements.
  if (error instanceof QueryRunnerAlreadyReleasedError) return true;
  const code = codeOf(error);
  if (NETWORK_CODES.has(code) || UNAVAILABLE_STATES.test(code)) return true;
  return code === '' && CONNECTION_MESSAGES.test(messageOf(error));
}

/** What callers see of a database error: retryable when later may work, else as it came. */
export function asStoreError(error: unknown): unknown {
  if (!isUnavailable(error) && !isConflict(error)) return error;
  // An AggregateError (several addresses tried) has no message of its own.
  return new DatabaseUnavailableError(messageOf(error) || codeOf(error), { cause: error });
}
