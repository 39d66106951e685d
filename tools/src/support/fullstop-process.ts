import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';

/** The built command line of this checkout. */
export const FULLSTOP = fileURLToPath(new URL('../../../packages/cli/bin/fullstop.js', import.meta.url));

/** Top folder of this checkout; a project in which all our plugins are installed. */
export const CHECKOUT = fileURLToPath(new URL('../../../', import.meta.url));

/** How a process is run. */
export interface ProcessOptions {
  /** Default: the checkout. */
  readonly cwd?: string;
  /** Added to a bare environment: nothing that is set here by chance reaches the process. */
  readonly env?: Readonly<Record<string, string>>;
  /** Default: the command line of this checkout. */
  readonly command?: string;
  /** Arguments of Node itself. */
  readonly nodeArguments?: readonly string[];
}

/** What a process that ended has left. */
export interface ProcessResult {
  readonly code: number | null;
  readonly stdout: string;
  readonly stderr: string;
}

/** Runs `fullstop` with some arguments to its end. */
export async function runFullstop(
  args: readonly string[],
  options: ProcessOptions = {},
): Promise<ProcessResult> {
  const child = spawnFullstop(args, options);
  const texts = { stdout: '', stderr: '' };
  child.stdout?.setEncoding('utf8').on('data', (text: string) => (texts.stdout += text));
  child.stderr?.setEncoding('utf8').on('data', (text: string) => (texts.stderr += text));
  const [code] = await once(child, 'close');
  return { code, ...texts };
}

/** `fullstop serve` while it runs. */
export class ServeProcess {
  /** Lines of standard output and standard error so far. */
  readonly lines: string[] = [];
  readonly #child: ChildProcess;
  readonly #closed: Promise<unknown>;
  /** Whether it is gone, and all that it printed is in `lines`; that can be later than its end. */
  #hasClosed = false;
  readonly #watchers = new Set<() => void>();

  constructor(options: ProcessOptions = {}, args: readonly string[] = []) {
    this.#child = spawnFullstop(['serve', ...args], {
      ...options,
      env: { FULLSTOP_API_PORT: '0', FULLSTOP_MANAGEMENT_PORT: '0', ...options.env },
    });
    this.#closed = once(this.#child, 'close');
    for (const stream of [this.#child.stdout, this.#child.stderr]) {
      createInterface({ input: stream! }).on('line', (line) => {
        this.lines.push(line);
        for (const look of this.#watchers) look();
      });
    }
    void this.#closed.then(() => {
      this.#hasClosed = true;
      for (const look of this.#watchers) look();
    });
  }

  /** Number of the process for the operating system; absent when it could not be started. */
  get pid(): number | undefined {
    return this.#child.pid;
  }

  /** Resolves when the process is gone, for whatever reason. */
  get closed(): Promise<void> {
    return this.#closed.then(() => undefined);
  }

  get ended(): boolean {
    return this.#child.exitCode !== null || this.#child.signalCode !== null;
  }

  /**
   * The `count`-th line that matches, as soon as it is there.
   * @throws with everything that was printed, when the process ends or the time is up before.
   */
  async line(pattern: RegExp, { count = 1, timeoutSeconds = 60 } = {}): Promise<string> {
    const matching = () => this.lines.filter((line) => pattern.test(line))[count - 1];
    return new Promise((resolve, reject) => {
      const finish = (act: () => void) => {
        clearTimeout(timer);
        this.#watchers.delete(look);
        act();
      };
      const fail = (why: string) =>
        finish(() => reject(new Error(`no line ${pattern} (${why}) in:\n${this.lines.join('\n')}`)));
      const look = () => {
        const found = matching();
        if (found !== undefined) finish(() => resolve(found));
        else if (this.#hasClosed) fail('the process ended');
      };
      const timer = setTimeout(() => fail(`${timeoutSeconds} s are over`), timeoutSeconds * 1000);
      this.#watchers.add(look);
      look();
    });
  }

  /** Address of the health page. */
  async healthUrl(): Promise<string> {
    const line = await this.line(/Health: +http/);
    return /http:[^\s"]+/.exec(line)![0];
  }

  /** Resolves when everything that lay in the folder is stored. */
  async caughtUp(timeoutSeconds = 120): Promise<void> {
    await this.line(/Everything that lay in the folder is stored/, { timeoutSeconds });
  }

  /** Ends the process, and resolves with its exit code (`null` when a signal ended it) when it is gone. */
  async end(signal: NodeJS.Signals = 'SIGTERM'): Promise<number | null> {
    if (!this.ended) this.#child.kill(signal);
    await this.#closed;
    return this.#child.exitCode;
  }
}

function spawnFullstop(args: readonly string[], options: ProcessOptions): ChildProcess {
  const { PATH = '', HOME = '', TMPDIR = '' } = process.env;
  return spawn(process.execPath, [...(options.nodeArguments ?? []), options.command ?? FULLSTOP, ...args], {
    cwd: options.cwd ?? CHECKOUT,
    env: { PATH, HOME, TMPDIR, ...options.env },
    stdio: ['ignore', 'pipe', 'pipe'],
  });
}
