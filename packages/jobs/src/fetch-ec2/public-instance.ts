import { EC2Client, type Filter, type Instance, paginateDescribeInstances } from '@aws-sdk/client-ec2';
import type { AwsClients } from '@fullstop/aws';
import type { ScanTarget } from '@fullstop/core';

/** A running instance with addresses of the internet. */
export interface PublicInstance {
  readonly instanceId: string;
  readonly imageId: string | undefined;
  /** Of all its network interfaces, the main one first. */
  readonly ipv4Addresses: readonly string[];
  readonly ipv6Addresses: readonly string[];
  /** Groups of all its network interfaces. */
  readonly groupIds: readonly string[];
}

const RUNNING: Filter = { Name: 'instance-state-name', Values: ['running'] };
const ADDRESS_FILTERS = [
  'ip-address',
  'network-interface.association.public-ip',
  'network-interface.ipv6-addresses.ipv6-address',
];
const PAGE_SIZE = 1000;

/** All running instances with an address of the internet, IPv4 or IPv6, each once. Rejects with the SDK's errors. */
export async function publicInstances(
  clients: AwsClients,
  { accountId, region }: ScanTarget,
  abortSignal: AbortSignal,
): Promise<PublicInstance[]> {
  const client = clients.client(EC2Client, accountId, region);
  const found = new Map<string, PublicInstance>();
  for (const Name of ADDRESS_FILTERS) {
    // EC2 applies filters to each page, so that the paginator has to repeat them; it does.
    const input = { Filters: [{ Name, Values: ['*'] }, RUNNING], IncludeManagedResources: true };
    for await (const page of paginateDescribeInstances({ client, pageSize: PAGE_SIZE }, input, {
      abortSignal,
    })) {
      for (const instance of page.Reservations?.flatMap(({ Instances = [] }) => Instances) ?? []) {
        const known = publicInstanceOf(instance);
        found.set(known.instanceId, known);
      }
    }
  }
  return [...found.values()];
}

function publicInstanceOf(instance: Instance): PublicInstance {
  const { NetworkInterfaces: interfaces = [], SecurityGroups: groups = [] } = instance;
  const secondary = interfaces.flatMap(({ Association, PrivateIpAddresses = [] }) => [
    Association?.PublicIp,
    ...PrivateIpAddresses.map((address) => address.Association?.PublicIp),
  ]);
  const ipv6 = interfaces.flatMap(({ Ipv6Addresses = [] }) =>
    Ipv6Addresses.map(({ Ipv6Address }) => Ipv6Address),
  );
  const allGroups = [...groups, ...interfaces.flatMap(({ Groups = [] }) => Groups)];
  return {
    instanceId: instance.InstanceId ?? '',
    imageId: instance.ImageId,
    ipv4Addresses: distinct([instance.PublicIpAddress, ...secondary]),
    ipv6Addresses: distinct([instance.Ipv6Address, ...ipv6]),
    groupIds: distinct(allGroups.map(({ GroupId }) => GroupId)),
  };
}

function distinct(texts: readonly (string | undefined)[]): string[] {
  return [...new Set(texts.flatMap((text) => text || []))];
}
