import { FullstopError } from '@fullstop/core';

/** An old database cannot be imported as it is; the message says what stands in the way and what to do. */
export class LegacyImportError extends FullstopError {
  constructor(problem: string, options?: ErrorOptions) {
    super('LEGACY_IMPORT', problem, options);
  }
}
