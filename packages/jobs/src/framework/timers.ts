/** Waits. A port, so that tests can let days pass in seconds. */
export interface Timers {
  /** Calls back once, after so many milliseconds. @returns what takes that back. */
  after(milliseconds: number, callback: () => void): () => void;
}

// Node takes longer times for 1 ms.
const MAX_MILLISECONDS = 2 ** 31 - 1;

/** The machine's timers. They keep no process alive. */
export const systemTimers: Timers = {
  after(milliseconds, callback) {
    const timer = setTimeout(callback, Math.min(milliseconds, MAX_MILLISECONDS));
    timer.unref();
    return () => clearTimeout(timer);
  },
};

/** A signal that follows another one, and is aborted with an error of its own when the time is up. */
export class Deadline {
  readonly #abort = new AbortController();
  readonly #cancel: () => void;
  readonly #parent: AbortSignal;
  readonly #follow = () => this.#abort.abort(this.#parent.reason);

  constructor(timers: Timers, milliseconds: number, parent: AbortSignal, error: () => Error) {
    this.#parent = parent;
    this.#cancel = timers.after(milliseconds, () => this.#abort.abort(error()));
    if (parent.aborted) this.#follow();
    else parent.addEventListener('abort', this.#follow, { once: true });
  }

  get signal(): AbortSignal {
    return this.#abort.signal;
  }

  /** To be called when the work is done. */
  end(): void {
    this.#cancel();
    this.#parent.removeEventListener('abort', this.#follow);
  }
}

/** Settles as `work` does, or rejects with the signal's reason at once when it is aborted, whatever becomes of the work. */
export async function untilAborted<T>(signal: AbortSignal, work: () => Promise<T>): Promise<T> {
  signal.throwIfAborted();
  let stop = () => {};
  const aborted = new Promise<never>((_resolve, reject) => {
    stop = () => reject(signal.reason);
    signal.addEventListener('abort', stop, { once: true });
  });
  try {
    return await Promise.race([work(), aborted]);
  } finally {
    signal.removeEventListener('abort', stop);
  }
}
