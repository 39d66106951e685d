import type { SecurityGroup as SdkGroup, IpPermission as SdkPermission } from '@aws-sdk/client-ec2';
import type { IpPermission, SecurityGroup } from '../facts/security-group-facts.js';

/** A security group without the SDK's and AWS's incidental order. */
export function securityGroupOf(group: SdkGroup): SecurityGroup {
  return {
    groupId: group.GroupId ?? '',
    groupName: group.GroupName,
    description: group.Description,
    ownerId: group.OwnerId,
    vpcId: group.VpcId,
    tags: sorted((group.Tags ?? []).map(({ Key = '', Value = '' }) => ({ key: Key, value: Value }))),
    ipPermissions: sorted((group.IpPermissions ?? []).map(permissionOf)),
    ipPermissionsEgress: sorted((group.IpPermissionsEgress ?? []).map(permissionOf)),
  };
}

function permissionOf(permission: SdkPermission): IpPermission {
  const { IpRanges = [], Ipv6Ranges = [], PrefixListIds = [], UserIdGroupPairs = [] } = permission;
  return {
    ipProtocol: permission.IpProtocol ?? '',
    fromPort: permission.FromPort,
    toPort: permission.ToPort,
    ipv4Ranges: sorted(
      IpRanges.map((range) => ({ cidrIp: range.CidrIp ?? '', description: range.Description })),
    ),
    ipv6Ranges: sorted(
      Ipv6Ranges.map((range) => ({ cidrIpv6: range.CidrIpv6 ?? '', description: range.Description })),
    ),
    prefixListIds: sorted(
      PrefixListIds.map((list) => ({ prefixListId: list.PrefixListId ?? '', description: list.Description })),
    ),
    userIdGroupPairs: sorted(
      UserIdGroupPairs.map((pair) => ({
        groupId: pair.GroupId,
        groupName: pair.GroupName,
        userId: pair.UserId,
        vpcId: pair.VpcId,
        vpcPeeringConnectionId: pair.VpcPeeringConnectionId,
        peeringStatus: pair.PeeringStatus,
        description: pair.Description,
      })),
    ),
  };
}

/** By their JSON texts. */
function sorted<T>(things: readonly T[]): readonly T[] {
  const texts = things.map((thing): [string, T] => [JSON.stringify(thing), thing]);
  return texts
    .sort(([left], [right]) => (left < right ? -1 : Number(left > right)))
    .map(([, thing]) => thing);
}
