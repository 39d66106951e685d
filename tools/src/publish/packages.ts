import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';

/** The members of a `package.json` that publishing looks at. */
export interface PublishedManifest {
  readonly name: string;
  readonly version: string;
  readonly private?: boolean;
  readonly description?: string;
  readonly keywords?: readonly string[];
  readonly license?: string;
  readonly repository?: { readonly type?: string; readonly url?: string; readonly directory?: string };
  readonly type?: string;
  readonly exports?: Readonly<Record<string, unknown>>;
  readonly types?: string;
  readonly bin?: Readonly<Record<string, string>>;
  readonly files?: readonly string[];
  readonly engines?: Readonly<Record<string, string>>;
  readonly dependencies?: Readonly<Record<string, string>>;
  readonly peerDependencies?: Readonly<Record<string, string>>;
  readonly publishConfig?: Readonly<Record<string, unknown>>;
}

/** A package that is published. */
export interface PublishedPackage {
  /** Folder below `packages/`. */
  readonly folder: string;
  /** Absolute. */
  readonly path: string;
  readonly manifest: PublishedManifest;
}

/** The packages of the workspace at `root` that are published, by folder. */
export function publishedPackages(root: string): PublishedPackage[] {
  const packages = join(root, 'packages');
  return readdirSync(packages)
    .map((folder) => ({ folder, path: join(packages, folder) }))
    .filter(({ path }) => existsSync(join(path, 'package.json')))
    .map((found) => ({ ...found, manifest: readManifest(found.path) }))
    .filter(({ manifest }) => !manifest.private);
}

/** The `package.json` in a folder. */
export function readManifest(folder: string): PublishedManifest {
  return JSON.parse(readFileSync(join(folder, 'package.json'), 'utf8'));
}
