import { existsSync, readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { resolve as resolveImport } from 'import-meta-resolve';
import { FullstopError, messageOf } from '../errors/errors.js';
import { isJsonObject } from '../event/json.js';
import type { PluginCandidate } from '../host/installed-plugin.js';
import { findPluginMetadata, type PluginClass } from '../plugin/plugin.decorator.js';

/** The keyword in a package's `package.json` that says: this package has plugins. */
export const PLUGIN_KEYWORD = 'fullstop-plugin';

/** Plugins that were found, and packages that say they have plugins but have none that can be used. */
export interface Discovery {
  readonly candidates: readonly PluginCandidate[];
  /** One sentence per problem, naming package and remedy. */
  readonly problems: readonly string[];
}

/**
 * Finds plugins without being told: imports every dependency of a project that has the keyword `fullstop-plugin`, and
 * takes the exported classes that carry `@Plugin`.
 * @param projectFolder folder with the `package.json` whose dependencies count, development ones included.
 * @throws {FullstopError} when there is no readable `package.json`.
 */
export async function discoverPlugins(projectFolder: string): Promise<Discovery> {
  const candidates: PluginCandidate[] = [];
  const problems: string[] = [];
  for (const name of dependenciesOf(readManifest(projectFolder))) {
    const folder = findPackage(name, projectFolder);
    if (!folder) continue;
    try {
      const { keywords, version = 'unknown' } = readManifest(folder);
      if (!Array.isArray(keywords) || !keywords.includes(PLUGIN_KEYWORD)) continue;
      candidates.push(...(await candidatesOf(name, version, projectFolder)));
    } catch (error) {
      problems.push(`package ${name}: ${messageOf(error)}`);
    }
  }
  return { candidates, problems };
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

async function candidatesOf(
  packageName: string,
  packageVersion: string,
  projectFolder: string,
): Promise<PluginCandidate[]> {
  const entry = resolveImport(packageName, pathToFileURL(join(projectFolder, 'package.json')).href);
  const exported: Record<string, unknown> = await import(entry);
  const classes = new Set(Object.values(exported).filter(isPluginClass));
  if (classes.size === 0) {
    throw new FullstopError(
      'NO_PLUGIN',
      `it has the keyword ${PLUGIN_KEYWORD} but exports no class with @Plugin; export one, or drop the keyword.`,
    );
  }
  return [...classes].map((pluginClass) => ({ pluginClass, packageName, packageVersion }));
}

function isPluginClass(value: unknown): value is PluginClass {
  return findPluginMetadata(value) !== undefined;
}
