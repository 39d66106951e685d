import type { CloudTrailEvent } from '@fullstop/core';

const ROLE = 'AWSServiceRoleForLambdaReplicator';
const SERVICE = 'replicator.lambda.amazonaws.com';

/**
 * Whether Lambda@Edge made the call, to copy a function of `us-east-1` to where its visitors are. It does so with a
 * service-linked role of the account.
 */
export function isEdgeReplica({ userIdentity }: CloudTrailEvent): boolean {
  if (!userIdentity) return false;
  const { arn, invokedBy, sessionIssuer } = userIdentity;
  if (invokedBy === SERVICE) return true;
  // The path is kept for AWS. Where it can be seen the name alone, which anybody might choose, is not enough.
  if (sessionIssuer?.arn) return sessionIssuer.arn.endsWith(`:role/aws-service-role/${SERVICE}/${ROLE}`);
  return sessionIssuer?.userName === ROLE || (arn?.includes(`:assumed-role/${ROLE}/`) ?? false);
}
