import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';
import { CHECKOUT, type ProcessOptions, type ProcessResult } from '@fullstop/tools/process';

/** Where a call runs, and with which variables beside a bare environment. */
export type CallOptions = Pick<ProcessOptions, 'cwd' | 'env'>;

/**
 * The built command line in one process, for many calls one after the other: starting a process takes a second. Tests of
 * what only a whole process can show, such as that it ends by itself, use `runFullstop`.
 */
export class CommandHost {
  #child: ChildProcess | undefined;
  /** How the process ended. */
  #closed: Promise<unknown[]> | undefined;
  #last: Promise<unknown> = Promise.resolve();

  /** Runs `fullstop` with some arguments, after the calls before. */
  run(args: readonly string[], options: CallOptions = {}): Promise<ProcessResult> {
    const call = this.#last.then(() => this.#call(args, options));
    this.#last = call.catch(() => undefined);
    return call;
  }

  async stop(): Promise<void> {
    await this.#last;
    this.#child?.kill('SIGKILL');
    await this.#closed;
  }

  async #call(args: readonly string[], { cwd = CHECKOUT, env }: CallOptions): Promise<ProcessResult> {
    this.#child ??= spawn(process.execPath, [join(import.meta.dirname, 'call-commands.mjs')], {
      stdio: ['ignore', 'pipe', 'inherit', 'ipc'],
    });
    // One listener for all calls: each of them would leave one behind.
    this.#closed ??= once(this.#child, 'close');
    const { PATH = '', HOME = '', TMPDIR = '' } = process.env;
    const lost = this.#closed.then(([code, signal]) => {
      throw new Error(`the process of fullstop ${args.join(' ')} ended with ${code ?? signal}`);
    });
    const answered = once(this.#child, 'message').then(([result]) => result as ProcessResult);
    this.#child.send({ args, cwd, env: { PATH, HOME, TMPDIR, ...env } });
    return Promise.race([answered, lost]);
  }
}
