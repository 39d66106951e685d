import { relative, sep } from 'node:path';
import { watch } from 'chokidar';

/** What is made or kept by tools: changes in there are nobody's work. */
const NOT_WATCHED = ['node_modules', 'dist', 'coverage', '.git', '.fullstop'];
/** Editors write a file in several steps, and tools several files at once. */
const QUIET_MS = 150;

/** Folders and files that are watched. */
export interface OnSave {
  /** Told once at the beginning and after every change; never twice at a time. */
  run(): Promise<void>;
  /** Ends the watching. */
  readonly signal: AbortSignal;
}

/**
 * Runs something now, and again whenever a file in these folders changed. What changes meanwhile leads to one more run.
 * Resolves when the signal is aborted and nothing runs any more. @throws what `run` throws.
 */
export async function runOnSave(folders: readonly string[], { run, signal }: OnSave): Promise<void> {
  const watcher = watch([...folders], {
    ignoreInitial: true,
    ignored: (path) => folders.some((folder) => isNotWatched(relative(folder, path))),
  });
  const changes = new Changes();
  watcher.on('all', () => changes.add());
  watcher.on('error', (error) => changes.fail(error));
  const stop = () => changes.stop();
  signal.addEventListener('abort', stop, { once: true });
  try {
    while (!signal.aborted) {
      await run();
      await changes.next();
    }
  } finally {
    signal.removeEventListener('abort', stop);
    await watcher.close();
  }
}

function isNotWatched(path: string): boolean {
  return path.split(sep).some((part) => NOT_WATCHED.includes(part));
}

/** Changes since the last run, and whoever waits for them. */
class Changes {
  #happened = false;
  #failure: unknown;
  #wake: (() => void) | undefined;
  #timer: NodeJS.Timeout | undefined;

  add(): void {
    clearTimeout(this.#timer);
    this.#timer = setTimeout(() => this.stop(), QUIET_MS);
  }

  fail(error: unknown): void {
    this.#failure = error;
    this.stop();
  }

  /** Lets whoever waits go on. */
  stop(): void {
    clearTimeout(this.#timer);
    this.#happened = true;
    this.#wake?.();
  }

  /** Resolves after a change since it was last asked. @throws what the watching failed with. */
  async next(): Promise<void> {
    if (!this.#happened) await new Promise<void>((resolve) => (this.#wake = resolve));
    this.#happened = false;
    this.#wake = undefined;
    if (this.#failure !== undefined) throw this.#failure;
  }
}
