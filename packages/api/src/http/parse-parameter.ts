// A parameter that is repeated arrives as a list. These functions return what they cannot read as it is, for the
// validation to refuse it by name; `undefined` means absent.

/** The entries of a list parameter; `undefined` when it is absent, empty when it is blank. */
export function parseList(value: unknown): readonly string[] | undefined {
  if (value === undefined) return undefined;
  return textsOf(value).flatMap((text) =>
    text
      .split(',')
      .map((entry) => entry.trim())
      .filter((entry) => entry !== ''),
  );
}

const INSTANT = /^(\d{4})-(\d\d)-(\d\d)T(\d\d):(\d\d):(\d\d)(?:[.,](\d{1,9}))?(Z|[+-]\d\d:?\d\d)?$/i;

/** An ISO 8601 date with time; no zone means UTC, digits beyond milliseconds are cut. */
export function parseInstant(value: unknown): unknown {
  const text = lastTextOf(value);
  if (text === undefined) return value;
  if (text === '') return undefined;
  const match = INSTANT.exec(text);
  if (!match) return text;
  const [, year, month, day, hour, minute, second, fraction = '', zone = 'Z'] = match;
  const milliseconds = fraction.slice(0, 3).padEnd(3, '0');
  const offset = zone.length === 5 ? `${zone.slice(0, 3)}:${zone.slice(3)}` : zone.toUpperCase();
  const date = new Date(`${year}-${month}-${day}T${hour}:${minute}:${second}.${milliseconds}${offset}`);
  return isKnownToDatabases(date) && isOfItsMonth(Number(year), Number(month), Number(day)) ? date : text;
}

/** PostgreSQL has no year 0, and beyond year 9999 ISO 8601 writes a sign. */
function isKnownToDatabases(date: Date): boolean {
  // Not a number for an invalid date.
  return date.getUTCFullYear() >= 1 && date.getUTCFullYear() <= 9999;
}

/** JavaScript takes the 31st of February for a day in March. */
function isOfItsMonth(year: number, month: number, day: number): boolean {
  return day >= 1 && day <= new Date(Date.UTC(year, month, 0)).getUTCDate();
}

const YES = new Set(['true', 'on', 'yes', '1']);
const NO = new Set(['false', 'off', 'no', '0']);

/** A switch. */
export function parseFlag(value: unknown): unknown {
  const text = lastTextOf(value)?.toLowerCase();
  if (text === undefined) return value;
  if (text === '') return undefined;
  if (YES.has(text)) return true;
  return NO.has(text) ? false : text;
}

/** A whole number in decimal digits. */
export function parseInteger(value: unknown): unknown {
  const text = lastTextOf(value);
  if (text === undefined) return value;
  if (text === '') return undefined;
  return /^[+-]?\d{1,19}$/.test(text) ? Number(text) : text;
}

/** The trimmed text; `undefined` when it is absent or blank. */
export function parseText(value: unknown): unknown {
  const text = lastTextOf(value);
  return text === undefined ? value : text || undefined;
}

/** The texts as they are, without blank ones; `undefined` when the parameter is absent. */
export function parseTexts(value: unknown): readonly string[] | undefined {
  if (value === undefined) return undefined;
  return textsOf(value).filter((text) => text.trim() !== '');
}

function lastTextOf(value: unknown): string | undefined {
  return textsOf(value).at(-1)?.trim();
}

function textsOf(value: unknown): string[] {
  return (Array.isArray(value) ? value : [value]).filter((entry) => typeof entry === 'string');
}
