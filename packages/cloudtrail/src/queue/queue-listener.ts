import type { Logger } from '@fullstop/core';
import type { ObjectReport } from '../ingest/object-processor.js';
import type { AnnouncedObject, IgnoredReason } from '../notifications/notification.js';
import type { UnwantedReason } from '../objects/key-filter.js';
import type { ObjectClass } from '../objects/object-name.js';
import type { Failure } from './failure.js';
import type { QueueMessage } from './queue-message.js';

/** Why an object is skipped: what it is instead of a log, or why the filter does not want it. */
export type SkipReason = Exclude<ObjectClass, 'log'> | UnwantedReason;

/** Is told what happens with messages and their objects, to count it. What it throws is logged and changes nothing. */
export interface QueueListener {
  onReceived?(message: QueueMessage): void;
  /** The visibility of a message in work was extended. */
  onExtended?(message: QueueMessage): void;
  onDeleted?(message: QueueMessage): void;
  onRetried?(message: QueueMessage, failure: Failure, delaySeconds: number): void;
  /** Copied to the dead-letter queue; told before it is deleted. */
  onDeadLettered?(message: QueueMessage, failure: Failure): void;
  /** A poison message that stays in the queue, since there is no dead-letter queue or it did not take it. */
  onKept?(message: QueueMessage, failure: Failure): void;
  /** Given back untouched, or half done, because the work stops. */
  onReleased?(message: QueueMessage): void;
  /** Somebody else has the message now. */
  onLost?(message: QueueMessage): void;
  /** SQS did not take a deletion or a new visibility; the message comes again. */
  onSettleFailed?(message: QueueMessage, error: unknown): void;
  /** A message that announces nothing. */
  onIgnored?(message: QueueMessage, reason: IgnoredReason): void;
  /** An object that is no log, or a log that is not wanted; it was not fetched and is done. */
  onSkipped?(object: AnnouncedObject, reason: SkipReason): void;
  onObjectProcessed?(object: AnnouncedObject, report: ObjectReport): void;
  onObjectFailed?(object: AnnouncedObject, failure: Failure): void;
  /** @param consecutive how many polls in a row have failed, this one included. */
  onPollFailed?(error: unknown, consecutive: number): void;
}

/** Tells a listener something. Never throws. */
export type Tell = (call: (listener: QueueListener) => void) => void;

/** How to tell a listener, if there is one. */
export function tellerOf(listener: QueueListener | undefined, logger: Logger): Tell {
  return (call) => {
    if (!listener) return;
    try {
      call(listener);
    } catch (err) {
      logger.error({ err }, 'A listener to the queue failed. The work goes on; figures may be missing.');
    }
  };
}
