import type { IpPermission, SecurityGroup } from '@aws-sdk/client-ec2';
import { type PrefixLists, type Sources, sourcesOf } from './external-sources.js';
import type { IpRange } from './ip-ranges.js';
import { portsText, protocolOf } from './permission.js';

/** A permission that lets the internet in. */
export type OffendingRule = {
  readonly protocol: string;
  /** `null` for all ports, and for protocols without ports. */
  readonly from_port: number | null;
  readonly to_port: number | null;
  readonly external_sources: string[];
  readonly internal_sources: string[];
};

/** A group and its permissions that let the internet in. */
export type OffendingGroup = {
  readonly group_name: string;
  /** Such as `tcp 0-65535 from 0.0.0.0/0, ::/0`; external sources only, in order. */
  readonly offending_rules: string[];
  /** The same permissions in parts, in the same order. */
  readonly rules: OffendingRule[];
};

/** Offending groups by id. */
export type OffendingGroups = Record<string, OffendingGroup>;

/** What else there is to know to judge a permission. */
export interface Surroundings {
  readonly internalRanges: readonly IpRange[];
  readonly prefixLists: PrefixLists;
}

/**
 * The groups with permissions that fit and have an external source, in order of their ids.
 * @param fits whether a permission opens what it must not.
 * @throws {FullstopError} `INVALID_IP_RANGE`
 */
export function offendingGroups(
  groups: readonly SecurityGroup[],
  fits: (permission: IpPermission) => boolean,
  { internalRanges, prefixLists }: Surroundings,
): OffendingGroups {
  const found: OffendingGroups = {};
  for (const { GroupId = '', GroupName = '', IpPermissions = [] } of groups.toSorted(byId)) {
    const described = IpPermissions.filter(fits)
      .map((permission) => describe(permission, sourcesOf(permission, internalRanges, prefixLists)))
      .filter(({ rule }) => rule.external_sources.length > 0)
      .sort((left, right) => compare(left.text, right.text));
    if (described.length === 0) continue;
    found[GroupId] = {
      group_name: GroupName,
      offending_rules: described.map(({ text }) => text),
      rules: described.map(({ rule }) => rule),
    };
  }
  return found;
}

/** Whether there is none. */
export function areNone(groups: OffendingGroups): boolean {
  return Object.keys(groups).length === 0;
}

function describe(permission: IpPermission, { external, internal }: Sources) {
  const what = [protocolOf(permission), portsText(permission)].filter((part) => part !== '').join(' ');
  const rule: OffendingRule = {
    protocol: protocolOf(permission),
    from_port: permission.FromPort ?? null,
    to_port: permission.ToPort ?? null,
    external_sources: external,
    internal_sources: internal,
  };
  return { text: `${what} from ${external.join(', ')}`, rule };
}

function byId(left: SecurityGroup, right: SecurityGroup): number {
  return compare(left.GroupId ?? '', right.GroupId ?? '');
}

function compare(left: string, right: string): number {
  return left < right ? -1 : Number(left > right);
}
