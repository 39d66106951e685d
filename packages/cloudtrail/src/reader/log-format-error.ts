import { FullstopError } from '@fullstop/core';

/**
 * What can be wrong with the bytes of a log object:
 * `LOG_EMPTY` nothing but white space, `LOG_TRUNCATED` it ends too early, `LOG_TRAILING_GARBAGE` bytes after the last
 * gzip member, `LOG_CORRUPT` gzip data or checksum are wrong, `LOG_NOT_JSON` the text is no JSON,
 * `LOG_WITHOUT_RECORDS` no list named `Records`, `LOG_TOO_LARGE` a limit on its size.
 */
export type LogFormatCode =
  | 'LOG_EMPTY'
  | 'LOG_TRUNCATED'
  | 'LOG_TRAILING_GARBAGE'
  | 'LOG_CORRUPT'
  | 'LOG_NOT_JSON'
  | 'LOG_WITHOUT_RECORDS'
  | 'LOG_TOO_LARGE';

/** A log object is not what it should be. A reader reports it and does not throw it; it does not know the object's name. */
export class LogFormatError extends FullstopError {
  declare readonly code: LogFormatCode;

  constructor(code: LogFormatCode, problem: string, options?: ErrorOptions) {
    super(code, `${problem} ${REMEDIES[code]}`, options);
  }
}

const REMEDIES: Readonly<Record<LogFormatCode, string>> = {
  LOG_EMPTY: 'Check whether the delivery or the copy was cut off; an empty object can be deleted.',
  LOG_TRUNCATED: 'Fetch or copy it again; if it stays short, the rest of its records is lost.',
  LOG_TRAILING_GARBAGE: 'All records were read; find out what wrote to the object after CloudTrail did.',
  LOG_CORRUPT: "Fetch or copy it again, and compare its checksum with CloudTrail's digest file.",
  LOG_NOT_JSON: 'Check that the object is a CloudTrail log; what comes after this place was not read.',
  LOG_WITHOUT_RECORDS: 'Check that the object is a CloudTrail log, or exclude its name.',
  LOG_TOO_LARGE:
    'Raise maxCompressedBytes or maxDecompressedBytes if the object is to be trusted; what comes after it was not read.',
};
