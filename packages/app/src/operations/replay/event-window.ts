import type { CloudTrailEvent } from '@fullstop/core';

/** Which events are meant. What is not given is not restricted. */
export interface EventWindow {
  /** First event time that counts. */
  readonly from?: Date;
  /** First event time that does not count any more. */
  readonly to?: Date;
  readonly accounts?: readonly string[];
  readonly regions?: readonly string[];
}

/** Whether an event is in the window. */
export function isInWindow({ from, to, accounts, regions }: EventWindow, event: CloudTrailEvent): boolean {
  if (from && event.eventTime < from) return false;
  if (to && event.eventTime >= to) return false;
  if (accounts && !accounts.includes(event.accountId)) return false;
  return !regions || regions.includes(event.awsRegion);
}

/** CloudTrail delivers most events within minutes; a day is what it may take. */
const LATEST_DELIVERY_MS = 24 * 60 * 60 * 1000;

/**
 * The window for names of log files: it never leaves out a file with a wanted event. Accounts and regions are left to the
 * events, since a file can hold events of another account or region than its name says.
 */
export function fileWindowOf({ from, to }: EventWindow): { from?: Date; to?: Date } {
  return { from, to: to && new Date(to.getTime() + LATEST_DELIVERY_MS) };
}
