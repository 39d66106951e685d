import {
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  statSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join, resolve } from 'node:path';
import { Readable } from 'node:stream';
import { FullstopError, type Logger, messageOf } from '@fullstop/core';
import type { Environment } from '../config/environment.js';
import { type ExplainResult, explain } from '../explain/explain.js';
import { prepareRuntime } from '../runtime.js';
import { shareOurs } from './shared-packages.js';

/** A plugin under development, and what it is to look at. */
export interface DevelopedPlugin {
  /** Folder of its package, built. */
  readonly folder: string;
  /** A file with a record, a log file, or a folder of such files. */
  readonly events: string;
  readonly configFile?: string;
  readonly environment: Environment;
}

/**
 * Lets the plugins of a package look at recorded events, as `explain` does, whether the package is installed anywhere or
 * not. Once per process: a module that was imported is not read again.
 * @throws {FullstopError} with the code `USAGE` when package or events cannot be used.
 */
export async function inspectRecorded(plugin: DevelopedPlugin, logger: Logger): Promise<ExplainResult> {
  const folder = resolve(plugin.folder);
  const manifest = manifestIn(folder);
  shareOurs(Object.keys(manifest.peerDependencies ?? {}).filter((name) => name.startsWith('@fullstop/')));
  const project = mkdtempSync(join(tmpdir(), 'fullstop-dev-'));
  try {
    linkPackage(folder, manifest, project);
    const { configFile, environment } = plugin;
    const runtime = await prepareRuntime({
      workingFolder: project,
      configFile: configFile === undefined ? undefined : resolve(configFile),
      environment,
    });
    const [problem] = runtime.discovery.problems;
    if (problem !== undefined) throw usage(problem);
    if (runtime.discovery.candidates.length === 0) {
      throw usage(`${plugin.folder} is no plugin: package.json lacks the keyword fullstop-plugin.`);
    }
    const results: ExplainResult[] = [];
    for (const subject of eventFiles(plugin.events)) {
      results.push(await explain(runtime, { subject, standardInput: Readable.from([]) }, logger));
    }
    return {
      events: results.flatMap(({ events }) => events),
      isConnected: results.some(({ isConnected }) => isConnected),
      problems: results.flatMap(({ problems }) => problems),
    };
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

function eventFiles(events: string): string[] {
  if (statSync(events, { throwIfNoEntry: false })?.isDirectory() !== true) return [events];
  const files = readdirSync(events, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile() && /\.json(\.gz)?$/.test(entry.name))
    .map((entry) => join(entry.parentPath, entry.name))
    .sort();
  if (files.length === 0) throw usage(`${events} holds no .json or .json.gz files.`);
  return files;
}

function usage(message: string): FullstopError {
  return new FullstopError('USAGE', message);
}
