import type { LogObject } from '../source/log-object.js';

/**
 * What `work` comes to, or the reason of the signal when that is given first. The work itself goes on; what comes of it
 * then is nobody's business.
 */
export function orAborted<Result>(work: Promise<Result>, signal?: AbortSignal): Promise<Result> {
  if (!signal) return work;
  return new Promise((resolve, reject) => {
    const onAbort = (): void => reject(signal.reason);
    if (signal.aborted) onAbort();
    else signal.addEventListener('abort', onAbort, { once: true });
    void work.then(resolve, reject).finally(() => signal.removeEventListener('abort', onAbort));
  });
}

/** Waits. @returns whether the time is over; `false` when the signal was given before. */
export function sleep(ms: number, signal?: AbortSignal): Promise<boolean> {
  return new Promise((resolve) => {
    if (signal?.aborted) return resolve(false);
    const onAbort = (): void => end(false);
    const timer = setTimeout(() => end(true), ms);
    const end = (isOver: boolean): void => {
      clearTimeout(timer);
      signal?.removeEventListener('abort', onAbort);
      resolve(isOver);
    };
    signal?.addEventListener('abort', onAbort, { once: true });
  });
}

/** Fulfilled when the signal is given. */
export function untilAborted(signal: AbortSignal): Promise<void> {
  return new Promise((resolve) => {
    if (signal.aborted) resolve();
    else signal.addEventListener('abort', () => resolve(), { once: true });
  });
}

/** Fulfilled when `work` is, which must not reject, or when the signal is given. Leaves nothing behind on the signal. */
export async function untilDoneOrAborted(work: Promise<void>, signal: AbortSignal): Promise<void> {
  const done = new AbortController();
  const onAbort = (): void => done.abort();
  signal.addEventListener('abort', onAbort, { once: true });
  void work.then(onAbort);
  if (!signal.aborted) await untilAborted(done.signal);
  signal.removeEventListener('abort', onAbort);
}

/** The same object; its pieces end with the reason of the signal as soon as that is given. */
export function abortableObject(object: LogObject, signal?: AbortSignal): LogObject {
  if (!signal) return object;
  const { id, sizeBytes, keyAccountId, keyRegion } = object;
  return { id, sizeBytes, keyAccountId, keyRegion, open: () => piecesUntil(object.open(), signal) };
}

async function* piecesUntil(
  body: AsyncIterable<Uint8Array>,
  signal: AbortSignal,
): AsyncGenerator<Uint8Array> {
  const pieces = body[Symbol.asyncIterator]();
  try {
    for (;;) {
      const { done, value } = await orAborted(pieces.next(), signal);
      if (done) return;
      yield value;
    }
  } finally {
    // A source that hangs hangs here as well: after an abort it is told, and not waited for.
    if (pieces.return) await orAborted(pieces.return(), signal);
  }
}
