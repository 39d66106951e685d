// Written by `npx @fullstop/event-types @aws-sdk/client-ec2 TerminateInstances CreateSecurityGroup DeleteVpc CreateNetworkInterface`
// from @aws-sdk/client-ec2 3.1169.0. Write it again rather than change it.
// The model does not tell how CloudTrail writes requests to EC2: they are JSON.
// Answers of some actions are below one member, such as CreateNatGatewayResponse; valueAt reaches them.

import type { ApiCall, JsonObject, JsonValue } from '@fullstop/core';

/** A call of `TerminateInstances`. */
export type TerminateInstancesEvent = ApiCall<
  'TerminateInstances',
  JsonObject,
  TerminateInstancesResult & Answer
>;

/** A call of `CreateSecurityGroup`. */
export type CreateSecurityGroupEvent = ApiCall<
  'CreateSecurityGroup',
  JsonObject,
  CreateSecurityGroupResult & Answer
>;

/** A call of `DeleteVpc`. */
export type DeleteVpcEvent = ApiCall<'DeleteVpc', JsonObject, Answer>;

/** A call of `CreateNetworkInterface`. */
export type CreateNetworkInterfaceEvent = ApiCall<
  'CreateNetworkInterface',
  JsonObject,
  CreateNetworkInterfaceResult & Answer
>;

export type TerminateInstancesResult = {
  instancesSet?: Items<InstanceStateChange> | null;
};

export type InstanceStateChange = {
  instanceId?: string | null;
  currentState?: InstanceState | null;
  previousState?: InstanceState | null;
};

export type InstanceState = {
  code?: number | string | null;
  name?: string | null;
};

export type CreateSecurityGroupResult = {
  groupId?: string | null;
  tagSet?: Items<Tag> | null;
  securityGroupArn?: string | null;
};

export type Tag = {
  key?: string | null;
  value?: string | null;
};

export type CreateNetworkInterfaceResult = {
  networkInterface?: NetworkInterface | null;
  clientToken?: string | null;
};

export type NetworkInterface = {
  association?: NetworkInterfaceAssociation | null;
  attachment?: NetworkInterfaceAttachment | null;
  availabilityZone?: string | null;
  connectionTrackingConfiguration?: ConnectionTrackingConfiguration | null;
  description?: string | null;
  groupSet?: Items<GroupIdentifier> | null;
  interfaceType?: string | null;
  ipv6AddressesSet?: Items<NetworkInterfaceIpv6Address> | null;
  macAddress?: string | null;
  networkInterfaceId?: string | null;
  outpostArn?: string | null;
  ownerId?: string | null;
  privateDnsName?: string | null;
  publicDnsName?: string | null;
  publicIpDnsNameOptions?: PublicIpDnsNameOptions | null;
  privateIpAddress?: string | null;
  privateIpAddressesSet?: Items<NetworkInterfacePrivateIpAddress> | null;
  ipv4PrefixSet?: Items<Ipv4PrefixSpecification> | null;
  ipv6PrefixSet?: Items<Ipv6PrefixSpecification> | null;
  requesterId?: string | null;
  requesterManaged?: boolean | null;
  sourceDestCheck?: boolean | null;
  status?: string | null;
  subnetId?: string | null;
  tagSet?: Items<Tag> | null;
  vpcId?: string | null;
  denyAllIgwTraffic?: boolean | null;
  ipv6Native?: boolean | null;
  ipv6Address?: string | null;
  operator?: OperatorResponse | null;
  associatedSubnetSet?: JsonValue;
  availabilityZoneId?: string | null;
};

export type NetworkInterfaceAssociation = {
  allocationId?: string | null;
  associationId?: string | null;
  ipOwnerId?: string | null;
  publicDnsName?: string | null;
  publicIp?: string | null;
  customerOwnedIp?: string | null;
  carrierIp?: string | null;
};

export type NetworkInterfaceAttachment = {
  attachTime?: number | string | null;
  attachmentId?: string | null;
  deleteOnTermination?: boolean | null;
  deviceIndex?: number | string | null;
  networkCardIndex?: number | string | null;
  instanceId?: string | null;
  instanceOwnerId?: string | null;
  status?: string | null;
  enaSrdSpecification?: AttachmentEnaSrdSpecification | null;
  enaQueueCount?: number | string | null;
};

export type AttachmentEnaSrdSpecification = {
  enaSrdEnabled?: boolean | null;
  enaSrdUdpSpecification?: AttachmentEnaSrdUdpSpecification | null;
};

export type AttachmentEnaSrdUdpSpecification = {
  enaSrdUdpEnabled?: boolean | null;
};

export type ConnectionTrackingConfiguration = {
  tcpEstablishedTimeout?: number | string | null;
  udpStreamTimeout?: number | string | null;
  udpTimeout?: number | string | null;
};

export type GroupIdentifier = {
  groupId?: string | null;
  groupName?: string | null;
};

export type NetworkInterfaceIpv6Address = {
  ipv6Address?: string | null;
  publicIpv6DnsName?: string | null;
  isPrimaryIpv6?: boolean | null;
};

export type PublicIpDnsNameOptions = {
  dnsHostnameType?: string | null;
  publicIpv4DnsName?: string | null;
  publicIpv6DnsName?: string | null;
  publicDualStackDnsName?: string | null;
};

export type NetworkInterfacePrivateIpAddress = {
  association?: NetworkInterfaceAssociation | null;
  primary?: boolean | null;
  privateDnsName?: string | null;
  privateIpAddress?: string | null;
};

export type Ipv4PrefixSpecification = {
  ipv4Prefix?: string | null;
};

export type Ipv6PrefixSpecification = {
  ipv6Prefix?: string | null;
};

export type OperatorResponse = {
  managed?: boolean | null;
  principal?: string | null;
  hiddenByDefault?: boolean | null;
};

export type Answer = {
  requestId?: string | null;
  _return?: boolean | null;
};

export type Items<Item> = {
  items?: Item[] | null;
  item?: Item[] | null;
};
