import { existsSync, readFileSync } from 'node:fs';
import { extname, join, resolve } from 'node:path';
import { pathToFileURL } from 'node:url';
import { FullstopError, isJsonObject, messageOf } from '@fullstop/core';

/** Names under which a configuration file is looked for, the first one wins. */
export const CONFIG_FILES = [
  'fullstop.config.ts',
  'fullstop.config.js',
  'fullstop.config.mjs',
  'fullstop.config.json',
];

/** A configuration file and what it says. */
export interface ConfigFile {
  readonly path: string;
  readonly content: Readonly<Record<string, unknown>>;
}

/**
 * Reads the configuration file of a project.
 * @param explicit a file that must be there; without it, the first of {@link CONFIG_FILES} in the folder, if any.
 * @throws {FullstopError} naming the file when it is missing or cannot be read.
 */
export async function readConfigFile(folder: string, explicit?: string): Promise<ConfigFile | undefined> {
  const path = explicit === undefined ? findConfigFile(folder) : resolve(explicit);
  if (path === undefined) return undefined;
  if (!existsSync(path)) throw new FullstopError('CONFIG_FILE', `Configuration file ${path} does not exist.`);
  const content = await load(path);
  if (!isJsonObject(content)) {
    throw new FullstopError(
      'CONFIG_FILE',
      `${path} must hold an object: export it as default, or write it as JSON.`,
    );
  }
  return { path, content };
}

function findConfigFile(folder: string): string | undefined {
  return CONFIG_FILES.map((name) => join(folder, name)).find((path) => existsSync(path));
}

async function load(path: string): Promise<unknown> {
  try {
    switch (extname(path)) {
      case '.json':
        return JSON.parse(readFileSync(path, 'utf8'));
      case '.ts':
      case '.mts':
        return await loadTypeScript(path);
      default:
        return (await import(pathToFileURL(path).href)).default;
    }
  } catch (cause) {
    throw new FullstopError('CONFIG_FILE', `${path} cannot be read: ${messageOf(cause)}`, { cause });
  }
}

async function loadTypeScript(path: string): Promise<unknown> {
  // Only who writes the configuration in TypeScript pays for the compiler.
  const { createJiti } = await import('jiti');
  return createJiti(import.meta.url).import(path, { default: true });
}
