import { type Action, filtersOf, inRegion, listOf, Refusal } from './call.js';
import { ec2Reply } from './query-protocol.js';
import type { RouteTableWorld, RouteWorld, RuleWorld, SecurityGroupWorld } from './world.js';
import type { XmlValue } from './xml.js';

/** By ids, or with the filters `subnet-id`, `vpc-id`. */
export const describeSubnets: Action = (account, call) => {
  const filters = filtersOf(call.params);
  const ids = listOf(call.params, 'SubnetId');
  const all = inRegion(account.subnets, call);
  const missing = ids.find((id) => !all.some(({ subnetId }) => subnetId === id));
  if (missing !== undefined) {
    throw new Refusal('InvalidSubnetID.NotFound', `The subnet ID '${missing}' does not exist`);
  }
  const found = all.filter(
    ({ subnetId, vpcId }) =>
      (ids.length === 0 || ids.includes(subnetId)) &&
      (filters.get('subnet-id')?.includes(subnetId) ?? true) &&
      (filters.get('vpc-id')?.includes(vpcId) ?? true),
  );
  const item = found.map(({ subnetId, vpcId, cidrBlock, mapPublicIpOnLaunch }) => {
    return { subnetId, vpcId, cidrBlock, mapPublicIpOnLaunch };
  });
  return ec2Reply(call, { subnetSet: { item } });
};

/** Filters `association.subnet-id`, `association.main`, `vpc-id`. The first one finds explicit associations only. */
export const describeRouteTables: Action = (account, call) => {
  const filters = filtersOf(call.params);
  const found = inRegion(account.routeTables, call).filter(
    ({ subnetIds = [], main = false, vpcId }) =>
      (filters.get('association.subnet-id')?.some((id) => subnetIds.includes(id)) ?? true) &&
      (filters.get('association.main')?.includes(String(main)) ?? true) &&
      (filters.get('vpc-id')?.includes(vpcId) ?? true),
  );
  return ec2Reply(call, { routeTableSet: { item: found.map(routeTableXml) } });
};

/** By ids, of which each must exist, or with the filter `group-id`; pages by `MaxResults`. */
export const describeSecurityGroups: Action = (account, call) => {
  const ids = listOf(call.params, 'GroupId');
  const filter = filtersOf(call.params).get('group-id');
  const all = inRegion(account.securityGroups, call);
  const missing = ids.find((id) => !all.some(({ groupId }) => groupId === id));
  if (missing !== undefined) {
    throw new Refusal('InvalidGroup.NotFound', `The security group '${missing}' does not exist`);
  }
  const found = all.filter(
    ({ groupId }) => (ids.length === 0 || ids.includes(groupId)) && (filter?.includes(groupId) ?? true),
  );
  const start = Number(call.params.get('NextToken') ?? 0);
  const end = start + Math.min(account.pageSize ?? 1000, Number(call.params.get('MaxResults') ?? 1000));
  return ec2Reply(call, {
    securityGroupInfo: { item: found.slice(start, end).map((each) => groupXml(each, call.accountId)) },
    nextToken: end < found.length ? String(end) : undefined,
  });
};

function routeTableXml({
  routeTableId,
  vpcId,
  main,
  subnetIds = [],
  routes = [],
}: RouteTableWorld): XmlValue {
  const association = (routeTableAssociationId: string, rest: { main: boolean; subnetId?: string }) => {
    return { routeTableAssociationId, routeTableId, ...rest, associationState: { state: 'associated' } };
  };
  return {
    routeTableId,
    vpcId,
    routeSet: { item: routes.map(routeXml) },
    associationSet: {
      item: [
        ...(main ? [association(`rtbassoc-${routeTableId}`, { main: true })] : []),
        ...subnetIds.map((subnetId) => association(`rtbassoc-${subnetId}`, { main: false, subnetId })),
      ],
    },
  };
}

function routeXml({ destination, target, state = 'active' }: RouteWorld): XmlValue {
  return { ...destinationXml(destination), ...targetXml(target), state, origin: 'CreateRoute' };
}

function destinationXml(destination: string) {
  if (destination.startsWith('pl-')) return { destinationPrefixListId: destination };
  return destination.includes(':')
    ? { destinationIpv6CidrBlock: destination }
    : { destinationCidrBlock: destination };
}

function targetXml(target: string) {
  if (target.startsWith('nat-')) return { natGatewayId: target };
  if (target.startsWith('eigw-')) return { egressOnlyInternetGatewayId: target };
  if (target.startsWith('tgw-')) return { transitGatewayId: target };
  if (target.startsWith('pcx-')) return { vpcPeeringConnectionId: target };
  if (target.startsWith('eni-')) return { networkInterfaceId: target };
  return { gatewayId: target };
}

function groupXml(group: SecurityGroupWorld, ownerId: string): XmlValue {
  const { groupId, groupName = groupId, description = groupId, vpcId, ingress, egress, tags = {} } = group;
  return {
    ownerId,
    groupId,
    groupName,
    groupDescription: description,
    vpcId,
    ipPermissions: { item: (ingress ?? []).map((rule) => ruleXml(rule, ownerId)) },
    ipPermissionsEgress: { item: (egress ?? []).map((rule) => ruleXml(rule, ownerId)) },
    tagSet: { item: Object.entries(tags).map(([key, value]) => ({ key, value })) },
  };
}

function ruleXml({ protocol, fromPort, toPort, ...to }: RuleWorld, userId: string): XmlValue {
  return {
    ipProtocol: protocol,
    fromPort,
    toPort,
    groups: { item: (to.groupIds ?? []).map((groupId) => ({ userId, groupId })) },
    ipRanges: { item: (to.ipv4 ?? []).map((cidrIp) => ({ cidrIp })) },
    ipv6Ranges: { item: (to.ipv6 ?? []).map((cidrIpv6) => ({ cidrIpv6 })) },
    prefixListIds: { item: (to.prefixListIds ?? []).map((prefixListId) => ({ prefixListId })) },
  };
}
