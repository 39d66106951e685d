import { parseInstant } from './parse-parameter.js';

// A date beyond these years has more digits in ISO 8601, and no instance was started then.
const MIN_MS = 0;
const MAX_MS = Date.UTC(9999, 11, 31, 23, 59, 59, 999);

/**
 * The instant that a field of a body means: ISO 8601 with or without time, seconds, fraction and zone (UTC then), or
 * milliseconds since 1970. What cannot be read is returned as it is, for the validation to refuse it by name.
 */
export function parseLenientInstant(value: unknown): unknown {
  if (typeof value === 'string') return inRange(parseInstant(completed(value.trim())), value);
  if (typeof value !== 'number' || !Number.isSafeInteger(value)) return value;
  return inRange(new Date(value), value);
}

/** With the time that is missing: midnight, or the full minute. */
function completed(text: string): string {
  if (/^\d{4}-\d\d-\d\d$/.test(text)) return `${text}T00:00:00`;
  return text.replace(/^(\d{4}-\d\d-\d\dT\d\d:\d\d)(?=Z|[+-]\d\d:?\d\d|$)/i, '$1:00');
}

function inRange(instant: unknown, given: unknown): unknown {
  if (!(instant instanceof Date)) return instant;
  return instant.getTime() >= MIN_MS && instant.getTime() <= MAX_MS ? instant : given;
}
