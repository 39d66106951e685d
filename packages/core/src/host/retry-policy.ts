/** When and how often a pending check is tried again. */
export interface RetryPolicyOptions {
  /** Delay after the first try, in seconds; it doubles with each further one. Default 10. */
  readonly firstDelaySeconds?: number;
  /** Longest delay, in seconds. Default 3600. */
  readonly maxDelaySeconds?: number;
  /** After so many tries the check is a failed one. Default 12, which is about three hours. */
  readonly maxAttempts?: number;
  /** 0 (included) to 1 (excluded); spreads retries of checks that failed together. Default `Math.random`. */
  readonly random?: () => number;
}

/** Exponential back-off with jitter and a last attempt. */
export class RetryPolicy {
  readonly #firstDelaySeconds: number;
  readonly #maxDelaySeconds: number;
  readonly #maxAttempts: number;
  readonly #random: () => number;

  constructor(options: RetryPolicyOptions = {}) {
    this.#firstDelaySeconds = options.firstDelaySeconds ?? 10;
    this.#maxDelaySeconds = options.maxDelaySeconds ?? 3600;
    this.#maxAttempts = options.maxAttempts ?? 12;
    this.#random = options.random ?? Math.random;
  }

  /** When to try again after `attempts` tries; `null` when that was the last one. */
  nextTryAt(now: Date, attempts: number): Date | null {
    if (attempts >= this.#maxAttempts) return null;
    const delay = Math.min(this.#firstDelaySeconds * 2 ** (attempts - 1), this.#maxDelaySeconds);
    // Between half the delay and the whole of it.
    const jittered = delay * (0.5 + this.#random() / 2);
    return new Date(now.getTime() + Math.round(jittered * 1000));
  }
}
