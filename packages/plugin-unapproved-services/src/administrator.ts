import { type CloudTrailEvent, matchesWhole } from '@fullstop/core';

/**
 * Whether a session of an administrators' role made the call.
 * @param adminRoles patterns; those that begin with `arn:` are for the role's ARN, path included, others for its name.
 */
export function isByAdministrator({ userIdentity }: CloudTrailEvent, adminRoles: readonly string[]): boolean {
  const issuer = userIdentity?.sessionIssuer;
  // A federated session is made from a user, who may have any name.
  if (!issuer || (issuer.type !== undefined && issuer.type !== 'Role')) return false;
  return adminRoles.some((pattern) => {
    const identity = pattern.startsWith('arn:') ? issuer.arn : issuer.userName;
    return identity !== undefined && matchesWhole(pattern, identity);
  });
}
