import { readFileSync } from 'node:fs';
import { ChoicesError } from './choices-error.js';

/** A CloudTrail record, as `fullstop record` cuts it out of a log file. */
export interface RecordedEvent {
  readonly eventSource: string;
  readonly eventName: string;
  readonly requestParameters: Readonly<Record<string, unknown>>;
  /** The whole record. */
  readonly record: Readonly<Record<string, unknown>>;
}

/**
 * Reads a file that holds one record.
 * @throws {ChoicesError} naming the file, when it cannot be read, or holds something else or a call that failed.
 */
export function readRecordedEvent(file: string): RecordedEvent {
  const record = parsed(file);
  const { eventSource, eventName, requestParameters, errorCode } = record;
  if (typeof eventSource !== 'string' || typeof eventName !== 'string') {
    throw new ChoicesError(`${file} is no CloudTrail record: it has no eventSource and eventName.`);
  }
  if (errorCode !== undefined) {
    throw new ChoicesError(
      `${file} is a call that failed (${String(errorCode)}), and plugins look at calls that did something.`,
    );
  }
  return {
    eventSource,
    eventName,
    requestParameters: isObject(requestParameters) ? requestParameters : {},
    record,
  };
}

function parsed(file: string): Record<string, unknown> {
  try {
    const content: unknown = JSON.parse(readFileSync(file, 'utf8'));
    return isObject(content) ? content : {};
  } catch (cause) {
    const reason = cause instanceof Error ? cause.message : String(cause);
    throw new ChoicesError(`${file} cannot be read as JSON: ${reason}`, { cause });
  }
}

function isObject(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
