/**
 * Runs work under a time limit, in milliseconds. When it passes, the result rejects with `late()` at once, and the signal
 * aborts with the same error.
 */
export async function withinDeadline<T>(
  limitMs: number,
  late: () => Error,
  work: (signal: AbortSignal) => Promise<T>,
): Promise<T> {
  const controller = new AbortController();
  let timer: NodeJS.Timeout | undefined;
  const deadline = new Promise<never>((_resolve, reject) => {
    timer = setTimeout(() => {
      const error = late();
      controller.abort(error);
      // Work that heeds the signal ends first, so that whoever counts its failures has done so when the caller hears of it.
      setImmediate(() => reject(error));
    }, limitMs);
  });
  try {
    return await Promise.race([work(controller.signal), deadline]);
  } finally {
    clearTimeout(timer);
  }
}

/** The result of some work; when the signal aborts first, its reason, whether or not the work heeds the signal. */
export async function unlessAborted<T>(signal: AbortSignal, work: Promise<T>): Promise<T> {
  const aborted = new Promise<never>((_resolve, reject) => {
    signal.addEventListener('abort', () => reject(signal.reason), { once: true });
  });
  return Promise.race([work, aborted]);
}
