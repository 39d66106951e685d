import type { ScanProblemKind } from './scan-problem.js';

/** A body that cannot be read to its end: damaged, too large, or no log. Records before that have been handed out. */
export class LogScanError extends Error {
  override readonly name = 'LogScanError';
  readonly code: ScanProblemKind | 'not-a-log';

  constructor(code: ScanProblemKind | 'not-a-log', message: string, options?: ErrorOptions) {
    super(message, options);
    this.code = code;
  }
}
