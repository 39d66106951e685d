import type { Clock, LogFields, Logger } from '@fullstop/core';
import { LRUCache } from 'lru-cache';

const HOUR_MS = 3_600_000;

/** Warns at most once an hour per key: an account without the role would fill the log, one line per event. */
export class HourlyLog {
  readonly #logger: Logger;
  readonly #clock: Clock;
  readonly #warnedAt: LRUCache<string, number>;

  constructor(logger: Logger, clock: Clock, maxKeys: number) {
    this.#logger = logger;
    this.#clock = clock;
    this.#warnedAt = new LRUCache({ max: maxKeys });
  }

  warn(key: string, fields: LogFields, message: string): void {
    const now = this.#clock.now().getTime();
    const warnedAt = this.#warnedAt.get(key);
    if (warnedAt !== undefined && now - warnedAt < HOUR_MS) return;
    this.#warnedAt.set(key, now);
    this.#logger.warn(fields, message);
  }
}
