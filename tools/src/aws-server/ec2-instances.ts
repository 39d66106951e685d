import { type Action, type AwsCall, filtersOf, inRegion, listOf, Refusal } from './call.js';
import { ec2Reply } from './query-protocol.js';
import type { AccountWorld, InstanceWorld } from './world.js';
import type { XmlValue } from './xml.js';

/**
 * Filters `instance-id`, `client-token`, `vpc-id`, `subnet-id`, `instance-state-name` and those about public addresses, with
 * `*` for any; pages by `MaxResults`.
 */
export const describeInstances: Action = (account, call) => {
  const all = instancesFor(account, call);
  const filters = filtersOf(call.params);
  const found = all.filter((instance) =>
    [...filters].every(([name, values]) =>
      filterValues(instance, name).some((value) => values.includes(value) || values.includes('*')),
    ),
  );
  const start = Number(call.params.get('NextToken') ?? 0);
  const size = Math.min(account.pageSize ?? 1000, Number(call.params.get('MaxResults') ?? 1000));
  const page = found.slice(start, start + size);
  return ec2Reply(call, {
    reservationSet: {
      item: page.map((instance) => ({
        reservationId: `r-${instance.instanceId.slice(2)}`,
        ownerId: call.accountId,
        instancesSet: { item: instanceXml(instance) },
      })),
    },
    nextToken: start + size < found.length ? String(start + size) : undefined,
  });
};

/** Attribute `userData`. */
export const describeInstanceAttribute: Action = (account, call) => {
  const instanceId = call.params.get('InstanceId') ?? '';
  const instance = inRegion(account.instances, call).find((each) => each.instanceId === instanceId);
  if (!instance) throw notFound([instanceId]);
  if (call.params.get('Attribute') !== 'userData')
    throw new Refusal('InvalidParameterValue', 'Only userData');
  const { userData, rawUserData } = instance;
  const value =
    rawUserData ?? (userData === undefined ? undefined : Buffer.from(userData).toString('base64'));
  return ec2Reply(call, { instanceId, userData: { value } });
};

/** Filter `instance-id`, or ids; pages by the account's page size. */
export const describeInstanceImageMetadata: Action = (account, call) => {
  const wanted = filtersOf(call.params).get('instance-id');
  const instances = instancesFor(account, call).filter(
    ({ instanceId }) => wanted?.includes(instanceId) ?? true,
  );
  const start = Number(call.params.get('NextToken') ?? 0);
  const end = start + (account.pageSize ?? 1000);
  return ec2Reply(call, {
    nextToken: end < instances.length ? String(end) : undefined,
    instanceImageMetadataSet: {
      item: instances.slice(start, end).map((instance) => ({
        instanceId: instance.instanceId,
        instanceState: stateXml(instance),
        instanceOwnerId: call.accountId,
        imageMetadata: imageMetadataXml(account, call, instance),
      })),
    },
  });
};

function instancesFor(account: AccountWorld, call: AwsCall): InstanceWorld[] {
  const all = inRegion(account.instances, call);
  const ids = listOf(call.params, 'InstanceId');
  const missing = ids.filter((id) => !all.some(({ instanceId }) => instanceId === id));
  if (missing.length > 0) throw notFound(missing);
  return ids.length > 0 ? all.filter(({ instanceId }) => ids.includes(instanceId)) : all;
}

function filterValues(instance: InstanceWorld, filter: string): string[] {
  const { publicIp, secondaryPublicIps = [], ipv6Addresses = [] } = instance;
  const values: Readonly<Record<string, string | readonly string[] | undefined>> = {
    'instance-id': instance.instanceId,
    'client-token': instance.clientToken,
    'vpc-id': instance.vpcId,
    'subnet-id': instance.subnetId,
    'instance-state-name': instance.state ?? 'running',
    'ip-address': publicIp,
    'network-interface.association.public-ip': [publicIp ?? [], ...secondaryPublicIps].flat(),
    'network-interface.ipv6-addresses.ipv6-address': ipv6Addresses,
  };
  if (!Object.hasOwn(values, filter))
    throw new Refusal('InvalidParameterValue', `The filter '${filter}' is invalid`);
  return [values[filter] ?? []].flat();
}

function instanceXml(instance: InstanceWorld): XmlValue {
  return {
    instanceId: instance.instanceId,
    imageId: instance.imageId,
    instanceState: stateXml(instance),
    keyName: instance.keyName,
    clientToken: instance.clientToken,
    launchTime: instance.launchTime,
    subnetId: instance.subnetId,
    vpcId: instance.vpcId,
    privateIpAddress: instance.privateIp,
    ipAddress: instance.publicIp,
    groupSet: groupsXml(instance.groupIds),
    networkInterfaceSet: { item: interfacesXml(instance) },
    tagSet: { item: Object.entries(instance.tags ?? {}).map(([key, value]) => ({ key, value })) },
    operator: { managed: instance.operator !== undefined, principal: instance.operator },
  };
}

function interfacesXml(instance: InstanceWorld): XmlValue[] {
  if (instance.subnetId === undefined) return [];
  const eni = `eni-${instance.instanceId.slice(2)}`;
  const { publicIp, secondaryPublicIps = [], ipv6Addresses = [], interfaceGroupIds } = instance;
  const first = {
    networkInterfaceId: eni,
    association: publicIp === undefined ? undefined : { publicIp },
    groupSet: groupsXml(instance.groupIds),
    privateIpAddressesSet: {
      item: secondaryPublicIps.map((secondary) => ({ association: { publicIp: secondary } })),
    },
    ipv6AddressesSet: { item: ipv6Addresses.map((ipv6Address) => ({ ipv6Address })) },
  };
  if (!interfaceGroupIds) return [first];
  return [first, { networkInterfaceId: `${eni}-2`, groupSet: groupsXml(interfaceGroupIds) }];
}

function groupsXml(groupIds: readonly string[] = []): XmlValue {
  return { item: groupIds.map((groupId) => ({ groupId, groupName: groupId })) };
}

function stateXml({ state = 'running' }: InstanceWorld): XmlValue {
  const code =
    ['pending', 'running', 'shutting-down', 'terminated', 'stopping', 'stopped'].indexOf(state) * 16;
  return { code, name: state };
}

function imageMetadataXml(account: AccountWorld, call: AwsCall, instance: InstanceWorld): XmlValue {
  const seen = inRegion(account.images, call).find(({ imageId }) => imageId === instance.imageId);
  const image = instance.imageMetadata ?? seen;
  // As EC2 does: of an image of which nothing is left, it tells nothing.
  if (!image) return undefined;
  return {
    imageId: image.imageId,
    name: image.name,
    imageOwnerId: image.ownerId,
    imageOwnerAlias: image.ownerAlias,
    imageState: image.disabled ? 'disabled' : seen ? 'available' : 'deregistered',
    creationDate: image.creationDate,
    deprecationTime: image.deprecationTime,
    isPublic: image.isPublic,
  };
}

function notFound(ids: readonly string[]): Refusal {
  const [what, verb] = ids.length > 1 ? ['IDs', 'do'] : ['ID', 'does'];
  return new Refusal(
    'InvalidInstanceID.NotFound',
    `The instance ${what} '${ids.join(', ')}' ${verb} not exist`,
  );
}
