import type { RecordedLifecycle } from '../effects/lifecycle-entry.js';
import type { CloudTrailEvent } from '../event/cloudtrail-event.js';
import type { Finding } from '../violation/finding.js';

/** What a plugin gets beside the event. */
export interface InspectionContext {
  /** Aborted when the check's time limit passes. Hand it to every outside call. */
  readonly signal: AbortSignal;
  /**
   * Notes something that happened in the life of an instance. Stored together with everything else that comes of the event;
   * noted again it stays one row.
   */
  recordLifecycle(entry: RecordedLifecycle): void;
}

/** Looks at events and returns what it finds. One instance serves all events, several at a time. */
export interface EventPlugin<Type extends string = string> {
  /**
   * Looks at one event that the plugin subscribed to.
   * @returns the findings; none when all is well.
   * @throws {RetryableError} when a fact could not be had: the check is tried again later. Anything else: a failed check.
   */
  inspect(
    event: CloudTrailEvent,
    context: InspectionContext,
  ): readonly Finding<Type>[] | Promise<readonly Finding<Type>[]>;
}
