import type { Action } from './call.js';
import { describeImages } from './ec2-images.js';
import {
  describeInstanceAttribute,
  describeInstanceImageMetadata,
  describeInstances,
} from './ec2-instances.js';
import { describeRouteTables, describeSecurityGroups, describeSubnets } from './ec2-network.js';
import { getRole, getRolePolicy, listAttachedRolePolicies, listRolePolicies } from './iam.js';
import { getFunction } from './lambda.js';
import { assumeRole, getCallerIdentity } from './sts.js';

/** What the server can do. */
export const ACTIONS: Readonly<Record<string, Action>> = {
  'ec2:DescribeImages': describeImages,
  'ec2:DescribeInstances': describeInstances,
  'ec2:DescribeInstanceAttribute': describeInstanceAttribute,
  'ec2:DescribeInstanceImageMetadata': describeInstanceImageMetadata,
  'ec2:DescribeRouteTables': describeRouteTables,
  'ec2:DescribeSecurityGroups': describeSecurityGroups,
  'ec2:DescribeSubnets': describeSubnets,
  'iam:GetRole': getRole,
  'iam:GetRolePolicy': getRolePolicy,
  'iam:ListAttachedRolePolicies': listAttachedRolePolicies,
  'iam:ListRolePolicies': listRolePolicies,
  'lambda:GetFunction': getFunction,
  'sts:AssumeRole': assumeRole,
  'sts:GetCallerIdentity': getCallerIdentity,
};
