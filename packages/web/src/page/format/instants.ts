/** An instant to the minute, in UTC, such as `2026-08-06 10:00`. */
export function minuteOf(instant: string): string {
  return instant.slice(0, 16).replace('T', ' ');
}

const UNITS = [
  ['day', 86_400],
  ['hour', 3600],
  ['minute', 60],
] as const;

/** How long ago, or how far away, an instant is, such as `3 hours ago` or `in 2 days`. */
export function distanceOf(instant: string, now: number): string {
  const seconds = (Date.parse(instant) - now) / 1000;
  const [unit, length] = UNITS.find(([, each]) => Math.abs(seconds) >= each) ?? ['minute', 60];
  const amount = Math.trunc(seconds / length);
  if (amount === 0) return 'just now';
  return new Intl.RelativeTimeFormat('en', { numeric: 'always' }).format(amount, unit);
}

/** How long something took, such as `4 min 5 s`. */
export function durationOf(from: string, to: string): string {
  const seconds = Math.max(0, Math.round((Date.parse(to) - Date.parse(from)) / 1000));
  if (seconds < 60) return `${seconds} s`;
  const minutes = Math.floor(seconds / 60);
  return minutes < 60
    ? `${minutes} min ${seconds % 60} s`
    : `${Math.floor(minutes / 60)} h ${minutes % 60} min`;
}

/** Rules without an end have the year 9999. */
export function isForEver(expiry: string): boolean {
  return expiry.startsWith('9999-');
}

/** What an input for a time holds, which knows no zone, as an instant in UTC; `undefined` when it is empty. */
export function instantOfInput(value: string): string | undefined {
  return value === '' ? undefined : new Date(`${value}Z`).toISOString();
}

/** The instant for an input, which takes minutes in no zone. Empty for what is no instant: it may come from an address. */
export function inputOfInstant(instant: string | undefined): string {
  return instant !== undefined && !Number.isNaN(Date.parse(instant))
    ? new Date(instant).toISOString().slice(0, 16)
    : '';
}
