/** The security groups of an instance. Only JSON values, in a stable order: the same groups give the same text. */
export interface SecurityGroupFacts {
  /** In the order of the instance. */
  readonly securityGroups: readonly SecurityGroup[];
  /** Groups of the instance that EC2 does not know any more. */
  readonly missingGroupIds: readonly string[];
}

/** A security group with its rules. */
export interface SecurityGroup {
  readonly groupId: string;
  readonly groupName?: string;
  readonly description?: string;
  readonly ownerId?: string;
  readonly vpcId?: string;
  readonly tags: readonly { readonly key: string; readonly value: string }[];
  /** Incoming. */
  readonly ipPermissions: readonly IpPermission[];
  /** Outgoing. */
  readonly ipPermissionsEgress: readonly IpPermission[];
}

/** What a rule allows. */
export interface IpPermission {
  /** `tcp`, `udp`, `icmp`, `icmpv6`, a protocol number, or `-1` for all. */
  readonly ipProtocol: string;
  /** First port, or ICMP type; absent for all. */
  readonly fromPort?: number;
  /** Last port, or ICMP code; absent for all. */
  readonly toPort?: number;
  readonly ipv4Ranges: readonly { readonly cidrIp: string; readonly description?: string }[];
  readonly ipv6Ranges: readonly { readonly cidrIpv6: string; readonly description?: string }[];
  readonly prefixListIds: readonly { readonly prefixListId: string; readonly description?: string }[];
  readonly userIdGroupPairs: readonly ReferencedGroup[];
}

/** A group that a rule names instead of addresses. */
export interface ReferencedGroup {
  readonly groupId?: string;
  readonly groupName?: string;
  /** Account of the group. */
  readonly userId?: string;
  readonly vpcId?: string;
  readonly vpcPeeringConnectionId?: string;
  readonly peeringStatus?: string;
  readonly description?: string;
}
