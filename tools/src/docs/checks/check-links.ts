import { existsSync } from 'node:fs';
import { join, posix } from 'node:path';
import { REPOSITORY } from '../../repository.js';
import { type Document, relativeTarget } from '../documents.js';

/**
 * Every link of the documents, as they are in the repository, that leads to no file or to no heading. One sentence each.
 * Links to other sites are not looked at.
 */
export function checkLinks(documents: readonly Document[]): string[] {
  const headings = new Map(
    documents.map(({ path, headings }) => [path, new Set(headings.map(({ id }) => id))]),
  );
  return documents.flatMap(({ path, links }) =>
    links.flatMap(({ target, line }) => {
      const relative = relativeTarget(path, target);
      if (!relative) return [];
      const problem = problemOf(relative, headings);
      return problem === undefined ? [] : [`${path}:${line} links to ${target}: ${problem}`];
    }),
  );
}

function problemOf(
  { path, id }: { path: string; id: string },
  headings: ReadonlyMap<string, ReadonlySet<string>>,
): string | undefined {
  const file = join(REPOSITORY, path);
  if (!headings.has(path) && !existsSync(file)) return 'there is no such file';
  if (id === '') return undefined;
  // A folder shows its README.
  const document = headings.has(path) ? path : posix.join(path, 'README.md');
  return headings.get(document)?.has(id) ? undefined : 'there is no such heading';
}
