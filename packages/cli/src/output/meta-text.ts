import { isJsonObject, type JsonValue } from '@fullstop/core';

/** Keys that have columns of their own. */
const SHOWN_ELSEWHERE = new Set(['application_id', 'application_version']);

/**
 * Meta information on one line: a text as it is, an object as `key=value` pairs sorted by key, with anything nested as compact JSON.
 * Nothing, or an empty object, is the empty text.
 */
export function metaText(metaInfo: JsonValue | undefined): string {
  if (metaInfo === null || metaInfo === undefined) return '';
  if (!isJsonObject(metaInfo)) return scalarText(metaInfo);
  return Object.entries(metaInfo)
    .filter(([key]) => !SHOWN_ELSEWHERE.has(key))
    .sort(([left], [right]) => (left < right ? -1 : 1))
    .map(([key, value]) => `${key}=${scalarText(value)}`)
    .join(', ');
}

function scalarText(value: JsonValue): string {
  return typeof value === 'string' ? value : JSON.stringify(value);
}
