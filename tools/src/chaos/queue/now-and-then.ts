import { setTimeout as delay } from 'node:timers/promises';

/** Does something again and again, after pauses of random length, until the signal is given. */
export async function nowAndThen(
  meanPauseMs: number,
  act: () => unknown,
  signal: AbortSignal,
): Promise<void> {
  while (!signal.aborted) {
    // As of things that happen independently of each other; a very long pause would make runs differ too much.
    const pauseMs = Math.min(-Math.log(1 - Math.random()), 4) * meanPauseMs;
    await delay(pauseMs, undefined, { signal }).catch(() => undefined);
    if (!signal.aborted) await act();
  }
}
