/** Fields of a log line beside its message; the well-known ones have these names. */
export interface LogFields {
  readonly sqs_message_id?: string;
  readonly s3_bucket?: string;
  readonly s3_key?: string;
  readonly record_index?: number;
  readonly event_id?: string;
  readonly account_id?: string;
  readonly region?: string;
  readonly plugin?: string;
  readonly job?: string;
  /** What was thrown. */
  readonly err?: unknown;
  readonly [name: string]: unknown;
}

/** Takes log lines. Never give it user data, tokens, or addresses with credentials. */
export interface Logger {
  debug(fields: LogFields, message: string): void;
  info(fields: LogFields, message: string): void;
  warn(fields: LogFields, message: string): void;
  error(fields: LogFields, message: string): void;
}

/** Token of the {@link Logger}. */
export const LOGGER = Symbol.for('@fullstop/core:logger');

/** Says nothing. */
export const silentLogger: Logger = { debug() {}, info() {}, warn() {}, error() {} };
