import { awaitFact, FactUnavailableError } from '@fullstop/core';

/** How long one inspection waits for facts. */
export interface Patience {
  /** End of the wait, by `performance.now()`. */
  readonly endsAtMs: number;
  readonly signal: AbortSignal | undefined;
}

/** Patience that begins now. */
export function patience(seconds: number, signal: AbortSignal | undefined): Patience {
  return { endsAtMs: performance.now() + seconds * 1000, signal };
}

/**
 * Waits for what others may wait for as well: giving up ends only this wait.
 * @throws {FactUnavailableError} at its end; the signal's reason when that comes first.
 */
export async function waitFor<T>(
  fact: string,
  asked: Promise<T>,
  { endsAtMs, signal }: Patience,
): Promise<T> {
  let end = (): void => {};
  const givenUp = new Promise<never>((_, reject) => {
    const onAbort = (): void => reject(signal?.reason);
    if (signal?.aborted) onAbort();
    const onTimeout = (): void => reject(new FactUnavailableError(fact, 'it did not come in time'));
    const timer = setTimeout(onTimeout, Math.max(0, endsAtMs - performance.now()));
    signal?.addEventListener('abort', onAbort, { once: true });
    end = () => {
      clearTimeout(timer);
      signal?.removeEventListener('abort', onAbort);
    };
  });
  try {
    // What is known already wins, however late it is.
    return await awaitFact(fact, () => Promise.race([asked, givenUp]));
  } finally {
    end();
  }
}
