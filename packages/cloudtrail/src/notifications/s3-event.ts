import { isJsonObject, type JsonObject, type JsonValue, valueAt } from '@fullstop/core';
import { decodeKey } from './decode-key.js';
import { numberAt, objectsOrNone, wholeTextAt } from './members.js';
import type { AnnouncedObject, Notification } from './notification.js';

const CREATED = /^(s3:)?ObjectCreated:/;

/** Whether S3 says that notifications were switched on. */
export function isS3TestEvent(payload: JsonObject): boolean {
  return valueAt(payload, 'Event') === 's3:TestEvent';
}

/** Reads an S3 event notification; `undefined` when there is no list `Records`. Keys come decoded. */
export function parseS3Event(payload: JsonObject): Notification | undefined {
  const records = valueAt(payload, 'Records');
  if (!Array.isArray(records)) return undefined;

  const ofS3 = records.filter(isS3Record);
  // A list of something else is nobody's notification: to ignore it would be to delete it.
  if (records.length > 0 && ofS3.length === 0) {
    return { kind: 'unreadable', problem: 'No element of Records in the body is a record of S3' };
  }
  return objectsOrNone(ofS3.filter(isCreation).map(announcedObject));
}

function isS3Record(record: JsonValue): record is JsonObject {
  return (
    isJsonObject(record) &&
    wholeTextAt(record, 's3', 'bucket', 'name') !== undefined &&
    wholeTextAt(record, 's3', 'object', 'key') !== undefined
  );
}

function isCreation(record: JsonObject): boolean {
  const eventName = wholeTextAt(record, 'eventName');
  // Without a name it was made by hand; reading an object once more does no harm, missing one does.
  return eventName === undefined || CREATED.test(eventName);
}

function announcedObject(record: JsonObject): AnnouncedObject {
  return {
    bucket: wholeTextAt(record, 's3', 'bucket', 'name') ?? '',
    key: decodeKey(wholeTextAt(record, 's3', 'object', 'key') ?? ''),
    etag: wholeTextAt(record, 's3', 'object', 'eTag'),
    sizeBytes: numberAt(record, 's3', 'object', 'size'),
    region: wholeTextAt(record, 'awsRegion'),
    eventName: wholeTextAt(record, 'eventName'),
  };
}
