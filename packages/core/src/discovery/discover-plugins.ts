import { existsSync, readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { resolve as resolveImport } from 'import-meta-resolve';
import { FullstopError, messageOf } from '../errors/errors.js';
import { isJsonObject } from '../event/json.js';
import type { PluginCandidate } from '../host/installed-plugin.js';
import type { JobCandidate } from '../job/installed-job.js';
import { findJobMetadata, type JobClass } from '../job/job.decorator.js';
import { findPluginMetadata, type PluginClass } from '../plugin/plugin.decorator.js';

/** The keyword in a package's `package.json` that says: this package has plugins. */
export const PLUGIN_KEYWORD = 'fullstop-plugin';

/** The keyword in a package's `package.json` that says: this package has jobs. One package may have both. */
export const JOB_KEYWORD = 'fullstop-job';

/** Plugins and jobs that were found, and packages that say they have some but have none that can be used. */
export interface Discovery {
  readonly candidates: readonly PluginCandidate[];
  readonly jobs: readonly JobCandidate[];
  /** One sentence per problem, naming package and remedy. */
  readonly problems: readonly string[];
}

/**
 * Finds plugins and jobs without being told: imports every dependency of a project that has the keyword `fullstop-plugin` or
 * `fullstop-job`, and takes the exported classes that carry `@Plugin` or `@Job`.
 * @param projectFolder folder with the `package.json` whose dependencies count, development ones included.
 * @throws {FullstopError} when there is no readable `package.json`.
 */
export async function discoverPlugins(projectFolder: string): Promise<Discovery> {
  const candidates: PluginCandidate[] = [];
  const jobs: JobCandidate[] = [];
  const problems: string[] = [];
  for (const name of dependenciesOf(readManifest(projectFolder))) {
    const folder = findPackage(name, projectFolder);
    if (!folder) continue;
    try {
      const { keywords, version = 'unknown' } = readManifest(folder);
      if (!Array.isArray(keywords)) continue;
      const wanted = [PLUGIN_KEYWORD, JOB_KEYWORD].filter((keyword) => keywords.includes(keyword));
      if (wanted.length === 0) continue;
      const exported = await classesOf(name, projectFolder, wanted);
      const origin = { packageName: name, packageVersion: version };
      candidates.push(...exported.plugins.map((pluginClass) => ({ pluginClass, ...origin })));
      jobs.push(...exported.jobs.map((jobClass) => ({ jobClass, ...origin })));
    } catch (error) {
      problems.push(`package ${name}: ${messageOf(error)}`);
    }
  }
  return { candidates, jobs, problems };
}

/** The closest folder at or above `start` with a `package.json`; `undefined` when there is none. */
export function findProjectFolder(start: string): string | undefined {
  if (existsSync(join(start, 'package.json'))) return start;
  const parent = dirname(start);
  return parent === start ? undefined : findProjectFolder(parent);
}

interface Manifest {
  readonly version?: string;
  readonly keywords?: unknown;
  readonly dependencies?: Readonly<Record<string, string>>;
  readonly devDependencies?: Readonly<Record<string, string>>;
  readonly optionalDependencies?: Readonly<Record<string, string>>;
}

function readManifest(folder: string): Manifest {
  const path = join(folder, 'package.json');
  try {
    const manifest: unknown = JSON.parse(readFileSync(path, 'utf8'));
    if (!isJsonObject(manifest)) throw new TypeError('it is not an object');
    return manifest;
  } catch (cause) {
    throw new FullstopError(
      'NO_MANIFEST',
      `${path} cannot be read; run npm install in the project's folder.`,
      { cause },
    );
  }
}

function dependenciesOf(manifest: Manifest): string[] {
  const { dependencies, devDependencies, optionalDependencies } = manifest;
  return Object.keys({ ...dependencies, ...devDependencies, ...optionalDependencies }).sort();
}

// By folder and not by import: a package need not export its package.json.
function findPackage(name: string, from: string): string | undefined {
  const folder = join(from, 'node_modules', name);
  if (existsSync(join(folder, 'package.json'))) return folder;
  const parent = dirname(from);
  return parent === from ? undefined : findPackage(name, parent);
}

async function classesOf(
  packageName: string,
  projectFolder: string,
  keywords: readonly string[],
): Promise<{ plugins: readonly PluginClass[]; jobs: readonly JobClass[] }> {
  const entry = resolveImport(packageName, pathToFileURL(join(projectFolder, 'package.json')).href);
  const exported: Record<string, unknown> = await import(entry);
  // Once, also when a class is exported under two names.
  const values = [...new Set(Object.values(exported))];
  const plugins = values.filter(isPluginClass);
  const jobs = values.filter(isJobClass);
  if (plugins.length + jobs.length > 0) return { plugins, jobs };
  const decorators = keywords.map((keyword) => (keyword === JOB_KEYWORD ? '@Job' : '@Plugin'));
  throw new FullstopError(
    'NO_PLUGIN',
    `it has the keyword ${keywords.join(' and ')} but exports no class with ${decorators.join(' or ')}; ` +
      'export one, or drop the keyword.',
  );
}

function isPluginClass(value: unknown): value is PluginClass {
  return findPluginMetadata(value) !== undefined;
}

function isJobClass(value: unknown): value is JobClass {
  return findJobMetadata(value) !== undefined;
}
