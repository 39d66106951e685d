import type { Clock } from '@fullstop/core';
import { LRUCache } from 'lru-cache';

const MAX_SENDERS = 50_000;

interface Window {
  readonly endsAtMs: number;
  requests: number;
}

/** Counts the requests of each sender in windows of a minute. Knows a bounded number of senders; idle ones go first. */
export class RequestCounter {
  readonly #windows = new LRUCache<string, Window>({ max: MAX_SENDERS });

  constructor(
    private readonly limit: number,
    private readonly clock: Clock,
  ) {}

  /** Counts one more request; how many seconds to wait when there were too many, else `undefined`. */
  count(sender: string): number | undefined {
    const nowMs = this.clock.now().getTime();
    const known = this.#windows.get(sender);
    const window = known && nowMs < known.endsAtMs ? known : { endsAtMs: nowMs + 60_000, requests: 0 };
    window.requests += 1;
    if (window !== known) this.#windows.set(sender, window);
    return window.requests > this.limit ? Math.ceil((window.endsAtMs - nowMs) / 1000) : undefined;
  }
}
