/** The longest that Node's timers can wait; a longer time would end at once. */
const MAX_TIMER_MS = 2 ** 31 - 1;

/** Time that may be spent on waiting, in total and at a time. What happens between two waits costs nothing. */
export class WaitBudget {
  #leftMs: number;

  constructor(totalMs: number) {
    this.#leftMs = totalMs;
  }

  /** Whether nothing is left that anything could be waited for in. */
  get spent(): boolean {
    // Timers fire up to a millisecond early.
    return this.#leftMs < 2;
  }

  /**
   * Waits for something and takes the time off.
   * @param expire called when it took longer than `limitMs`, or than what is left; must make the wait end with an error.
   */
  async wait<Result>(limitMs: number, expire: () => void, wait: () => Promise<Result>): Promise<Result> {
    const started = performance.now();
    const timer = setTimeout(expire, Math.min(limitMs, Math.max(0, this.#leftMs), MAX_TIMER_MS));
    try {
      return await wait();
    } finally {
      clearTimeout(timer);
      this.#leftMs -= performance.now() - started;
    }
  }
}
