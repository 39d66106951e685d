import type { LogFormatCode, LogFormatError } from '../reader/log-format-error.js';
import type { ReadReport } from '../reader/log-reader.js';
import type { Failure } from './failure.js';

// A download that broke off looks like this, and what the reader says beside it may be a consequence.
const WORTH_ANOTHER_DOWNLOAD: ReadonlySet<LogFormatCode> = new Set(['LOG_TRUNCATED', 'LOG_CORRUPT']);

/**
 * The failure that an object is which could not be read to its end. What may be the fault of the download is tried once
 * more, with the next receive of the message.
 */
export function incompleteLogFailure(
  { problems }: Pick<ReadReport, 'problems'>,
  place: { readonly bucket: string; readonly key: string },
  receiveCount: number,
): Failure {
  const doubtful = problems.find(({ code }) => WORTH_ANOTHER_DOWNLOAD.has(code));
  const problem: LogFormatError | undefined = doubtful ?? problems[0];
  return {
    failureClass: doubtful && receiveCount <= 1 ? 'transient' : 'permanent',
    code: problem?.code ?? 'LOG_INCOMPLETE',
    message: `${place.bucket}/${place.key}: ${problem?.message ?? 'not read to its end.'}`,
    error: problem,
    bucket: place.bucket,
    key: place.key,
  };
}
