import type { IpPermission, SecurityGroup } from '@aws-sdk/client-ec2';
import type { AwsClients } from '@fullstop/aws';
import type { Clock, ScanTarget } from '@fullstop/core';
import { type OffendingGroups, offendingGroups } from './group-findings.js';
import { type IpRange, PRIVATE_RANGES, parseIpRange } from './ip-ranges.js';
import { opensOtherPort, opensUdpOnAllowedPorts } from './permission.js';
import { SecurityGroupDirectory } from './security-group-directory.js';

/** The groups of some resources, read for many of them at once. */
export type GroupsById = ReadonlyMap<string, SecurityGroup>;

/** What the groups of a resource let in from the internet. */
export interface GroupEvidence {
  /** On ports that are not allowed. */
  readonly groups: OffendingGroups;
  /** By UDP on allowed ports. */
  readonly udp: OffendingGroups;
}

/** Finds the rules of security groups that let the internet in. */
export class SecurityGroupCheck {
  readonly #directory: SecurityGroupDirectory;
  readonly #internalRanges: readonly IpRange[];

  /** @param internalRanges ranges that count as internal beside the private ones. */
  constructor(clients: AwsClients, clock: Clock, internalRanges: readonly string[]) {
    this.#directory = new SecurityGroupDirectory(clients, clock);
    this.#internalRanges = [...PRIVATE_RANGES, ...internalRanges].map(parseIpRange);
  }

  /** Reads groups. Asks nobody when there are none. @throws {FactUnavailableError} */
  async read(target: ScanTarget, groupIds: readonly string[], signal: AbortSignal): Promise<GroupsById> {
    const groups = await this.#directory.find(target, groupIds, signal);
    return new Map(groups.map((group) => [group.GroupId ?? '', group]));
  }

  /**
   * Those of a resource's groups with permissions that fit and have an external source. A group that was not read does
   * not exist any more.
   * @throws {FactUnavailableError} when a prefix list cannot be read.
   */
  async offending(
    target: ScanTarget,
    groupIds: readonly string[],
    groups: GroupsById,
    fits: (permission: IpPermission) => boolean,
    signal: AbortSignal,
  ): Promise<OffendingGroups> {
    const own = [...new Set(groupIds)].flatMap((id) => groups.get(id) ?? []);
    const prefixLists = await this.#directory.prefixListsOf(target, own.map(onlyFitting(fits)), signal);
    return offendingGroups(own, fits, { internalRanges: this.#internalRanges, prefixLists });
  }

  /** What a resource's groups let in beside TCP on allowed ports. @throws {FactUnavailableError} as {@link offending} */
  async evidence(
    target: ScanTarget,
    groupIds: readonly string[],
    groups: GroupsById,
    allowedPorts: readonly number[],
    signal: AbortSignal,
  ): Promise<GroupEvidence> {
    const opensOther = (permission: IpPermission) => opensOtherPort(permission, allowedPorts);
    const opensUdp = (permission: IpPermission) => opensUdpOnAllowedPorts(permission, allowedPorts);
    return {
      groups: await this.offending(target, groupIds, groups, opensOther, signal),
      udp: await this.offending(target, groupIds, groups, opensUdp, signal),
    };
  }
}

/** Prefix lists of other permissions need not be read. */
function onlyFitting(fits: (permission: IpPermission) => boolean): (group: SecurityGroup) => SecurityGroup {
  return ({ IpPermissions = [], ...group }) => ({ ...group, IpPermissions: IpPermissions.filter(fits) });
}
