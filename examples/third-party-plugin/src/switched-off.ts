import { type CloudTrailEvent, FactUnavailableError, objectAt, valueAt } from '@fullstop/core';

/** The four switches of S3 that together keep a bucket from being public. */
const SWITCHES = [
  'BlockPublicAcls',
  'IgnorePublicAcls',
  'BlockPublicPolicy',
  'RestrictPublicBuckets',
] as const;

/**
 * The switches that are off after a call that put or deleted a bucket's block of public access. A put replaces all four;
 * one that it does not name is off.
 * @throws {FactUnavailableError} when the event does not tell what was put.
 */
export function switchedOff({ eventID, eventName, requestParameters }: CloudTrailEvent): string[] {
  if (eventName === 'DeleteBucketPublicAccessBlock') return [...SWITCHES];

  const put = objectAt(requestParameters, 'PublicAccessBlockConfiguration');
  if (!put) {
    throw new FactUnavailableError(`public access block of ${eventID}`, 'the request is not in the event');
  }
  return SWITCHES.filter((name) => valueAt(put, name) !== true);
}
