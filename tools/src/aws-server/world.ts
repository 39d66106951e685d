/** What the server knows, by account id. Read anew for each call, so that a test may change it between calls. */
export interface AwsWorld {
  readonly accounts: Readonly<Record<string, AccountWorld>>;
}

/** What is in one account. A resource without a region is in all of them. */
export interface AccountWorld {
  /** AssumeRole answers AccessDenied. Accounts that are not in the world do so, too. */
  readonly denied?: boolean;
  readonly images?: readonly ImageWorld[];
  readonly instances?: readonly InstanceWorld[];
  readonly subnets?: readonly SubnetWorld[];
  readonly routeTables?: readonly RouteTableWorld[];
  readonly securityGroups?: readonly SecurityGroupWorld[];
  readonly roles?: readonly RoleWorld[];
  readonly functions?: readonly FunctionWorld[];
}

/** Something in one region, or in all. */
export interface Regional {
  readonly region?: string;
}

/** An image that the account sees. */
export interface ImageWorld extends Regional {
  readonly imageId: string;
  readonly name?: string;
  readonly ownerId?: string;
  readonly ownerAlias?: string;
  readonly isPublic?: boolean;
  readonly creationDate?: string;
  /** Only told to who asks with `IncludeDeprecated`. */
  readonly deprecationTime?: string;
  /** Only told to who asks with `IncludeDisabled`. */
  readonly disabled?: boolean;
}

/** An instance. One that is gone is not in the world. */
export interface InstanceWorld extends Regional {
  readonly instanceId: string;
  readonly imageId?: string;
  /** What the instance remembers of its image, when the account does not see that any more. */
  readonly imageMetadata?: Omit<ImageWorld, 'region'>;
  readonly keyName?: string;
  /** Client token of the call that launched it. */
  readonly clientToken?: string;
  /** ISO 8601 text. */
  readonly launchTime?: string;
  /** Default `running`. */
  readonly state?: string;
  readonly subnetId?: string;
  readonly vpcId?: string;
  readonly privateIp?: string;
  readonly publicIp?: string;
  readonly ipv6Addresses?: readonly string[];
  readonly groupIds?: readonly string[];
  /** Groups of a second network interface. */
  readonly interfaceGroupIds?: readonly string[];
  /** A text, or bytes; the server encodes them. */
  readonly userData?: string | Uint8Array;
  /** Instead of `userData`: the attribute as it stands in the answer. */
  readonly rawUserData?: string;
  readonly tags?: Readonly<Record<string, string>>;
  /** The service that manages the instance. */
  readonly operator?: string;
}

/** A subnet. */
export interface SubnetWorld extends Regional {
  readonly subnetId: string;
  readonly vpcId: string;
  readonly cidrBlock?: string;
  readonly mapPublicIpOnLaunch?: boolean;
}

/** A route table. */
export interface RouteTableWorld extends Regional {
  readonly routeTableId: string;
  readonly vpcId: string;
  /** Whether it is the main one of its VPC. */
  readonly main?: boolean;
  /** Subnets that are associated with it explicitly. */
  readonly subnetIds?: readonly string[];
  readonly routes?: readonly RouteWorld[];
}

/** A route: where to, through what. */
export interface RouteWorld {
  /** IPv4 or IPv6 range, or a prefix list (`pl-…`). */
  readonly destination: string;
  /** `igw-…`, `nat-…`, `eigw-…`, `vpce-…`, `vgw-…`, `local`, … */
  readonly target: string;
  /** Default `active`. */
  readonly state?: string;
}

/** A security group. */
export interface SecurityGroupWorld extends Regional {
  readonly groupId: string;
  readonly groupName?: string;
  readonly description?: string;
  readonly vpcId?: string;
  readonly ingress?: readonly RuleWorld[];
  readonly egress?: readonly RuleWorld[];
  readonly tags?: Readonly<Record<string, string>>;
}

/** A rule of a security group. */
export interface RuleWorld {
  readonly protocol: string;
  readonly fromPort?: number;
  readonly toPort?: number;
  readonly ipv4?: readonly string[];
  readonly ipv6?: readonly string[];
  readonly prefixListIds?: readonly string[];
  readonly groupIds?: readonly string[];
}

/** A role with its policies. */
export interface RoleWorld {
  readonly roleName: string;
  /** Default `/`. */
  readonly path?: string;
  /** Who may assume it: a policy document, as an object. */
  readonly trust?: object;
  /** Inline policies by name: documents, as objects. */
  readonly inline?: Readonly<Record<string, object>>;
  /** ARNs of attached policies. */
  readonly attached?: readonly string[];
}

/** A Lambda function. */
export interface FunctionWorld extends Regional {
  readonly functionName: string;
  readonly packageType?: 'Zip' | 'Image';
  readonly imageUri?: string;
  readonly codeSha256?: string;
}
