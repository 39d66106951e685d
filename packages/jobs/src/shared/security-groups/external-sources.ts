import type { IpPermission } from '@aws-sdk/client-ec2';
import { type IpRange, isWithin, parseIpRange } from './ip-ranges.js';

/** Ranges of the prefix lists that permissions name, by id. */
export type PrefixLists = ReadonlyMap<string, readonly string[]>;

/** Where a permission lets traffic in from, as texts in order. */
export interface Sources {
  /** From the internet: ranges as they stand, prefix lists as `pl-1 (198.51.100.0/24, …)`. */
  readonly external: string[];
  /** From within: private ranges, security groups, prefix lists of private ranges. */
  readonly internal: string[];
}

// Lists can have a thousand entries; a few say what it is about.
const MAX_SHOWN_ENTRIES = 3;

/**
 * Tells the sources of a permission apart. A range is external unless all of it is internal.
 * @throws {FullstopError} `INVALID_IP_RANGE`
 */
export function sourcesOf(
  permission: IpPermission,
  internalRanges: readonly IpRange[],
  prefixLists: PrefixLists,
): Sources {
  const { IpRanges = [], Ipv6Ranges = [], PrefixListIds = [], UserIdGroupPairs = [] } = permission;
  const isExternal = (range: string): boolean => !isWithin(parseIpRange(range), internalRanges);
  const ranges = [
    ...IpRanges.flatMap(({ CidrIp }) => CidrIp ?? []),
    ...Ipv6Ranges.flatMap(({ CidrIpv6 }) => CidrIpv6 ?? []),
  ];
  const lists = PrefixListIds.flatMap(({ PrefixListId }) => PrefixListId ?? []).map((id) => ({
    id,
    external: (prefixLists.get(id) ?? []).filter(isExternal),
  }));
  const groups = UserIdGroupPairs.flatMap(({ GroupId }) => GroupId ?? []);
  return {
    external: [
      ...ranges.filter(isExternal).sort(),
      ...lists
        .filter(({ external }) => external.length > 0)
        .map(listText)
        .sort(),
    ],
    internal: [
      ...ranges.filter((range) => !isExternal(range)),
      ...lists.filter(({ external }) => external.length === 0).map(({ id }) => id),
      ...groups,
    ].sort(),
  };
}

function listText({ id, external }: { id: string; external: readonly string[] }): string {
  const shown = [...external].sort().slice(0, MAX_SHOWN_ENTRIES);
  const rest = external.length - shown.length;
  return `${id} (${shown.join(', ')}${rest > 0 ? ` and ${rest} more` : ''})`;
}
