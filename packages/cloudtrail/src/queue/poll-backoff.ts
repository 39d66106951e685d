/** How long to wait before the next poll while polls fail. */
export interface BackoffOptions {
  /** Delay after the first failure, in seconds; it doubles with each further one. Default 1. */
  readonly firstSeconds?: number;
  /** Longest delay, in seconds. Default 60. */
  readonly maxSeconds?: number;
}

/** Delay in milliseconds after so many failures in a row, at least 1; of it a random part that is at least one half. */
export function backoffMs(
  failures: number,
  { firstSeconds = 1, maxSeconds = 60 }: BackoffOptions,
  random: () => number,
): number {
  return Math.min(firstSeconds * 2 ** (failures - 1), maxSeconds) * 1000 * (0.5 + random() / 2);
}
