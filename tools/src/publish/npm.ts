import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';

/** How a command is run. */
export interface RunOptions {
  readonly cwd: string;
  /** Added to the environment of this process. */
  readonly env?: Readonly<Record<string, string>>;
}

/**
 * Runs a command to its end. Nothing of the npm that started this process reaches the one that is run, but where packages
 * come from.
 * @returns what it wrote to standard output.
 * @throws {Error} with everything it wrote, when it fails.
 */
export async function run(command: string, args: readonly string[], options: RunOptions): Promise<string> {
  const child = spawn(command, args, { ...spawnOptions(options), stdio: ['ignore', 'pipe', 'pipe'] });
  let output = '';
  let everything = '';
  child.stdout.setEncoding('utf8').on('data', (text: string) => {
    output += text;
    everything += text;
  });
  child.stderr.setEncoding('utf8').on('data', (text: string) => (everything += text));
  const [code] = await once(child, 'close');
  if (code !== 0) throw new Error(`${[command, ...args].join(' ')} ended with ${code}:\n${everything}`);
  return output;
}

const QUIETLY = ['--prefer-offline', '--no-audit', '--no-fund', '--loglevel=error'];

/** Runs npm; takes what is in its cache already without asking. */
export function npm(args: readonly string[], options: RunOptions): Promise<string> {
  return run('npm', [...QUIETLY, ...args], options);
}

/** A packed package. */
export interface Tarball {
  /** Absolute. */
  readonly path: string;
  /** Of the tarball, in bytes. */
  readonly size: number;
  readonly unpackedSize: number;
  /** Paths of the files, from the package's folder. */
  readonly files: readonly string[];
}

/** Packs a package as it would be published. */
export async function pack(folder: string, into: string): Promise<Tarball> {
  const [packed]: [{ filename: string; size: number; unpackedSize: number; files: { path: string }[] }] =
    JSON.parse(await npm(['pack', '--json', '--pack-destination', into], { cwd: folder }));
  const { filename, size, unpackedSize, files } = packed;
  return { path: join(into, filename), size, unpackedSize, files: files.map(({ path }) => path) };
}

/** Options of a process that is to behave as if a person had started it. */
export function spawnOptions({ cwd, env }: RunOptions) {
  const kept = Object.entries(process.env).filter(
    ([name]) => !/^npm_/i.test(name) || /^npm_config_(registry|cafile|cache)$/i.test(name),
  );
  return { cwd, env: { ...Object.fromEntries(kept), FORCE_COLOR: '0', ...env } };
}
