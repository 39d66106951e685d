import type { CloudTrailEvent } from '@fullstop/core';
import { anEvent, type RecordOverrides } from '@fullstop/testing';

/** ARN of the function that {@link create} and {@link update} are about. */
export const ARN = 'arn:aws:lambda:eu-central-1:111122223333:function:checkout';

/** A successful `CreateFunction` with this code, in the shape of the request's member `code`. */
export function create(code: RecordOverrides, overrides: RecordOverrides = {}): CloudTrailEvent {
  return lambdaCall('CreateFunction20150331', { functionName: 'checkout', code }, overrides);
}

/** A successful `UpdateFunctionCode` with these members in the request. */
export function update(code: RecordOverrides, overrides: RecordOverrides = {}): CloudTrailEvent {
  return lambdaCall('UpdateFunctionCode20150331v2', { functionName: 'checkout', ...code }, overrides);
}

/** Any successful call of Lambda about the function `checkout`. */
export function lambdaCall(
  eventName: string,
  requestParameters: RecordOverrides,
  overrides: RecordOverrides = {},
): CloudTrailEvent {
  const responseElements = { functionName: 'checkout', functionArn: ARN };
  return anEvent(`lambda.amazonaws.com:${eventName}`, { requestParameters, responseElements, ...overrides });
}
