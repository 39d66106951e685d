import { mkdirSync, symlinkSync, writeFileSync } from 'node:fs';
import { basename, dirname, join } from 'node:path';
import { CHECKOUT } from '@fullstop/tools/process';

/** A plugin package made of one file. */
export interface InlinePlugin {
  /** Such as `@acme/some-plugins`. */
  readonly name: string;
  /** JavaScript of its only module. */
  readonly source: string;
}

/** What is installed in a project. */
export interface LinkedProject {
  readonly inline: InlinePlugin;
  /** Packages that it imports: folders of this checkout, such as `packages/core`. */
  readonly libraries: readonly string[];
}

/** Makes a project folder in which one plugin package is installed, and what it imports by links. @returns the folder. */
export function linkedProject(folder: string, { inline, libraries }: LinkedProject): string {
  const modules = join(folder, 'node_modules');
  for (const place of libraries) {
    const link = join(modules, nameOf(place));
    mkdirSync(dirname(link), { recursive: true });
    symlinkSync(join(CHECKOUT, place), link);
  }
  const { name, source } = inline;
  const manifest = {
    name,
    version: '1.0.0',
    type: 'module',
    keywords: ['fullstop-plugin'],
    exports: './index.js',
  };
  mkdirSync(join(modules, name), { recursive: true });
  writeFileSync(join(modules, name, 'package.json'), JSON.stringify(manifest));
  writeFileSync(join(modules, name, 'index.js'), source);
  const project = { name: 'a-project', private: true, dependencies: { [name]: '1.0.0' } };
  writeFileSync(join(folder, 'package.json'), JSON.stringify(project));
  return folder;
}

/** The package in a folder: of ours below `packages`, of somebody else's below `node_modules`. */
function nameOf(place: string): string {
  const [, installed] = place.split('node_modules/');
  return installed ?? `@fullstop/${basename(place)}`;
}
