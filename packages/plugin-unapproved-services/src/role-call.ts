import { type CloudTrailEvent, FactUnavailableError, type JsonObject, textAt, valueAt } from '@fullstop/core';

/**
 * Name of the role that a call is about; `undefined` for calls that name none.
 * @throws {FactUnavailableError} when CloudTrail left the request out: then there is a role, but nobody says which.
 */
export function roleNameOf({ eventID, requestParameters }: CloudTrailEvent): string | undefined {
  if (valueAt(requestParameters, 'omitted') === true) {
    throw new FactUnavailableError(`role of ${eventID}`, 'CloudTrail left the request out for its size');
  }
  return textAt(requestParameters, 'roleName');
}

/** What a call was and which policy it named, as details of a violation. */
export function callDetails({ eventName, requestParameters }: CloudTrailEvent): JsonObject {
  const policyName = textAt(requestParameters, 'policyName');
  const policyArn = textAt(requestParameters, 'policyArn');
  return {
    event_name: eventName,
    ...(policyName !== undefined && { request_policy_name: policyName }),
    ...(policyArn !== undefined && { request_policy_arn: policyArn }),
  };
}
