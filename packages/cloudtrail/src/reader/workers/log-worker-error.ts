import { messageOf, RetryableError } from '@fullstop/core';

/** The thread that read a file ended in the middle of it. The file can be read again, by another thread. */
export class LogWorkerError extends RetryableError {
  constructor(path: string, cause: unknown) {
    super(
      'LOG_WORKER_ENDED',
      `The thread that read ${path} ended: ${messageOf(cause)}. Read the file again; if that does not help, read it ` +
        'without threads (--workers 0).',
      { cause },
    );
  }
}
