import type { EventSelector } from '@fullstop/core';
import { keyFactsOf, logFolderOf } from './key-facts.js';
import { occursIn } from './source-regions.js';

/** A choice among names: those of `include` (default: all) but those of `exclude`. A list is short for `include`. */
export type NameChoice =
  | readonly string[]
  | { readonly include?: readonly string[]; readonly exclude?: readonly string[] };

/** Which logs are wanted, by what their keys say. What a key does not say is not held against it. */
export interface KeyFilter {
  /** Logs that CloudTrail wrote in this minute or later. It writes up to hours after the events. */
  readonly from?: Date;
  /** Logs that CloudTrail wrote before this minute. */
  readonly to?: Date;
  /** Account ids, as keys have them. */
  readonly accounts?: NameChoice;
  /** Regions of the events. */
  readonly regions?: NameChoice;
  /** What somebody subscribed to. Logs in which nothing of it can be are not wanted. Default: anything. */
  readonly subscribed?: Pick<EventSelector, 'patterns'>;
}

/** Why a log is not wanted: its account, its region, its time, or that nothing subscribed to occurs in its region. */
export type UnwantedReason = 'unwanted-account' | 'unwanted-region' | 'unwanted-time' | 'unwanted-source';

const MINUTE_MS = 60_000;
const DAY_MS = 24 * 60 * MINUTE_MS;

/** Whether a log is wanted. */
export function wantsKey(key: string, filter: KeyFilter): boolean {
  return whyUnwanted(key, filter) === undefined;
}

/** Why a log is not wanted; nothing when it is. Asks nobody. */
export function whyUnwanted(key: string, filter: KeyFilter): UnwantedReason | undefined {
  const { account, region, minute } = keyFactsOf(key);
  if (!isChosen(account, filter.accounts)) return 'unwanted-account';
  if (!isChosen(region, filter.regions)) return 'unwanted-region';
  if (minute !== undefined && !overlaps(minute, minute + MINUTE_MS, filter)) return 'unwanted-time';
  return canHoldSubscribed(region, minute, filter) ? undefined : 'unwanted-source';
}

/**
 * The widest folder around a key of which nothing can be wanted, with its last `/`; `undefined` when there is none.
 * Only folders in CloudTrail's own layout are judged.
 */
export function unwantedFolderOf(key: string, filter: KeyFilter): string | undefined {
  const folder = logFolderOf(key);
  if (!folder) return undefined;
  if (!isChosen(folder.account.name, filter.accounts)) return folder.account.path;
  if (!isChosen(folder.region?.name, filter.regions)) return folder.region?.path;
  // A day more on both sides: a log written around midnight may lie in its neighbour's folder.
  return folder.periods.find(({ begins, ends }) => !overlaps(begins - DAY_MS, ends + DAY_MS, filter))?.path;
}

function isChosen(name: string | undefined, choice: NameChoice = {}): boolean {
  if (name === undefined) return true;
  const { include, exclude = [] } = isList(choice) ? { include: choice } : choice;
  return (include === undefined || include.includes(name)) && !exclude.includes(name);
}

// `Array.isArray` does not know lists that are readonly.
function isList(choice: NameChoice): choice is readonly string[] {
  return Array.isArray(choice);
}

function overlaps(begins: number, ends: number, { from, to }: KeyFilter): boolean {
  return (from === undefined || ends > from.getTime()) && (to === undefined || begins < to.getTime());
}

function canHoldSubscribed(
  region: string | undefined,
  minute: number | undefined,
  { subscribed }: KeyFilter,
): boolean {
  if (subscribed === undefined || region === undefined || minute === undefined) return true;
  return subscribed.patterns.some(({ source }) => source === undefined || occursIn(source, region, minute));
}
