import type { Action } from './call.js';
import { describeImages } from './ec2-images.js';
import {
  describeInstanceAttribute,
  describeInstanceImageMetadata,
  describeInstances,
} from './ec2-instances.js';
import { describeRouteTables, describeSecurityGroups, describeSubnets } from './ec2-network.js';
import { getManagedPrefixListEntries } from './ec2-prefix-lists.js';
import { describeRegions } from './ec2-regions.js';
import { describeTags } from './ec2-tags.js';
import { getRole, getRolePolicy, listAttachedRolePolicies, listRolePolicies, listRoles } from './iam.js';
import { generateCredentialReport, getCredentialReport } from './iam-credential-report.js';
import { getAccessKeyLastUsed, listAccessKeys, listUsers } from './iam-users.js';
import { getFunction } from './lambda.js';
import {
  describeListeners,
  describeLoadBalancers,
  describeLoadBalancerTags,
  describeTargetGroups,
  describeTargetHealth,
} from './load-balancers.js';
import { listAccounts } from './organizations.js';
import { describeDBClusters, describeDBInstances } from './rds.js';
import { assumeRole, getCallerIdentity } from './sts.js';

/** What the server can do. */
export const ACTIONS: Readonly<Record<string, Action>> = {
  'ec2:DescribeImages': describeImages,
  'ec2:DescribeInstances': describeInstances,
  'ec2:DescribeInstanceAttribute': describeInstanceAttribute,
  'ec2:DescribeInstanceImageMetadata': describeInstanceImageMetadata,
  'ec2:DescribeRegions': describeRegions,
  'ec2:DescribeRouteTables': describeRouteTables,
  'ec2:DescribeSecurityGroups': describeSecurityGroups,
  'ec2:DescribeSubnets': describeSubnets,
  'ec2:DescribeTags': describeTags,
  'ec2:GetManagedPrefixListEntries': getManagedPrefixListEntries,
  'elasticloadbalancing:DescribeListeners': describeListeners,
  'elasticloadbalancing:DescribeLoadBalancers': describeLoadBalancers,
  'elasticloadbalancing:DescribeTags': describeLoadBalancerTags,
  'elasticloadbalancing:DescribeTargetGroups': describeTargetGroups,
  'elasticloadbalancing:DescribeTargetHealth': describeTargetHealth,
  'iam:GenerateCredentialReport': generateCredentialReport,
  'iam:GetAccessKeyLastUsed': getAccessKeyLastUsed,
  'iam:GetCredentialReport': getCredentialReport,
  'iam:GetRole': getRole,
  'iam:GetRolePolicy': getRolePolicy,
  'iam:ListAccessKeys': listAccessKeys,
  'iam:ListAttachedRolePolicies': listAttachedRolePolicies,
  'iam:ListRolePolicies': listRolePolicies,
  'iam:ListRoles': listRoles,
  'iam:ListUsers': listUsers,
  'lambda:GetFunction': getFunction,
  'organizations:ListAccounts': listAccounts,
  'rds:DescribeDBClusters': describeDBClusters,
  'rds:DescribeDBInstances': describeDBInstances,
  'sts:AssumeRole': assumeRole,
  'sts:GetCallerIdentity': getCallerIdentity,
};
