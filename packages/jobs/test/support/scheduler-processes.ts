import { type ChildProcess, fork } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';
import type { SchedulerProcessOptions, SchedulerReport } from './scheduler-process.js';

const HOOKS = join(import.meta.dirname, '../../../store/test/support/typescript-hooks.mjs');
const SCRIPT = join(import.meta.dirname, 'scheduler-process.ts');

/** A job that began a scan. */
export interface Begin {
  readonly owner: string;
  readonly job: string;
  /** In the processes' time. */
  readonly at: Date;
}

interface Child {
  readonly owner: string;
  readonly process: ChildProcess;
  /** When it wants to go on, in epoch milliseconds. */
  next: number;
}

/** Processes with a scheduler each, on one database and in one time that the test moves. */
export class SchedulerProcesses {
  readonly begins: Begin[] = [];
  readonly #options: Omit<SchedulerProcessOptions, 'owner'>;
  #children: Child[] = [];
  #now: number;

  constructor(options: Omit<SchedulerProcessOptions, 'owner'>) {
    this.#options = options;
    this.#now = new Date(options.start).getTime();
  }

  /** Starts a process that goes by this name, at the moment that the others have reached. */
  async start(owner: string): Promise<void> {
    const options: SchedulerProcessOptions = {
      ...this.#options,
      owner,
      start: new Date(this.#now).toISOString(),
    };
    const child = {
      owner,
      next: this.#now,
      process: fork(SCRIPT, [JSON.stringify(options)], {
        execArgv: ['--conditions=@fullstop/source', '--import', HOOKS],
        env: { ...process.env, NODE_OPTIONS: '' },
      }),
    };
    this.#children.push(child);
    await this.#report(child);
  }

  /** Ends a process without a word. */
  async kill(owner: string): Promise<void> {
    const child = this.#children.find((each) => each.owner === owner)!;
    this.#children = this.#children.filter((each) => each !== child);
    child.process.kill('SIGKILL');
    await once(child.process, 'exit');
  }

  async killAll(): Promise<void> {
    await Promise.all(this.#children.map(({ owner }) => this.kill(owner)));
  }

  /** Lets time pass: all clocks go to the next instant that one of the processes waits for, again and again. */
  async advanceTo(instant: string): Promise<void> {
    const until = new Date(instant).getTime();
    for (;;) {
      const next = Math.min(...this.#children.map((child) => child.next));
      if (next > until) break;
      this.#now = next;
      await this.#moveAll();
    }
    this.#now = until;
    await this.#moveAll();
  }

  /** All move at the same time; each time another one hears of it first. */
  async #moveAll(): Promise<void> {
    this.#children.push(this.#children.shift()!);
    await Promise.all(
      this.#children.map((child) => {
        child.process.send(this.#now);
        return this.#report(child);
      }),
    );
  }

  /** Waits for what a process tells when it has nothing more to do. @throws {Error} when it ends instead. */
  async #report(child: Child): Promise<void> {
    const { next, began } = await new Promise<SchedulerReport>((resolve, reject) => {
      const ended = (code: number | null) => reject(new Error(`process ${child.owner} ended with ${code}`));
      child.process.once('exit', ended);
      child.process.once('message', (report) => {
        child.process.off('exit', ended);
        resolve(report as SchedulerReport);
      });
    });
    child.next = next;
    for (const job of began) this.begins.push({ owner: child.owner, job, at: new Date(this.#now) });
  }
}
