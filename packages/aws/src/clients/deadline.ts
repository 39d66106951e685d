/** When a task is given up. */
export interface Deadline {
  readonly seconds: number;
  /** What the task rejects with then. */
  readonly error: () => Error;
  /** Gives up earlier, with the signal's reason. */
  readonly signal?: AbortSignal | undefined;
}

/**
 * Runs a task with a signal that is aborted at the deadline. Does not wait for the task to hear it: parts of a call, such
 * as getting credentials, take no signal.
 */
export async function withinDeadline<T>(
  deadline: Deadline,
  task: (signal: AbortSignal) => Promise<T>,
): Promise<T> {
  const { seconds, error, signal } = deadline;
  signal?.throwIfAborted();
  const controller = new AbortController();
  let end = (): void => {};
  const givenUp = new Promise<never>((_, reject) => {
    const giveUp = (reason: unknown): void => {
      reject(reason);
      controller.abort(reason);
    };
    const onAbort = (): void => giveUp(signal?.reason);
    const timer = setTimeout(() => giveUp(error()), seconds * 1000);
    signal?.addEventListener('abort', onAbort, { once: true });
    end = () => {
      clearTimeout(timer);
      signal?.removeEventListener('abort', onAbort);
    };
  });
  try {
    return await Promise.race([task(controller.signal), givenUp]);
  } finally {
    end();
  }
}
