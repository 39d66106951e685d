// ISO 8601 with a time zone, with or without a fraction; a bare date or local time says too little.
const INSTANT = /^\d{4}-\d{2}-\d{2}T\d{2}:\d{2}:\d{2}(?:\.\d{1,9})?(?:Z|[+-]\d{2}:?\d{2})$/;

/** The instant that an ISO text names; `undefined` for anything else. `Date` alone would also take `May 5`. */
export function instantOf(text: string | undefined): Date | undefined {
  if (!text || !INSTANT.test(text)) return undefined;
  const time = new Date(text);
  return Number.isNaN(time.getTime()) ? undefined : time;
}
