import type { LogObjectId } from '@fullstop/core';
import type { KeyOrigin } from '../objects/object-name.js';

/** A log file or log object that can be read. */
export interface LogObject extends KeyOrigin {
  readonly id: LogObjectId;
  /** Size as it is stored, in bytes; absent when the source does not know it. */
  readonly sizeBytes?: number;
  /** Opens the object for one reading, when the first piece is asked for. The pieces throw what the source throws. */
  open(): AsyncIterable<Uint8Array>;
}
