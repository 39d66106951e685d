import type { Instance as Ec2Instance } from '@aws-sdk/client-ec2';
import { type InstanceItem, objectsAt, textAt } from '@fullstop/core';

/**
 * Addresses of an instance that are reachable from outside, IPv4 first; all IPv6 addresses of a VPC are. `undefined` when
 * there is no word of any: the answer to a launch comes before EC2 has given out addresses.
 */
export function publicAddressesOf(
  { item }: InstanceItem,
  description: Ec2Instance | undefined,
): readonly string[] | undefined {
  const interfaces = objectsAt(item, 'networkInterfaceSet', 'items');
  const told = [
    textAt(item, 'publicIpAddress') ?? textAt(item, 'ipAddress'),
    ...interfaces.map((each) => textAt(each, 'association', 'publicIp')),
    ...(description ? ipv4Of(description) : []),
    ...interfaces.flatMap((each) => objectsAt(each, 'ipv6AddressesSet', 'items')).map(ipv6Of),
    ...(description ? ipv6AddressesOf(description) : []),
  ];
  const addresses = [...new Set(told.filter((address) => address !== undefined))];
  return addresses.length > 0 || description?.State?.Name === 'running' ? addresses : undefined;
}

function ipv6Of(address: unknown): string | undefined {
  return textAt(address, 'ipv6Address');
}

function ipv4Of({ PublicIpAddress, NetworkInterfaces = [] }: Ec2Instance): (string | undefined)[] {
  return [PublicIpAddress, ...NetworkInterfaces.map(({ Association }) => Association?.PublicIp)];
}

function ipv6AddressesOf({ NetworkInterfaces = [] }: Ec2Instance): (string | undefined)[] {
  return NetworkInterfaces.flatMap(({ Ipv6Addresses = [] }) => Ipv6Addresses).map(
    ({ Ipv6Address }) => Ipv6Address,
  );
}
