import { MalformedRecordError } from '../errors/errors.js';
import { accountOf } from './account.js';
import type { CloudTrailEvent, EventOrigin, UserIdentity } from './cloudtrail-event.js';
import { instantOf } from './instant.js';
import { isJsonObject, type JsonObject, objectAt, textAt } from './json.js';

/**
 * Reads one element of `Records` tolerantly: only what a check cannot do without must be there and be readable
 * (`eventID`, `eventTime`, `eventSource`, `eventName`, a region and an account).
 * @throws {MalformedRecordError} naming every member that is missing or unreadable.
 */
export function parseEvent(record: unknown, origin: EventOrigin): CloudTrailEvent {
  if (!isJsonObject(record)) throw new MalformedRecordError(origin, ['the element is not an object']);

  const eventID = textAt(record, 'addendum', 'originalEventID') ?? textAt(record, 'eventID');
  const eventTime = instantOf(textAt(record, 'eventTime'));
  const eventSource = textAt(record, 'eventSource');
  const eventName = textAt(record, 'eventName');
  const awsRegion = textAt(record, 'awsRegion') ?? origin.keyRegion;
  const accountId = accountOf(record, origin.keyAccountId);

  if (!eventID || !eventTime || !eventSource || !eventName || !awsRegion || !accountId) {
    const required = { eventID, eventTime, eventSource, eventName, awsRegion, accountId };
    const missing = Object.entries(required).flatMap(([name, value]) => (value ? [] : [name]));
    throw new MalformedRecordError(
      origin,
      missing.map((name) => `${name} is missing or unreadable`),
    );
  }
  return {
    ...optionalTexts(record),
    eventID: eventID.toLowerCase(),
    eventTime,
    eventSource,
    eventName,
    awsRegion,
    accountId,
    username: textAt(record, 'userIdentity', 'arn'),
    userIdentity: userIdentityOf(record),
    readOnly: booleanOf(record.readOnly),
    requestParameters: record.requestParameters ?? undefined,
    responseElements: record.responseElements ?? undefined,
    record,
    origin,
  };
}

const OPTIONAL_TEXTS = [
  'eventVersion',
  'eventType',
  'eventCategory',
  'recipientAccountId',
  'errorCode',
  'errorMessage',
  'sourceIPAddress',
  'userAgent',
  'requestID',
  'sharedEventID',
  'vpcEndpointId',
] as const;

type OptionalTexts = { [name in (typeof OPTIONAL_TEXTS)[number]]?: string };

function optionalTexts(record: JsonObject): OptionalTexts {
  const texts: OptionalTexts = {};
  for (const name of OPTIONAL_TEXTS) texts[name] = textAt(record, name);
  return texts;
}

function userIdentityOf(record: JsonObject): UserIdentity | undefined {
  const identity = objectAt(record, 'userIdentity');
  if (!identity) return undefined;
  const issuer = objectAt(identity, 'sessionContext', 'sessionIssuer');
  return {
    type: textAt(identity, 'type'),
    principalId: textAt(identity, 'principalId'),
    arn: textAt(identity, 'arn'),
    accountId: textAt(identity, 'accountId'),
    accessKeyId: textAt(identity, 'accessKeyId'),
    userName: textAt(identity, 'userName'),
    invokedBy: textAt(identity, 'invokedBy'),
    sessionIssuer: issuer && {
      type: textAt(issuer, 'type'),
      principalId: textAt(issuer, 'principalId'),
      arn: textAt(issuer, 'arn'),
      accountId: textAt(issuer, 'accountId'),
      userName: textAt(issuer, 'userName'),
    },
  };
}

function booleanOf(value: unknown): boolean | undefined {
  if (typeof value === 'boolean') return value;
  // Some exporters turn the flag into text.
  if (value === 'true') return true;
  if (value === 'false') return false;
  return undefined;
}
