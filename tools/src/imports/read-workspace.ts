import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join, relative, sep } from 'node:path';
import type { Manifest, SourceFile, Workspace } from './workspace.js';

/** Reads the sources, tests and manifests of all packages of the workspace at `root`. */
export function readWorkspace(root: string): Workspace {
  const packages = join(root, 'packages');
  const folders = readdirSync(packages, { withFileTypes: true })
    .filter((entry) => entry.isDirectory())
    .map(({ name }) => name)
    // Git leaves the folder of a removed package behind when something ignored is in it.
    .filter(
      (name) => existsSync(join(packages, name, 'package.json')) || existsSync(join(packages, name, 'src')),
    );
  return {
    files: folders.flatMap((folder) =>
      ['src', 'test'].flatMap((part) => filesIn(root, join(packages, folder, part))),
    ),
    manifests: Object.fromEntries(folders.map((folder) => [folder, manifestOf(join(packages, folder))])),
  };
}

function filesIn(root: string, folder: string): SourceFile[] {
  if (!existsSync(folder)) return [];
  return readdirSync(folder, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile() && /\.tsx?$/.test(entry.name))
    .map((entry) => join(entry.parentPath, entry.name))
    .map((path) => ({ path: relative(root, path).split(sep).join('/'), text: readFileSync(path, 'utf8') }));
}

function manifestOf(folder: string): Manifest {
  const path = join(folder, 'package.json');
  return existsSync(path) ? (JSON.parse(readFileSync(path, 'utf8')) as Manifest) : {};
}
