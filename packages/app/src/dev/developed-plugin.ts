import { mkdirSync, mkdtempSync, readFileSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join, resolve } from 'node:path';
import { FullstopError, messageOf } from '@fullstop/core';
import type { Environment } from '../config/environment.js';
import { prepareRuntime, type Runtime } from '../runtime.js';
import { shareOurs } from './shared-packages.js';

/** A plugin under development. */
export interface DevelopedPlugin {
  /** Folder of its package, built. */
  readonly folder: string;
  readonly configFile?: string;
  readonly environment: Environment;
}

/**
 * Does something with the plugins of a package, whether it is installed anywhere or not. Once per process: a module that
 * was imported is not read again.
 * @throws {FullstopError} with the code `USAGE` when the package cannot be used.
 */
export async function withDevelopedPlugin<T>(
  { folder: given, configFile, environment }: DevelopedPlugin,
  use: (runtime: Runtime) => Promise<T>,
): Promise<T> {
  const folder = resolve(given);
  const manifest = manifestIn(folder);
  shareOurs(Object.keys(manifest.peerDependencies ?? {}).filter((name) => name.startsWith('@fullstop/')));
  const project = mkdtempSync(join(tmpdir(), 'fullstop-dev-'));
  try {
    linkPackage(folder, manifest, project);
    const runtime = await prepareRuntime({
      workingFolder: project,
      configFile: configFile === undefined ? undefined : resolve(configFile),
      environment,
    });
    const [problem] = runtime.discovery.problems;
    if (problem !== undefined) throw usage(problem);
    if (runtime.discovery.candidates.length === 0) {
      throw usage(`${given} is no plugin: package.json lacks the keyword fullstop-plugin.`);
    }
    return await use(runtime);
  } finally {
    rmSync(project, { recursive: true, force: true });
  }
}

/** Makes a project whose only dependency is the package, so that it is found, configured and built as anywhere else. */
function linkPackage(folder: string, { name }: PackageManifest, project: string): void {
  const link = join(project, 'node_modules', name);
  mkdirSync(dirname(link), { recursive: true });
  symlinkSync(folder, link, 'junction');
  writeFileSync(
    join(project, 'package.json'),
    JSON.stringify({ private: true, dependencies: { [name]: '*' } }),
  );
}

interface PackageManifest {
  readonly name: string;
  readonly peerDependencies?: Readonly<Record<string, string>>;
}

function manifestIn(folder: string): PackageManifest {
  try {
    const manifest = JSON.parse(readFileSync(join(folder, 'package.json'), 'utf8'));
    if (typeof manifest.name === 'string') return manifest;
  } catch (cause) {
    throw new FullstopError('USAGE', `${folder} holds no package: ${messageOf(cause)}`, { cause });
  }
  throw usage(`${folder}/package.json has no name.`);
}

function usage(message: string): FullstopError {
  return new FullstopError('USAGE', message);
}
