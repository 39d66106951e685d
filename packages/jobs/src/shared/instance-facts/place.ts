import type { ScanTarget } from '@fullstop/core';

/** A target in messages and as part of keys. */
export function nameOf({ accountId, region }: ScanTarget): string {
  return `${accountId}/${region}`;
}
