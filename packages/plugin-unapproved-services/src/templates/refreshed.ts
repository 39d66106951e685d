import { awaitFact, type Clock } from '@fullstop/core';

/** How a value is loaded and kept. */
export interface RefreshedOptions<Value> {
  /** What it is, for messages. */
  readonly fact: string;
  readonly load: () => Promise<Value>;
  readonly ttlSeconds: number;
  readonly clock: Clock;
  /** Told when the last good value is used on, because it could not be loaded again. */
  readonly onStale: (error: unknown) => void;
}

/**
 * A value that is loaded when first asked for, and again when it is too old; at most once at a time. When loading again
 * fails the last good value stands for another while.
 */
export class Refreshed<Value> {
  readonly #options: RefreshedOptions<Value>;
  #known: { readonly value: Value; readonly until: number } | undefined;
  #loading: Promise<Value> | undefined;

  constructor(options: RefreshedOptions<Value>) {
    this.#options = options;
  }

  /** @throws what loading threw, when there is no value yet. */
  async get(): Promise<Value> {
    if (this.#known && this.#now() < this.#known.until) return this.#known.value;
    this.#loading ??= this.#load().finally(() => {
      this.#loading = undefined;
    });
    const loading = this.#loading;
    // Each check that waits says so, also when another one has begun to load.
    return awaitFact(this.#options.fact, () => loading);
  }

  async #load(): Promise<Value> {
    try {
      return this.#keep(await this.#options.load());
    } catch (error) {
      if (!this.#known) throw error;
      this.#options.onStale(error);
      return this.#keep(this.#known.value);
    }
  }

  #keep(value: Value): Value {
    this.#known = { value, until: this.#now() + this.#options.ttlSeconds * 1000 };
    return value;
  }

  #now(): number {
    return this.#options.clock.now().getTime();
  }
}
