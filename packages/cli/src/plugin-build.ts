import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { FullstopError } from '@fullstop/core';

/** Runs the build script of a package. @returns whether it is built; one without a build script always is. */
export async function buildPlugin(folder: string): Promise<boolean> {
  return !hasBuildScript(folder) || (await finished('npm', ['run', '--silent', 'build'], folder)) === 0;
}

function hasBuildScript(folder: string): boolean {
  const path = join(folder, 'package.json');
  if (!existsSync(path)) throw new FullstopError('USAGE', `${folder} holds no package.json.`);
  return JSON.parse(readFileSync(path, 'utf8')).scripts?.build !== undefined;
}

/** Runs a command, whose output goes where that of this process goes. What a build prints is no result. @returns its exit code. */
export async function finished(
  command: string,
  args: readonly string[],
  cwd?: string,
): Promise<number | null> {
  const child = spawn(command, args, {
    cwd,
    stdio: ['ignore', cwd === undefined ? 'inherit' : 2, 'inherit'],
  });
  const [code] = await once(child, 'close');
  return code;
}
