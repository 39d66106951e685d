import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';
import { createInterface } from 'node:readline';

/** Another process that runs a script of this folder and talks in lines. */
export interface Child {
  readonly pid: number;
  /** Its next line. */
  line(): Promise<string>;
  /** Ends it without giving it a chance to tidy up. */
  kill(): Promise<void>;
}

export function startChild(script: string, args: readonly string[], env: NodeJS.ProcessEnv = {}): Child {
  const hooks = join(import.meta.dirname, 'typescript-hooks.mjs');
  const child = spawn(
    process.execPath,
    ['--conditions=@fullstop/source', '--import', hooks, join(import.meta.dirname, script), ...args],
    { env: { ...process.env, NODE_OPTIONS: '', ...env }, stdio: ['ignore', 'pipe', 'inherit'] },
  );
  const lines = createInterface({ input: child.stdout })[Symbol.asyncIterator]();
  return {
    pid: child.pid!,
    line: async () => (await lines.next()).value ?? '',
    kill: () => kill(child),
  };
}

async function kill(child: ChildProcess): Promise<void> {
  if (child.exitCode !== null || child.signalCode !== null) return;
  const exit = once(child, 'exit');
  child.kill('SIGKILL');
  await exit;
}
