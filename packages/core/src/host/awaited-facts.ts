import { AsyncLocalStorage } from 'node:async_hooks';

/** The facts that one check waits for at a moment. */
export class AwaitedFacts {
  readonly #waits = new Set<{ readonly fact: string }>();

  /** The one that it has waited for the longest; `undefined` when it waits for none. */
  get oldest(): string | undefined {
    const [oldest] = this.#waits;
    return oldest?.fact;
  }

  /** Runs a check, whose {@link awaitFact} is noted here. */
  during<T>(check: () => T): T {
    return current.run(this, check);
  }

  /** Waits, and notes for what as long as it lasts. */
  async until<T>(fact: string, ask: () => Promise<T>): Promise<T> {
    const wait = { fact };
    this.#waits.add(wait);
    try {
      return await ask();
    } finally {
      this.#waits.delete(wait);
    }
  }
}

const current = new AsyncLocalStorage<AwaitedFacts>();

/**
 * Asks the outside for a fact, on behalf of the running check. When the time of the check is up meanwhile, it is the fact
 * that is missing, and the check is pending; a check that waits for nothing has failed. Without a check it only asks.
 * @param fact which one, for messages, such as `user data of i-0123456789abcdef0`.
 */
export function awaitFact<T>(fact: string, ask: () => Promise<T>): Promise<T> {
  const awaited = current.getStore();
  return awaited ? awaited.until(fact, ask) : ask();
}
