import type { LoadBalancerWorld } from './load-balancers-world.js';
import type { DatabaseClusterWorld, DatabaseWorld } from './rds-world.js';

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
  readonly loadBalancers?: readonly LoadBalancerWorld[];
  readonly databases?: readonly DatabaseWorld[];
  readonly databaseClusters?: readonly DatabaseClusterWorld[];
  /** Ranges of prefix lists, by id. */
  readonly prefixLists?: Readonly<Record<string, readonly string[]>>;
  /** Region ids that are enabled. Default: three. */
  readonly regions?: readonly string[];
  readonly users?: readonly UserWorld[];
  readonly rootUser?: RootUserWorld;
  readonly credentialReport?: CredentialReportWorld;
  /** Accounts of the organization, when this account may list them. */
  readonly organization?: readonly OrganizationAccountWorld[];
  /** Entries of a page at most, whatever was asked for: AWS may always answer fewer. */
  readonly pageSize?: number;
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
  /** Only told to the account that made them, as in AWS. */
  readonly tags?: Readonly<Record<string, string>>;
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
  /** Further public addresses of its network interface. */
  readonly secondaryPublicIps?: readonly string[];
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
  /** Default: made of the name. */
  readonly roleId?: string;
  /** Default `/`. */
  readonly path?: string;
  /** Who may assume it: a policy document, as an object. */
  readonly trust?: object;
  /** Instead of `trust`: the document as it stands in the answer. */
  readonly rawTrust?: string;
  /** Inline policies by name: documents, as objects. */
  readonly inline?: Readonly<Record<string, object>>;
  /** ARNs of attached policies. */
  readonly attached?: readonly string[];
}

/** A user of IAM. */
export interface UserWorld {
  readonly userName: string;
  /** ISO 8601 text. Default the beginning of 2026. */
  readonly createDate?: string;
  readonly passwordEnabled?: boolean;
  readonly mfaActive?: boolean;
  /** Two at most, as in AWS. */
  readonly accessKeys?: readonly AccessKeyWorld[];
}

/** An access key of a user. */
export interface AccessKeyWorld {
  readonly accessKeyId: string;
  /** Default `Active`. */
  readonly status?: 'Active' | 'Inactive';
  /** ISO 8601 text. */
  readonly createDate: string;
  /** ISO 8601 text; absent for a key that nobody used. */
  readonly lastUsed?: string;
  readonly lastUsedService?: string;
}

/** The root user, as the credential report tells of it. */
export interface RootUserWorld {
  /** The text of the report. Default `FALSE`. */
  readonly passwordEnabled?: string;
  readonly mfaActive?: boolean;
  readonly accessKey1Active?: boolean;
  readonly accessKey2Active?: boolean;
}

/** What is unusual about the credential report. Without it, one is there and tells of the users. */
export interface CredentialReportWorld {
  /** Instead of what follows from the users. */
  readonly text?: string;
  /** Default `text/csv`. */
  readonly format?: string;
  /** Default `COMPLETE`. */
  readonly state?: 'STARTED' | 'INPROGRESS' | 'COMPLETE';
  /** ISO 8601 text. Default now. */
  readonly generatedTime?: string;
}

/** An account as its organization knows it. */
export interface OrganizationAccountWorld {
  readonly id: string;
  readonly name?: string;
  /** Default `ACTIVE`. */
  readonly state?: string;
}

/** A Lambda function. */
export interface FunctionWorld extends Regional {
  readonly functionName: string;
  readonly packageType?: 'Zip' | 'Image';
  readonly imageUri?: string;
  readonly codeSha256?: string;
}
