import type { IpPermission, SecurityGroup, SecurityGroupFacts } from '@fullstop/ec2';

/** What a permission of a test allows; everything else is empty. */
export function aPermission(overrides: Partial<IpPermission>): IpPermission {
  const nobody = { ipv4Ranges: [], ipv6Ranges: [], prefixListIds: [], userIdGroupPairs: [] };
  return { ipProtocol: 'tcp', fromPort: 443, toPort: 443, ...nobody, ...overrides };
}

/** A group whose incoming rules are these. */
export function aGroup(groupId: string, ...ipPermissions: readonly IpPermission[]): SecurityGroup {
  const ipPermissionsEgress = [
    { ...aPermission({ ipProtocol: '-1', ipv4Ranges: [{ cidrIp: '0.0.0.0/0' }] }) },
  ].map(({ fromPort: _from, toPort: _to, ...all }) => all);
  return {
    groupId,
    groupName: `name of ${groupId}`,
    description: 'a group',
    ownerId: '111122223333',
    vpcId: 'vpc-1',
    tags: [{ key: 'team', value: 'shop' }],
    ipPermissions,
    ipPermissionsEgress,
  };
}

/** HTTPS from an address. */
export function from(cidrIp: string): IpPermission {
  return aPermission({ ipv4Ranges: [{ cidrIp }] });
}

/** The facts about groups that all exist. */
export function groups(...securityGroups: readonly SecurityGroup[]): SecurityGroupFacts {
  return { securityGroups, missingGroupIds: [] };
}
