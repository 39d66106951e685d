import type { KeyFilter } from '@fullstop/cloudtrail';
import type { EventSelector } from '@fullstop/core';
import type { Config } from './config.schema.js';

/** Which log objects the service reads: those that are configured, and in which something subscribed to can be. */
export function keyFilterOf({ ingest }: Config, subscribed: EventSelector): KeyFilter {
  const { accounts, excludedAccounts, regions, excludedRegions, from, to } = ingest.filter;
  return {
    accounts: { include: accounts, exclude: excludedAccounts },
    regions: { include: regions, exclude: excludedRegions },
    ...(from !== undefined && { from: new Date(from) }),
    ...(to !== undefined && { to: new Date(to) }),
    subscribed,
  };
}
