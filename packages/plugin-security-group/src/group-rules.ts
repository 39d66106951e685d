import type { IpPermission, ReferencedGroup, SecurityGroup } from '@fullstop/ec2';

/**
 * Everything that a security group allows, a text for each protocol, port range and peer, such as
 * `in tcp 443 from 0.0.0.0/0` or `out all to ::/0`; sorted, each once. Descriptions do not belong to it.
 */
export function rulesOf({ ipPermissions, ipPermissionsEgress }: SecurityGroup): string[] {
  const rules = [
    ...ipPermissions.flatMap((permission) => rulesIn('in', 'from', permission)),
    ...ipPermissionsEgress.flatMap((permission) => rulesIn('out', 'to', permission)),
  ];
  return [...new Set(rules)].sort();
}

function rulesIn(direction: 'in' | 'out', word: 'from' | 'to', permission: IpPermission): string[] {
  const traffic = trafficOf(permission);
  return peersOf(permission).map((peer) => `${direction} ${traffic} ${word} ${peer}`);
}

function trafficOf({ ipProtocol, fromPort, toPort }: IpPermission): string {
  if (ipProtocol === '-1') return 'all';
  // EC2 says -1 for all types of ICMP.
  if (fromPort === undefined || fromPort === -1) return ipProtocol;
  if (ipProtocol.startsWith('icmp')) {
    return `${ipProtocol} type ${fromPort}${toPort === undefined || toPort === -1 ? '' : ` code ${toPort}`}`;
  }
  return `${ipProtocol} ${toPort === undefined || toPort === fromPort ? fromPort : `${fromPort}-${toPort}`}`;
}

function peersOf(permission: IpPermission): string[] {
  return [
    ...permission.ipv4Ranges.map(({ cidrIp }) => cidrIp),
    ...permission.ipv6Ranges.map(({ cidrIpv6 }) => cidrIpv6),
    ...permission.prefixListIds.map(({ prefixListId }) => prefixListId),
    ...permission.userIdGroupPairs.map(groupText),
  ];
}

function groupText({ groupId, groupName, userId, vpcPeeringConnectionId }: ReferencedGroup): string {
  const account = userId === undefined ? '' : ` of ${userId}`;
  const peering = vpcPeeringConnectionId === undefined ? '' : ` through ${vpcPeeringConnectionId}`;
  return `${groupId ?? groupName ?? 'a group'}${account}${peering}`;
}
