/// <reference path="../untyped-modules.d.ts" />

import type MarkdownIt from 'markdown-it';
import type { Token } from 'markdown-it';
import { HeadingIds } from '../markdown/heading-ids.js';
import { plainText } from '../markdown/parse-markdown.js';
import type { PageLinks } from './page-links.js';

/** Gives headings their ids, leads links to pages of the site, and lets wide tables scroll. */
export function amendMarkdown(markdown: MarkdownIt, links: PageLinks): void {
  markdown.core.ruler.push('fullstop', ({ tokens, env }) => {
    const { sourcePath } = env as { sourcePath: string };
    addHeadingIds(tokens);
    for (const child of tokens.flatMap(({ children }) => children ?? [])) {
      const target = child.type === 'link_open' ? child.attrGet('href') : null;
      if (target !== null) child.attrSet('href', links.address(sourcePath, target));
    }
  });
  // Who uses the keyboard must be able to reach what scrolls.
  markdown.renderer.rules.table_open = () =>
    '<div class="wide" role="group" aria-label="Table" tabindex="0"><table>\n';
  markdown.renderer.rules.table_close = () => '</table></div>\n';
}

function addHeadingIds(tokens: readonly Token[]): void {
  const ids = new HeadingIds();
  for (const [index, token] of tokens.entries())
    if (token.type === 'heading_open') token.attrSet('id', ids.next(plainText(tokens[index + 1])));
}
