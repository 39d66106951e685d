import type { Random } from '../../sample-world/random.js';
import { notificationOf, type StoredLog } from './notifications.js';

/** How many notifications are more than they should be. */
export interface AnnouncementShares {
  /** Share (0 to 1) of notifications that come twice. */
  readonly duplicated: number;
  /** Share (0 to 1) of messages that announce several objects. */
  readonly several: number;
}

/** Bodies of messages, in no order. */
export interface Announcements {
  /** Each object is announced by one of them. */
  readonly bodies: readonly string[];
  /** Some of the bodies once more. */
  readonly duplicates: readonly string[];
}

const SEVERAL_AT_MOST = 4;

/** Announces every log once, most alone and some together, and some of the notifications once more. */
export function announcementsOf(
  logs: readonly StoredLog[],
  { duplicated, several }: AnnouncementShares,
  random: Random,
): Announcements {
  const left = random.shuffled(logs);
  const bodies: string[] = [];
  while (left.length > 0) {
    const count = random.chance(several) ? 2 + random.int(SEVERAL_AT_MOST - 1) : 1;
    bodies.push(notificationOf(left.splice(0, count), random));
  }
  const duplicates = random.shuffled(bodies).slice(0, Math.ceil(bodies.length * duplicated));
  return { bodies, duplicates };
}
