import type { Clock } from '@fullstop/core';
import { LRUCache } from 'lru-cache';

type Load<Value> = () => Promise<Value>;

/** Values that are kept for a while. */
export interface Kept<Value extends object> {
  /** The kept value, else what `load` gives; what it rejects with is not kept. Concurrent look-ups of one key are one. */
  get(key: string, load: Load<Value>): Promise<Value>;
}

const MAX_ENTRIES = 10_000;

/** Keeps values for some seconds, counted from when they were asked for. */
export function kept<Value extends object>(clock: Clock, seconds: number): Kept<Value> {
  const cache = new LRUCache<string, Value, Load<Value>>({
    max: MAX_ENTRIES,
    ttl: seconds * 1000,
    ttlResolution: 0,
    perf: { now: () => clock.now().getTime() },
    // A look-up that somebody waits for is not given up because its place is needed.
    ignoreFetchAbort: true,
    fetchMethod: (_key, _stale, { context: load }) => load(),
  });
  return { get: (key, load) => cache.forceFetch(key, { context: load }) };
}
