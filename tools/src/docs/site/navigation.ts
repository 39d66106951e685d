import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { FullstopError } from '@fullstop/core';
import { REPOSITORY } from '../../repository.js';
import { type Document, sitePathOf, titleOf } from '../documents.js';

const FILE = 'docs/_layout/navigation.json';

/** A group of pages in the navigation of the site. */
export interface NavigationSection {
  readonly title: string;
  readonly pages: readonly { readonly title: string; readonly sitePath: string }[];
}

/**
 * The navigation of the site: what `docs/_layout/navigation.json` says, and the packages.
 * @throws {FullstopError} when it names a document that is not there.
 */
export function navigationOf(documents: readonly Document[]): NavigationSection[] {
  const packages = documents
    .map(({ path }) => path)
    .filter((path) => /^(packages|examples|deploy)\//.test(path));
  return [...sectionsOfFile(), { title: 'Packages and examples', pages: packages }].map(
    ({ title, pages }) => ({
      title,
      pages: pages.map((path) => {
        const document = documents.find((each) => each.path === path);
        if (!document) throw new FullstopError('DOCS', `${FILE} names ${path}, which does not exist.`);
        return { title: titleOf(document).replace('@fullstop/', ''), sitePath: sitePathOf(path) };
      }),
    }),
  );
}

/** The documents that `docs/_layout/navigation.json` names. */
export function navigatedPaths(): string[] {
  return sectionsOfFile().flatMap(({ pages }) => pages);
}

function sectionsOfFile(): { title: string; pages: string[] }[] {
  return JSON.parse(readFileSync(join(REPOSITORY, FILE), 'utf8'));
}
