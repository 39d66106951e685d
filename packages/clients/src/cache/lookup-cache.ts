import { type Clock, systemClock } from '@fullstop/core';
import { LRUCache } from 'lru-cache';

/** How long looked-up values are kept. */
export interface CacheOptions {
  /** How long a value is kept after it was read, in seconds. Default: the client's. */
  readonly cacheSeconds?: number;
  /** How long "there is none" is kept, in seconds; at most 60. Default: the client's. */
  readonly absentSeconds?: number;
  /** Values kept at most; the least recently used goes first. Default 1000. */
  readonly cacheEntries?: number;
  readonly clock?: Clock;
}

interface Entry<T> {
  readonly value: T;
  readonly expiresAtMs: number;
}

/** Keeps looked-up values for a time counted from when they were read; concurrent look-ups of one key are one. */
export class LookupCache<T> {
  readonly #entries: LRUCache<string, Entry<T>>;
  readonly #running = new Map<string, Promise<T>>();
  readonly #presentMs: number;
  readonly #absentMs: number;
  readonly #clock: Clock;

  constructor({ cacheSeconds = 60, absentSeconds = 60, cacheEntries = 1000, clock }: CacheOptions) {
    this.#entries = new LRUCache({ max: cacheEntries });
    this.#presentMs = cacheSeconds * 1000;
    this.#absentMs = Math.min(absentSeconds, cacheSeconds, 60) * 1000;
    this.#clock = clock ?? systemClock;
  }

  /** The kept value, else what `lookUp` gives. `undefined` is kept, too; what it throws is not. */
  async get(key: string, lookUp: () => Promise<T>): Promise<T> {
    const entry = this.#entries.get(key);
    if (entry && this.#nowMs() < entry.expiresAtMs) return entry.value;

    return this.#running.get(key) ?? this.#start(key, lookUp);
  }

  #start(key: string, lookUp: () => Promise<T>): Promise<T> {
    const running = this.#lookUp(key, lookUp);
    this.#running.set(key, running);
    return running;
  }

  async #lookUp(key: string, lookUp: () => Promise<T>): Promise<T> {
    try {
      // Later, so that `#start` has made the look-up known before it can end.
      await Promise.resolve();
      const value = await lookUp();
      const keptMs = value === undefined ? this.#absentMs : this.#presentMs;
      if (keptMs > 0) this.#entries.set(key, { value, expiresAtMs: this.#nowMs() + keptMs });
      return value;
    } finally {
      this.#running.delete(key);
    }
  }

  #nowMs(): number {
    return this.#clock.now().getTime();
  }
}
