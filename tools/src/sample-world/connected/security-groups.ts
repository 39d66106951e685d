import type { JsonObject } from '@fullstop/core';
import type { RuleWorld, SecurityGroupWorld } from '../../aws-server/index.js';

/** A security group: as EC2 has it, and as it must be archived. */
export interface SecurityGroupPair {
  readonly world: SecurityGroupWorld;
  readonly archived: JsonObject;
}

const EVERYTHING_OUT: RuleWorld = { protocol: '-1', ipv4: ['0.0.0.0/0'] };
const ARCHIVED_OUT = permission({ ipProtocol: '-1', ipv4Ranges: [{ cidrIp: '0.0.0.0/0' }] });
const HTTPS = { ipProtocol: 'tcp', fromPort: 443, toPort: 443 };

/** Where a group is. */
export interface GroupPlace {
  readonly groupId: string;
  readonly vpcId: string;
  readonly region: string;
  readonly accountId: string;
}

/** A group for web servers: addresses of both kinds, and a prefix list. */
export function webGroup(place: GroupPlace): SecurityGroupPair {
  return pair(
    place,
    'shop-web',
    [
      { protocol: 'tcp', fromPort: 443, toPort: 443, ipv4: ['0.0.0.0/0'], ipv6: ['::/0'] },
      { protocol: 'tcp', fromPort: 8080, toPort: 8090, prefixListIds: ['pl-6da54004'] },
    ],
    [
      permission({ ...HTTPS, ipv4Ranges: [{ cidrIp: '0.0.0.0/0' }], ipv6Ranges: [{ cidrIpv6: '::/0' }] }),
      permission({
        ipProtocol: 'tcp',
        fromPort: 8080,
        toPort: 8090,
        prefixListIds: [{ prefixListId: 'pl-6da54004' }],
      }),
    ],
  );
}

/** The same group later: IPv6 is shut, SSH is open. */
export function changedWebGroup(place: GroupPlace): SecurityGroupPair {
  return pair(
    place,
    'shop-web',
    [
      { protocol: 'tcp', fromPort: 22, toPort: 22, ipv4: ['0.0.0.0/0'] },
      { protocol: 'tcp', fromPort: 443, toPort: 443, ipv4: ['0.0.0.0/0'] },
      { protocol: 'tcp', fromPort: 8080, toPort: 8090, prefixListIds: ['pl-6da54004'] },
    ],
    [
      permission({ ipProtocol: 'tcp', fromPort: 22, toPort: 22, ipv4Ranges: [{ cidrIp: '0.0.0.0/0' }] }),
      permission({ ...HTTPS, ipv4Ranges: [{ cidrIp: '0.0.0.0/0' }] }),
      permission({
        ipProtocol: 'tcp',
        fromPort: 8080,
        toPort: 8090,
        prefixListIds: [{ prefixListId: 'pl-6da54004' }],
      }),
    ],
  );
}

/** What became different between {@link webGroup} and {@link changedWebGroup}. */
export const WEB_GROUP_CHANGES = {
  added: ['in tcp 22 from 0.0.0.0/0'],
  removed: ['in tcp 443 from ::/0'],
};

/** A group that another group may reach. */
export function innerGroup(place: GroupPlace, fromGroupId: string): SecurityGroupPair {
  return pair(
    place,
    'shop-inner',
    [{ protocol: 'tcp', fromPort: 5432, toPort: 5432, groupIds: [fromGroupId] }],
    [
      permission({
        ipProtocol: 'tcp',
        fromPort: 5432,
        toPort: 5432,
        userIdGroupPairs: [{ groupId: fromGroupId, userId: place.accountId }],
      }),
    ],
  );
}

function pair(
  { groupId, vpcId, region, accountId }: GroupPlace,
  groupName: string,
  ingress: readonly RuleWorld[],
  ipPermissions: JsonObject[],
): SecurityGroupPair {
  const texts = { groupId, groupName, description: `${groupName} of the sample world`, vpcId };
  const tags = { team: 'platform' };
  return {
    world: { ...texts, region, ingress, egress: [EVERYTHING_OUT], tags },
    archived: {
      ...texts,
      ownerId: accountId,
      tags: [{ key: 'team', value: 'platform' }],
      ipPermissions,
      ipPermissionsEgress: [ARCHIVED_OUT],
    },
  };
}

function permission(members: JsonObject): JsonObject {
  return { ipv4Ranges: [], ipv6Ranges: [], prefixListIds: [], userIdGroupPairs: [], ...members };
}
