/// <reference path="../untyped-modules.d.ts" />

import { rmSync } from 'node:fs';
import { join, posix } from 'node:path';
import Eleventy from '@11ty/eleventy';
import { REPOSITORY } from '../../repository.js';
import { type Document, readDocuments, sitePathOf, titleOf } from '../documents.js';
import { fillReferences } from '../reference/fill-references.js';
import { amendMarkdown } from './amend-markdown.js';
import { navigationOf } from './navigation.js';
import { PageLinks } from './page-links.js';

const LAYOUT = 'docs/_layout';

/** Where the site is written, from the root of the repository. */
export const SITE = 'docs-site';

/**
 * Writes the site: a page for each document, with the references made from the code.
 * @returns how many pages there are.
 * @throws {Error} when a link leads nowhere or a reference is unknown.
 */
export async function buildSite(): Promise<number> {
  const documents = readDocuments();
  const links = new PageLinks(documents.map(({ path }) => path));
  const navigation = navigationOf(documents);
  const pages = await Promise.all(
    documents.map(async (document) => ({
      document,
      text: await fillReferences(document.path, document.text),
    })),
  );

  rmSync(join(REPOSITORY, SITE), { recursive: true, force: true });
  const eleventy = new Eleventy(LAYOUT, SITE, {
    quietMode: true,
    configPath: null,
    config(config) {
      config.addGlobalData('navigation', navigation);
      config.addPassthroughCopy({ [`${LAYOUT}/style.css`]: 'style.css' });
      config.amendLibrary('md', (markdown) => amendMarkdown(markdown, links));
      for (const { document, text } of pages)
        config.addTemplate(document.path, text, pageData(document, links));
      // Examples in the documents hold braces, which mean nothing to us.
      return { markdownTemplateEngine: false };
    },
  });
  await eleventy.write();
  return pages.length;
}

function pageData(document: Document, links: PageLinks): Readonly<Record<string, unknown>> {
  const { path } = document;
  const sitePath = sitePathOf(path);
  const top = posix.relative(posix.dirname(sitePath), '.');
  return {
    layout: 'page.njk',
    title: titleOf(document),
    permalink: sitePath,
    sitePath,
    sourcePath: path,
    source: links.source(path, path),
    top: top === '' ? '' : `${top}/`,
  };
}
