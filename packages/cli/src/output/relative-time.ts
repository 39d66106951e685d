const MINUTE = 60;
const HOUR = 3600;
const DAY = 86_400;

/** How long ago an instant was, in the largest fitting unit: `69s ago`, `1m ago`, `49h ago`, `2d ago`. */
export function relativeTime(date: Date, now: Date): string {
  const seconds = ageSeconds(date, now);
  if (seconds > 49 * HOUR) return `${Math.round(seconds / DAY)}d ago`;
  if (seconds > HOUR) return `${Math.round(seconds / HOUR)}h ago`;
  if (seconds > 70) return `${Math.round(seconds / MINUTE)}m ago`;
  return `${Math.round(seconds)}s ago`;
}

/** How fresh an instant is: within 15 minutes, within an hour, or older. */
export function freshnessOf(date: Date, now: Date): 'new' | 'recent' | 'old' {
  const seconds = ageSeconds(date, now);
  if (seconds < 15 * MINUTE) return 'new';
  return seconds < HOUR ? 'recent' : 'old';
}

function ageSeconds(date: Date, now: Date): number {
  return (now.getTime() - date.getTime()) / 1000;
}
