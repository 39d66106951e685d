import { readdirSync, readFileSync } from 'node:fs';
import { join, posix } from 'node:path';

/** Every link in the pages of a built site that leads to no page or no place in it. One sentence each. */
export function checkSite(folder: string): string[] {
  const files = readdirSync(folder, { recursive: true, encoding: 'utf8' });
  const pages = new Map(
    files
      .filter((name) => name.endsWith('.html'))
      .map((name) => [name.replaceAll('\\', '/'), readFileSync(join(folder, name), 'utf8')]),
  );
  const known = new Set(files.map((name) => name.replaceAll('\\', '/')));
  const ids = new Map([...pages].map(([name, html]) => [name, new Set(valuesOf(html, 'id'))]));
  return [...pages].flatMap(([page, html]) =>
    valuesOf(html, 'href').flatMap((target) => {
      if (/^[a-z]+:/.test(target)) return [];
      const [file = '', id = ''] = decodeURI(target).split('#');
      const path = file === '' ? page : posix.join(posix.dirname(page), file);
      if (!known.has(path)) return [`${page} links to ${target}, which is not in the site`];
      return id !== '' && !ids.get(path)?.has(id)
        ? [`${page} links to ${target}, where there is no such place`]
        : [];
    }),
  );
}

function valuesOf(html: string, attribute: 'id' | 'href'): string[] {
  return [...html.matchAll(new RegExp(`<[a-z0-9]+\\b[^>]*?\\s${attribute}="([^"]*)"`, 'g'))].map(
    ([, value = '']) => value,
  );
}
