/** Steps of a test that is a command of its own. */
export interface Steps {
  /** Does one thing; prints it, and how long it took. @throws what it throws, after saying so. */
  step<T>(name: string, act: () => Promise<T>): Promise<T>;
  /** Prints how many steps there were, as the last line. */
  finish(): void;
}

/** Counts steps and prints them. */
export function steps(): Steps {
  let passed = 0;
  let failed = 0;
  return {
    async step(name, act) {
      const started = performance.now();
      try {
        const result = await act();
        passed += 1;
        console.log(`ok      ${name} (${secondsSince(started)} s)`);
        return result;
      } catch (error) {
        failed += 1;
        console.log(`FAILED  ${name} (${secondsSince(started)} s)`);
        throw error;
      }
    },
    finish: () => console.log(`${passed} passed, ${failed} failed`),
  };
}

/** Seconds since `performance.now()` gave this, with one digit. */
export function secondsSince(started: number): string {
  return ((performance.now() - started) / 1000).toFixed(1);
}
