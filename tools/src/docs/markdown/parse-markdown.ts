/// <reference path="../untyped-modules.d.ts" />

import MarkdownIt, { type Token } from 'markdown-it';
import { HeadingIds } from './heading-ids.js';

/** Something in a document, and the line where its block begins, from 1. */
interface Place {
  readonly line: number;
}

export interface Heading extends Place {
  /** 1 for the title. */
  readonly level: number;
  readonly text: string;
  readonly id: string;
}

export interface Link extends Place {
  readonly target: string;
}

/** A block between fences. */
export interface CodeBlock extends Place {
  /** First word behind the fence; empty when there is none. */
  readonly language: string;
  /** The words behind it: `runnable`, `exit=1`, `until="Health:"` give `''`, `'1'` and `'Health:'`. */
  readonly attributes: ReadonlyMap<string, string>;
  readonly code: string;
}

/** Text in a line that is marked as code. */
export interface CodeSpan extends Place {
  readonly text: string;
}

/** What checks and the site want to know about a Markdown document. */
export interface MarkdownDocument {
  readonly headings: readonly Heading[];
  readonly links: readonly Link[];
  readonly codeBlocks: readonly CodeBlock[];
  readonly codeSpans: readonly CodeSpan[];
}

const MARKDOWN = new MarkdownIt({ html: true });

/** Reads a Markdown document. Never fails: all text is Markdown. */
export function parseMarkdown(text: string): MarkdownDocument {
  const tokens = MARKDOWN.parse(text, {});
  const ids = new HeadingIds();
  const headings: Heading[] = [];
  const links: Link[] = [];
  const codeBlocks: CodeBlock[] = [];
  const codeSpans: CodeSpan[] = [];
  let line = 1;
  for (const [index, token] of tokens.entries()) {
    line = token.map ? token.map[0] + 1 : line;
    if (token.type === 'heading_open') {
      const heading = plainText(tokens[index + 1]);
      headings.push({ level: Number(token.tag.slice(1)), text: heading, id: ids.next(heading), line });
    }
    if (token.type === 'fence') codeBlocks.push({ ...fenceInfo(token.info), code: token.content, line });
    for (const child of token.children ?? []) {
      if (child.type === 'link_open') links.push({ target: child.attrGet('href') ?? '', line });
      if (child.type === 'image') links.push({ target: child.attrGet('src') ?? '', line });
      if (child.type === 'code_inline') codeSpans.push({ text: child.content, line });
    }
  }
  return { headings, links, codeBlocks, codeSpans };
}

/** The text of a heading, without markup. */
export function plainText(inline: Token | undefined): string {
  return (inline?.children ?? [])
    .filter(({ type }) => type === 'text' || type === 'code_inline')
    .map(({ content }) => content)
    .join('');
}

function fenceInfo(info: string): Pick<CodeBlock, 'language' | 'attributes'> {
  const words = [...info.matchAll(/([^\s=]+)(?:=(?:"([^"]*)"|(\S+)))?/g)];
  const [language, ...rest] = words.map(
    ([, name = '', quoted, bare]) => [name, quoted ?? bare ?? ''] as const,
  );
  return { language: language?.[0] ?? '', attributes: new Map(rest) };
}
