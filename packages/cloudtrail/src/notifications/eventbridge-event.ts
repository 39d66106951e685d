import type { JsonObject } from '@fullstop/core';
import { numberAt, objectsOrNone, wholeTextAt } from './members.js';
import type { Notification } from './notification.js';

/**
 * Reads what EventBridge says about objects in S3; `undefined` when it is not an event of S3. Other events than
 * `Object Created` announce nothing. Keys are not encoded here.
 */
export function parseEventBridgeEvent(payload: JsonObject): Notification | undefined {
  const eventName = wholeTextAt(payload, 'detail-type');
  if (wholeTextAt(payload, 'source') !== 'aws.s3' || eventName === undefined) return undefined;
  if (eventName !== 'Object Created') return { kind: 'ignored', reason: 'no-object' };

  const bucket = wholeTextAt(payload, 'detail', 'bucket', 'name');
  const key = wholeTextAt(payload, 'detail', 'object', 'key');
  if (bucket === undefined || key === undefined) {
    return { kind: 'unreadable', problem: 'An event Object Created names no bucket or no key' };
  }
  return objectsOrNone([
    {
      bucket,
      key,
      etag: wholeTextAt(payload, 'detail', 'object', 'etag'),
      sizeBytes: numberAt(payload, 'detail', 'object', 'size'),
      region: wholeTextAt(payload, 'region'),
      eventName,
    },
  ]);
}
