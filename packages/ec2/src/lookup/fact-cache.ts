import type { Clock } from '@fullstop/core';
import { LRUCache } from 'lru-cache';

/** How long values are kept. */
export interface FactCacheOptions<Value> {
  /** How long a value is kept after it was read, in seconds. */
  readonly seconds: number;
  /** Which values, beside `undefined`, say that there is none; those are kept for a minute at most. Default: no other. */
  readonly saysNone?: (value: Value) => boolean;
  readonly clock: Clock;
}

/** What to look up, and how. */
export interface Lookup<Value> {
  /** What the values depend on beside their ids, such as account and region. */
  readonly place: string;
  readonly id: string;
  /** Ids that will be asked for next; looked up along, as far as they are not known. */
  readonly siblings?: readonly string[];
  /** Looks up several ids at once; an id that is not in the answer does not exist. */
  readonly load: (ids: readonly string[]) => Promise<ReadonlyMap<string, Value>>;
}

interface Entry<Value> {
  readonly value: Value | undefined;
  readonly expiresAtMs: number;
}

type Batch<Value> = Promise<ReadonlyMap<string, Value>>;

const MAX_ENTRIES = 10_000;
const MAX_NONE_SECONDS = 60;
// EC2 takes 200 values per filter, and its answers grow with them.
const MAX_BATCH = 100;

/**
 * Keeps what was looked up, "there is none" included, for a time that counts from the look-up. Concurrent look-ups of one id
 * are one. What failed is not kept.
 */
export class FactCache<Value> {
  readonly #entries = new LRUCache<string, Entry<Value>>({ max: MAX_ENTRIES });
  readonly #running = new Map<string, Batch<Value>>();
  readonly #options: FactCacheOptions<Value>;

  constructor(options: FactCacheOptions<Value>) {
    this.#options = options;
  }

  /** The value of an id; `undefined` when there is none. Rejects with what `load` rejects with. */
  async get(lookup: Lookup<Value>): Promise<Value | undefined> {
    const key = keyOf(lookup.place, lookup.id);
    const entry = this.#fresh(key);
    if (entry) return entry.value;
    const batch = this.#running.get(key) ?? this.#start(lookup);
    return (await batch).get(lookup.id);
  }

  /** The value of an id, if it is kept. */
  peek(place: string, id: string): Value | undefined {
    return this.#fresh(keyOf(place, id))?.value;
  }

  /** Keeps a value that was learned otherwise. */
  learn(place: string, id: string, value: Value | undefined): void {
    const { seconds, saysNone = () => false, clock } = this.#options;
    const isNone = value === undefined || saysNone(value);
    const keptSeconds = isNone ? Math.min(seconds, MAX_NONE_SECONDS) : seconds;
    const expiresAtMs = clock.now().getTime() + keptSeconds * 1000;
    this.#entries.set(keyOf(place, id), { value, expiresAtMs });
  }

  #start(lookup: Lookup<Value>): Batch<Value> {
    const { place, id, siblings = [] } = lookup;
    const unknown = siblings.filter((sibling) => this.#isUnknown(keyOf(place, sibling)));
    const ids = [...new Set([id, ...unknown])].slice(0, MAX_BATCH);
    const batch = this.#load(lookup, ids);
    for (const each of ids) this.#running.set(keyOf(place, each), batch);
    return batch;
  }

  async #load({ place, load }: Lookup<Value>, ids: readonly string[]): Batch<Value> {
    try {
      // Later, so that `#start` has made the batch known before it can end.
      await Promise.resolve();
      const values = await load(ids);
      for (const id of ids) this.learn(place, id, values.get(id));
      return values;
    } finally {
      for (const id of ids) this.#running.delete(keyOf(place, id));
    }
  }

  #isUnknown(key: string): boolean {
    return !this.#fresh(key) && !this.#running.has(key);
  }

  #fresh(key: string): Entry<Value> | undefined {
    const entry = this.#entries.get(key);
    return entry && this.#options.clock.now().getTime() < entry.expiresAtMs ? entry : undefined;
  }
}

function keyOf(place: string, id: string): string {
  return JSON.stringify([place, id]);
}
