import { type JsonObject, type JsonValue, valueAt } from '@fullstop/core';
import { objectsOrNone, wholeTextAt } from './members.js';
import type { Notification } from './notification.js';

/**
 * Reads CloudTrail's own notification, one bucket and one or several keys; `undefined` when it is something else. Keys are
 * not encoded here.
 */
export function parseCloudTrailNotice(payload: JsonObject): Notification | undefined {
  const bucket = wholeTextAt(payload, 's3Bucket');
  const given = valueAt(payload, 's3ObjectKey');
  if (bucket === undefined || given === undefined) return undefined;

  const values = Array.isArray(given) ? given : [given];
  const keys = values.filter(isKey);
  if (values.length > 0 && keys.length === 0) {
    return { kind: 'unreadable', problem: 'The member s3ObjectKey of the body holds no key' };
  }
  return objectsOrNone(keys.map((key) => ({ bucket, key })));
}

function isKey(value: JsonValue): value is string {
  return typeof value === 'string' && value !== '';
}
