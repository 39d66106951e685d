import { type CloudTrailEvent, type EventOrigin, type JsonObject, parseEvent } from '../../src/index.js';

/** Account that owns the resources in {@link aRecord}. */
export const RECIPIENT = '111122223333';
/** Account of the caller in {@link aRecord}; a foreign one, so that no test passes by mixing the two up. */
export const CALLER = '999988887777';

export const ORIGIN: EventOrigin = { bucket: 'trail-logs', key: 'AWSLogs/x.json.gz', recordIndex: 3 };

/** A successful `RunInstances` of one instance; members set to `undefined` are left out. */
export function aRecord(overrides: Readonly<Record<string, unknown>> = {}): JsonObject {
  const record = {
    eventVersion: '1.11',
    eventID: '00000000-0000-4000-8000-000000000001',
    eventTime: '2026-03-02T09:15:00Z',
    eventSource: 'ec2.amazonaws.com',
    eventName: 'RunInstances',
    eventType: 'AwsApiCall',
    eventCategory: 'Management',
    readOnly: false,
    awsRegion: 'eu-central-1',
    recipientAccountId: RECIPIENT,
    userIdentity: {
      type: 'IAMUser',
      arn: `arn:aws:iam::${CALLER}:user/jane`,
      accountId: CALLER,
      userName: 'jane',
    },
    requestParameters: { clientToken: 'token-1' },
    responseElements: { groupSet: {}, instancesSet: { items: [anItem()] } },
    ...overrides,
  };
  return JSON.parse(JSON.stringify(record));
}

/** {@link aRecord}, parsed. */
export function anEvent(overrides: Readonly<Record<string, unknown>> = {}, origin = ORIGIN): CloudTrailEvent {
  return parseEvent(aRecord(overrides), origin);
}

/** One element of `instancesSet.items`. */
export function anItem(overrides: Readonly<Record<string, unknown>> = {}): JsonObject {
  const item = {
    instanceId: 'i-1',
    imageId: 'ami-1',
    launchTime: 1_434_616_306_000,
    groupSet: { items: [{ groupId: 'sg-1' }] },
    ...overrides,
  };
  return JSON.parse(JSON.stringify(item));
}

/** `responseElements` that list these instances. */
export function aResponse(...items: readonly unknown[]): { responseElements: unknown } {
  return { responseElements: { groupSet: {}, instancesSet: { items } } };
}
