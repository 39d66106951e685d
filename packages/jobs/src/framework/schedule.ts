import { messageOf } from '@fullstop/core';
import { Cron } from 'croner';

const EARLIEST_DEADLINE_SECONDS = 600;
const SHARE_OF_PERIOD = 0.8;
/** Late slots that are looked at, and how far back; a job that was away for longer begins anew. */
const MAX_SLOTS = 500;
const LOOK_BACK_MILLISECONDS = 30 * 86_400_000;

/** When a job is due. */
export class Schedule {
  readonly #cron: Cron;

  /**
   * @param pattern - cron expression of five fields: minute, hour, day of month, month, day of week.
   * @param timeZone - such as `UTC` or `Europe/Berlin`.
   * @throws {Error} when one of them cannot be read.
   */
  constructor(pattern: string, timeZone: string) {
    this.#cron = new Cron(pattern, { mode: '5-part', timezone: timeZone, paused: true });
  }

  /** The first slot after an instant; `undefined` when there is none any more. */
  next(after: Date): Date | undefined {
    return this.#cron.nextRun(after) ?? undefined;
  }

  /** Slots after one instant and not after another, oldest first; of very many the newest. */
  between(after: Date, until: Date): Date[] {
    // Forwards, because croner looks backwards a thousand times slower.
    const from = new Date(Math.max(after.getTime(), until.getTime() - LOOK_BACK_MILLISECONDS));
    const slots: Date[] = [];
    for (let slot = this.next(from); slot && slot <= until; slot = this.next(slot)) slots.push(slot);
    return slots.slice(-MAX_SLOTS);
  }

  /** Longest time of the run of a slot, in seconds: 80 % of the time to the next one, at least 10 minutes. */
  deadlineSeconds(from: Date): number {
    const first = this.next(from);
    const second = first && this.next(first);
    if (!first || !second) return EARLIEST_DEADLINE_SECONDS;
    const periodSeconds = (second.getTime() - first.getTime()) / 1000;
    return Math.max(EARLIEST_DEADLINE_SECONDS, periodSeconds * SHARE_OF_PERIOD);
  }
}

/** What is wrong with a schedule; `undefined` when nothing is. */
export function scheduleProblem(pattern: string, timeZone: string): string | undefined {
  try {
    new Schedule(pattern, timeZone).next(new Date(0));
    return undefined;
  } catch (error) {
    return messageOf(error);
  }
}
