/** Time during which something was under way at least once; what runs at the same time counts once. */
export class Stopwatch {
  #underWay = 0;
  #startedAt = 0;
  #elapsedMs = 0;

  /** Time so far, in milliseconds. */
  get elapsedMs(): number {
    return this.#elapsedMs + (this.#underWay > 0 ? performance.now() - this.#startedAt : 0);
  }

  /** Forgets the time so far. */
  reset(): void {
    this.#elapsedMs = 0;
    this.#startedAt = performance.now();
  }

  /** Does something while the watch runs. */
  async during<Result>(work: () => Promise<Result>): Promise<Result> {
    if (this.#underWay === 0) this.#startedAt = performance.now();
    this.#underWay += 1;
    try {
      return await work();
    } finally {
      this.#underWay -= 1;
      if (this.#underWay === 0) this.#elapsedMs += performance.now() - this.#startedAt;
    }
  }
}
