import { distanceOf, minuteOf } from '../format/instants.js';

interface InstantProps {
  readonly at: string;
  /** What happened then, where nothing beside it says so. */
  readonly what?: string;
}

/** A time in UTC; the exact one, and how long ago it is, are a hover away. */
export function Instant({ at, what }: InstantProps) {
  const exact = `${at} (UTC), ${distanceOf(at, Date.now())}`;
  return (
    <time dateTime={at} title={what === undefined ? exact : `${what} ${exact}`}>
      {minuteOf(at)}
      <span class="zone"> UTC</span>
    </time>
  );
}
