import type { JsonObject } from '@fullstop/core';
import type { SubnetFacts } from '@fullstop/ec2';

/** Details of a violation about a public subnet. Texts are empty where nobody told. */
export function subnetMetaInfo(subnet: SubnetFacts): JsonObject {
  const { subnetId, vpcId, routeTableId, internetRoutes, publicAddresses } = subnet;
  return {
    subnet_id: subnetId,
    vpc_id: vpcId ?? '',
    route_table_id: routeTableId,
    // A VPC has at most one internet gateway, so all routes name the same.
    gateway_id: internetRoutes[0]?.gatewayId ?? '',
    destinations: internetRoutes.map(({ destination }) => destination),
    public_ip: publicAddresses?.[0] ?? '',
    public_address: publicAddressState(publicAddresses),
  };
}

// An empty `public_ip` alone would read as "none" also when it only is too early to tell.
function publicAddressState(addresses: readonly string[] | undefined): 'present' | 'none' | 'not-told' {
  if (addresses === undefined) return 'not-told';
  return addresses.length > 0 ? 'present' : 'none';
}
