import { InvalidArgumentError } from 'commander';

const MS_PER_UNIT: Readonly<Record<string, number>> = {
  s: 1000,
  m: 60_000,
  h: 3_600_000,
  d: 86_400_000,
  w: 604_800_000,
};

const SPAN = /^[+-]?(\d{1,9})([smhdw])$/;
const INSTANT = /^(\d{4})-(\d\d)-(\d\d)(?:[T ](\d\d:\d\d)(:\d\d)?(?:\.(\d{1,9}))?\s?(Z|[+-]\d\d:?\d\d)?)?$/i;

/**
 * The instant that `--since` means: a span back from now (`90s`, `30m`, `24h`, `7d`, `2w`, with or without sign), or an ISO
 * date with or without time, fraction and zone (UTC when it names none).
 * @throws {InvalidArgumentError} for everything else.
 */
export function parseSince(text: string, now: Date): Date {
  const instant = spanBefore(text, now) ?? instantOf(text);
  if (instant !== undefined) return instant;
  throw new InvalidArgumentError(
    'Expected a span such as 30m, 24h, 7d or 2w, or a date such as 2026-03-02 or 2026-03-02T09:15:00Z.',
  );
}

/** An ISO date or date-time; `undefined` when the text is none. */
export function instantOf(text: string): Date | undefined {
  const match = INSTANT.exec(text.trim());
  if (!match) return undefined;
  const [, year, month, day, clock = '00:00', seconds = ':00', fraction = '', zone = 'Z'] = match;
  if (Number(day) > new Date(Date.UTC(Number(year), Number(month), 0)).getUTCDate()) return undefined;
  const milliseconds = fraction.slice(0, 3).padEnd(3, '0');
  const offset = zone.length === 5 ? `${zone.slice(0, 3)}:${zone.slice(3)}` : zone.toUpperCase();
  const date = new Date(`${year}-${month}-${day}T${clock}${seconds}.${milliseconds}${offset}`);
  return Number.isNaN(date.getTime()) ? undefined : date;
}

function spanBefore(text: string, now: Date): Date | undefined {
  const [, count, unit] = SPAN.exec(text.trim()) ?? [];
  if (count === undefined || unit === undefined) return undefined;
  const date = new Date(now.getTime() - Number(count) * MS_PER_UNIT[unit]!);
  // A span that reaches further back than dates go.
  return date.getUTCFullYear() >= 1 ? date : undefined;
}
