import { lstatSync, readdirSync } from 'node:fs';
import { join } from 'node:path';

/** What an installation takes. */
export interface InstalledSize {
  /** Folders with a `package.json` of their own, directly in a `node_modules`. */
  readonly packages: number;
  readonly bytes: number;
}

/** Counts the packages and the bytes below `<project>/node_modules`. */
export function installedSize(project: string): InstalledSize {
  const root = join(project, 'node_modules');
  const entries = readdirSync(root, { recursive: true, withFileTypes: true }).filter((entry) =>
    entry.isFile(),
  );
  const manifests = entries.filter(
    ({ name, parentPath }) => name === 'package.json' && /node_modules\/(@[^/]+\/)?[^/]+$/.test(parentPath),
  );
  return {
    packages: manifests.length,
    bytes: entries.reduce((sum, { parentPath, name }) => sum + lstatSync(join(parentPath, name)).size, 0),
  };
}
