import { keyFactsOf, logFolderOf } from './key-facts.js';

/** Which logs are wanted, by what their keys say. What a key does not say is not held against it. */
export interface KeyFilter {
  /** Logs that CloudTrail wrote in this minute or later. It writes up to hours after the events. */
  readonly from?: Date;
  /** Logs that CloudTrail wrote before this minute. */
  readonly to?: Date;
  /** Account ids, as keys have them. */
  readonly accounts?: readonly string[];
  /** Regions of the events. */
  readonly regions?: readonly string[];
}

const MINUTE_MS = 60_000;
const DAY_MS = 24 * 60 * MINUTE_MS;

/** Whether an object is wanted. */
export function wantsKey(key: string, filter: KeyFilter): boolean {
  const { account, region, minute } = keyFactsOf(key);
  return (
    isAmong(account, filter.accounts) &&
    isAmong(region, filter.regions) &&
    overlaps(minute, minute === undefined ? undefined : minute + MINUTE_MS, filter)
  );
}

/**
 * The widest folder around a key of which nothing can be wanted, with its last `/`; `undefined` when there is none.
 * Only folders in CloudTrail's own layout are judged.
 */
export function unwantedFolderOf(key: string, filter: KeyFilter): string | undefined {
  const folder = logFolderOf(key);
  if (!folder) return undefined;
  if (!isAmong(folder.account.name, filter.accounts)) return folder.account.path;
  if (!isAmong(folder.region?.name, filter.regions)) return folder.region?.path;
  // A day more on both sides: a log written around midnight may lie in its neighbour's folder.
  return folder.periods.find(({ begins, ends }) => !overlaps(begins - DAY_MS, ends + DAY_MS, filter))?.path;
}

function isAmong(name: string | undefined, wanted: readonly string[] | undefined): boolean {
  return name === undefined || wanted === undefined || wanted.includes(name);
}

function overlaps(begins: number | undefined, ends: number | undefined, { from, to }: KeyFilter): boolean {
  if (begins === undefined || ends === undefined) return true;
  return (from === undefined || ends > from.getTime()) && (to === undefined || begins < to.getTime());
}
