import { existsSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { publishedPackages } from './packages.js';

type Ranges = Record<string, string>;

/**
 * Sets the ranges that lerna leaves alone: our packages as peers of each other, and as what examples depend on. A peer of
 * `^0.1.0` beside packages of 0.2.0 cannot be installed.
 * @param root folder of the workspace, whose packages have their new versions already.
 * @returns paths of the manifests that changed, from `root`.
 */
export function updateOwnRanges(root: string): string[] {
  const versions = new Map(publishedPackages(root).map(({ manifest: { name, version } }) => [name, version]));
  const packages = manifestsIn(root, 'packages', ['peerDependencies']);
  const examples = manifestsIn(root, 'examples', ['dependencies', 'devDependencies', 'peerDependencies']);
  return [...packages, ...examples]
    .filter(({ path, sections }) => updateManifest(join(root, path), sections, versions))
    .map(({ path }) => path);
}

function manifestsIn(root: string, group: string, sections: readonly string[]) {
  const folder = join(root, group);
  if (!existsSync(folder)) return [];
  return readdirSync(folder)
    .map((name) => `${group}/${name}/package.json`)
    .filter((path) => existsSync(join(root, path)))
    .map((path) => ({ path, sections }));
}

function updateManifest(
  path: string,
  sections: readonly string[],
  versions: ReadonlyMap<string, string>,
): boolean {
  const text = readFileSync(path, 'utf8');
  const manifest = JSON.parse(text) as Record<string, Ranges | undefined>;
  for (const ranges of sections.map((section) => manifest[section] ?? {})) {
    for (const name of Object.keys(ranges).filter((each) => versions.has(each))) {
      ranges[name] = `^${versions.get(name)}`;
    }
  }
  const updated = `${JSON.stringify(manifest, null, 2)}\n`;
  if (updated === text) return false;
  writeFileSync(path, updated);
  return true;
}
