import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { basename, dirname, join, posix } from 'node:path';
import { REPOSITORY } from '../repository.js';
import { type MarkdownDocument, parseMarkdown } from './markdown/parse-markdown.js';

/** A Markdown file of the repository. */
export interface Document extends MarkdownDocument {
  /** From the root of the repository, with slashes. */
  readonly path: string;
  readonly text: string;
}

/** Folders whose README files belong to the documentation, each with those of the folders in it. */
const README_FOLDERS = ['packages', 'examples', 'deploy'];

/** All documents: those of `docs`, and the README files and the guide for contributors. */
export function readDocuments(): Document[] {
  return documentPaths().map(readDocument);
}

/** One document by its path from the root of the repository. */
export function readDocument(path: string): Document {
  const text = readFileSync(join(REPOSITORY, path), 'utf8');
  return { path, text, ...parseMarkdown(text) };
}

/** First heading of a document; its file name when it has none. */
export function titleOf({ path, headings }: Document): string {
  return headings.find(({ level }) => level === 1)?.text ?? basename(path, '.md');
}

/** Where a document is in the site. README files stand for their folder: `docs/README.md` is `index.html`. */
export function sitePathOf(path: string): string {
  const below = path.startsWith('docs/') ? path.slice('docs/'.length) : path;
  if (below === 'README.md') return path === below ? 'project.html' : 'index.html';
  if (posix.basename(below) === 'README.md') {
    const folder = posix.dirname(below);
    return path.startsWith('docs/') ? `${folder}/index.html` : `${folder}.html`;
  }
  return `${below.slice(0, -'.md'.length).toLowerCase()}.html`;
}

function documentPaths(): string[] {
  const docs = readdirSync(join(REPOSITORY, 'docs'), { recursive: true, encoding: 'utf8' })
    .map((name) => posix.join('docs', name.replaceAll('\\', '/')))
    .filter((path) => path.endsWith('.md'));
  const readmes = README_FOLDERS.flatMap((folder) => [
    posix.join(folder, 'README.md'),
    ...foldersIn(folder).map((name) => posix.join(folder, name, 'README.md')),
  ]);
  return ['README.md', 'CONTRIBUTING.md', ...docs.sort(), ...readmes].filter((path) =>
    existsSync(join(REPOSITORY, path)),
  );
}

function foldersIn(folder: string): string[] {
  const path = join(REPOSITORY, folder);
  if (!existsSync(path)) return [];
  const entries = readdirSync(path, { withFileTypes: true });
  return entries
    .filter((entry) => entry.isDirectory())
    .map(({ name }) => name)
    .sort();
}

/** The document or other path that a relative link leads to, and the place in it. `undefined` for other links. */
export function relativeTarget(from: string, target: string): { path: string; id: string } | undefined {
  if (/^[a-z][a-z0-9+.-]*:|^\/\//i.test(target)) return undefined;
  const [file = '', id = ''] = decodeURI(target).split('#');
  return { path: file === '' ? from : posix.join(dirname(from), file), id };
}
