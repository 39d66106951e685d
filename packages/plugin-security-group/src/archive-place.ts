import { type CloudTrailEvent, FullstopError } from '@fullstop/core';

/** Where in the bucket everything about an account's region lies: `<account>/<region>/`. */
export function regionPrefix({ accountId, awsRegion }: CloudTrailEvent): string {
  const account = assertPart('account id', accountId, /^\d{12}$/);
  return `${account}/${assertPart('region', awsRegion, /^[a-z0-9]+(-[a-z0-9]+)*$/)}/`;
}

/** The id of an event, as a part of a key. */
export function eventPart({ eventID }: CloudTrailEvent): string {
  return assertPart('event id', eventID, /^[a-z0-9-]{1,64}$/);
}

/** The id of an instance, as a part of a key. */
export function instancePart(instanceId: string): string {
  return assertPart('instance id', instanceId, /^i-[a-z0-9]{1,64}$/);
}

/** The id of a security group, as a part of a key. */
export function groupPart(groupId: string): string {
  return assertPart('security group id', groupId, /^sg-[a-z0-9]{1,64}$/);
}

// Records can be forged by whoever may write to the log bucket, and a `/` would lead into another account's folder.
function assertPart(what: string, text: string, form: RegExp): string {
  if (form.test(text)) return text;
  throw new FullstopError(
    'UNSAFE_ARCHIVE_KEY',
    `The ${what} "${text}" of the event cannot be part of a key, so its security groups are not archived. ` +
      'Find out who wrote the record.',
  );
}
