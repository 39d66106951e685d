import { execFile } from 'node:child_process';
import { cpSync, mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { CHECKOUT } from '@fullstop/tools/process';

const run = promisify(execFile);

/** Runs npm as a user does, without asking the registry for what is in its cache already. */
export async function npm(folder: string, ...args: string[]): Promise<string> {
  const { PATH = '', HOME = '' } = process.env;
  // Nothing of the npm that runs this test, such as its project folder, may reach the one that the user runs.
  const settings = Object.entries(process.env).filter(([name]) =>
    /^npm_config_(registry|cafile|cache)$/i.test(name),
  );
  const env = { PATH, HOME, ...Object.fromEntries(settings) };
  const flags = ['--prefer-offline', '--no-audit', '--no-fund', '--loglevel=error'];
  const { stdout } = await run('npm', [...args, ...flags], { cwd: folder, env, maxBuffer: 1 << 26 });
  return stdout;
}

/** Packs a package as it would be published. @returns path of the tarball. */
export async function pack(packageFolder: string, into: string): Promise<string> {
  const [{ filename }]: [{ filename: string }] = JSON.parse(
    await npm(packageFolder, 'pack', '--json', '--pack-destination', into),
  );
  return join(into, filename);
}

/** Packs packages of this checkout, several at a time. @returns paths of the tarballs, in order. */
export async function packOurs(names: readonly string[], into: string): Promise<string[]> {
  mkdirSync(into, { recursive: true });
  return Promise.all(names.map((name) => pack(join(CHECKOUT, 'packages', name), into)));
}

/** A copy of an example, where nothing of this checkout can be reached. */
export function copyExample(name: string, folder: string): string {
  cpSync(join(CHECKOUT, 'examples', name), folder, {
    recursive: true,
    filter: (path) => !/\/(node_modules|dist)$/.test(path),
  });
  return folder;
}

/** An empty project, as `npm init` makes it. */
export function emptyProject(folder: string): string {
  mkdirSync(folder, { recursive: true });
  writeFileSync(
    join(folder, 'package.json'),
    JSON.stringify({ name: 'a-project', private: true, type: 'module' }),
  );
  return folder;
}
