import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { npm, run, spawnOptions } from './npm.js';

const SERVE_SECONDS = 120;
const BARE = { FULLSTOP_API_PORT: '0', FULLSTOP_MANAGEMENT_PORT: '0' };

/** Settings of npm under which what is of ours comes from a local registry, and everything else from the usual one. */
export async function settingsWith(
  registryUrl: string,
  folder: string,
): Promise<Readonly<Record<string, string>>> {
  const usual = (await npm(['config', 'get', 'userconfig'], { cwd: folder })).trim();
  const own = join(folder, 'npmrc');
  const text = existsSync(usual) ? readFileSync(usual, 'utf8') : '';
  writeFileSync(own, `${text}\n@fullstop:registry=${registryUrl}\n`, { mode: 0o600 });
  return { npm_config_userconfig: own };
}

/** Where somebody works who uses Fullstop. */
export class UserProject {
  readonly folder: string;
  readonly #env: Readonly<Record<string, string>>;

  /** Makes the folder, empty. @param env added to the environment of every command. */
  constructor(folder: string, env: Readonly<Record<string, string>>) {
    this.folder = folder;
    this.#env = env;
    mkdirSync(folder, { recursive: true });
  }

  /** Another folder of the same person. */
  at(folder: string): UserProject {
    return new UserProject(folder, this.#env);
  }

  /** The same folder, with more in the environment of every command. */
  with(env: Readonly<Record<string, string>>): UserProject {
    return new UserProject(this.folder, { ...this.#env, ...env });
  }

  npm(...args: string[]): Promise<string> {
    return npm(args, { cwd: this.folder, env: this.#env });
  }

  /** Runs `npx fullstop` with what is installed. */
  fullstop(...args: string[]): Promise<string> {
    return run('npx', ['--no-install', 'fullstop', ...args], { cwd: this.folder, env: this.#env });
  }

  /**
   * Runs `npx fullstop serve` until everything in a folder is stored.
   * @returns what it printed.
   * @throws {Error} with that, when it does not get so far.
   */
  serve(logs: string): Promise<string> {
    const stored = /Everything that lay in the folder is stored/;
    return this.with({ FULLSTOP_LOGS: logs }).whileServing([], stored, async () => {});
  }

  /**
   * Runs `npx fullstop serve` until it prints a line, does something then, and ends it as Ctrl-C does.
   * @returns what it printed.
   * @throws {Error} with that, when it does not get so far.
   */
  async whileServing(
    args: readonly string[],
    awaited: RegExp,
    act: (line: string) => Promise<void>,
  ): Promise<string> {
    const child = spawn('npx', ['--no-install', 'fullstop', 'serve', ...args], {
      ...spawnOptions({ cwd: this.folder, env: { ...this.#env, ...BARE } }),
      stdio: ['ignore', 'pipe', 'pipe'],
      // A group of its own, which gets the signal as a whole, as from a terminal.
      detached: true,
    });
    const lines: string[] = [];
    try {
      await act(await printed(child, awaited, lines));
    } finally {
      endGroup(child);
    }
    // The pipes are closed when nobody is left in the group. npx itself dies of the signal, whatever its command does.
    await once(child, 'close');
    return lines.join('\n');
  }
}

async function printed(child: ChildProcess, awaited: RegExp, lines: string[]): Promise<string> {
  return new Promise<string>((resolve, reject) => {
    const fail = (why: string) => reject(new Error(`npx fullstop serve ${why}:\n${lines.join('\n')}`));
    const timer = setTimeout(() => fail(`did not get ready in ${SERVE_SECONDS} s`), SERVE_SECONDS * 1000);
    child.once('exit', () => fail('ended'));
    for (const stream of [child.stdout!, child.stderr!]) {
      createInterface({ input: stream }).on('line', (line) => {
        lines.push(line);
        if (!awaited.test(line)) return;
        clearTimeout(timer);
        resolve(line);
      });
    }
  });
}

function endGroup({ pid, exitCode }: ChildProcess): void {
  if (pid !== undefined && exitCode === null) process.kill(-pid, 'SIGINT');
}
