import { existsSync, readFileSync, statSync } from 'node:fs';
import { dirname, join, posix } from 'node:path';
import { FullstopError } from '@fullstop/core';
import { REPOSITORY } from '../../repository.js';
import { relativeTarget, sitePathOf } from '../documents.js';

/** Finds out where the links of documents lead in the site: to a page of it, or to the repository. */
export class PageLinks {
  readonly #pages: ReadonlySet<string>;
  readonly #repository: string;

  /** @param pages the documents of the site, by their paths in the repository. */
  constructor(pages: readonly string[]) {
    this.#pages = new Set(pages);
    this.#repository = repositoryAddress();
  }

  /** The address of a link in the page of a document. @throws {FullstopError} when there is nothing where it leads. */
  address(from: string, target: string): string {
    const relative = relativeTarget(from, target);
    if (!relative) return target;
    const page = [relative.path, posix.join(relative.path, 'README.md')].find((path) =>
      this.#pages.has(path),
    );
    const place = relative.id === '' ? '' : `#${relative.id}`;
    if (page === undefined) return this.source(from, relative.path) + place;
    return `${posix.relative(dirname(sitePathOf(from)), sitePathOf(page))}${place}`;
  }

  /** The address of a file or folder in the repository. */
  source(from: string, path: string): string {
    const file = join(REPOSITORY, path);
    if (!existsSync(file)) throw new FullstopError('DOCS', `${from} links to ${path}, which does not exist.`);
    return `${this.#repository}/${statSync(file).isDirectory() ? 'tree' : 'blob'}/main/${path}`;
  }
}

/** The repository as a web page, as the packages name it. */
function repositoryAddress(): string {
  const manifest = JSON.parse(readFileSync(join(REPOSITORY, 'packages', 'core', 'package.json'), 'utf8'));
  return String(manifest.repository.url)
    .replace(/^git\+/, '')
    .replace(/\.git$/, '');
}
