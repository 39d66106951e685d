import { valueAt } from '@fullstop/core';
import type { AnnouncedObject, Notification } from './notification.js';

/** The text at a path, untrimmed, for keys may begin and end with blanks; `undefined` when it is missing or empty. */
export function wholeTextAt(value: unknown, ...path: readonly string[]): string | undefined {
  const found = valueAt(value, ...path);
  return typeof found === 'string' && found !== '' ? found : undefined;
}

/** The number at a path; `undefined` when it is missing or something else. */
export function numberAt(value: unknown, ...path: readonly string[]): number | undefined {
  const found = valueAt(value, ...path);
  return typeof found === 'number' ? found : undefined;
}

/** A notification of these objects, without the members that are not known. */
export function objectsOrNone(objects: readonly AnnouncedObject[]): Notification {
  if (objects.length === 0) return { kind: 'ignored', reason: 'no-object' };
  return { kind: 'objects', objects: objects.map(known) };
}

function known({ bucket, key, etag, sizeBytes, region, eventName }: AnnouncedObject): AnnouncedObject {
  return {
    bucket,
    key,
    ...(etag !== undefined && { etag }),
    ...(sizeBytes !== undefined && { sizeBytes }),
    ...(region !== undefined && { region }),
    ...(eventName !== undefined && { eventName }),
  };
}
