import { readdir, readFile } from 'node:fs/promises';
import { extname, join } from 'node:path';
import type { NextFunction, Request, RequestHandler, Response } from 'express';
import type { AuthenticationOptions } from '../access/authentication.options.js';

/** Files of a page that runs in browsers. */
export interface WebPage {
  /** Has `index.html`, and in `assets/` what that names. Names in there change with their content. */
  readonly folder: string;
  /** Paths that the page answers by itself, all of them with `index.html`. */
  readonly paths: RegExp;
}

interface PageFile {
  readonly bytes: Buffer;
  readonly headers: Readonly<Record<string, string>>;
}

const ASSETS = '/assets/';
/** What is in a file with a hash in its name never changes. */
const FOR_EVER = 'public, max-age=31536000, immutable';
const CONTENT_TYPES: Readonly<Record<string, string>> = {
  '.css': 'text/css; charset=utf-8',
  '.html': 'text/html; charset=utf-8',
  '.js': 'text/javascript; charset=utf-8',
  '.svg': 'image/svg+xml',
};

/** Stricter than what the explorer needs: nothing inline, and no text ever becomes HTML. */
const CONTENT_SECURITY_POLICY = [
  "default-src 'none'",
  "script-src 'self'",
  "style-src 'self'",
  "img-src 'self'",
  "connect-src 'self'",
  "base-uri 'none'",
  "form-action 'none'",
  "frame-ancestors 'none'",
  "require-trusted-types-for 'script'",
  "trusted-types 'none'",
].join(';');

/**
 * Serves the page and its assets; everything else goes on. Outside of the guards, as the explorer is: the page holds nothing,
 * and people sign in from there. The files are read for the first request: most processes are never asked.
 */
export function serveWebPage(page: WebPage, authentication: AuthenticationOptions): RequestHandler {
  let files: Promise<ReadonlyMap<string, PageFile>> | undefined;
  return (request: Request, response: Response, next: NextFunction) => {
    const name = fileOf(request, page);
    if (name === undefined) return next();
    files ??= readFiles(page.folder, authentication);
    files
      .then((found) => send(found.get(name), response, next))
      .catch((error: unknown) => {
        files = undefined;
        next(error);
      });
  };
}

function fileOf({ method, path }: Request, { paths }: WebPage): string | undefined {
  if (method !== 'GET' && method !== 'HEAD') return undefined;
  if (path.startsWith(ASSETS)) return path.slice(1);
  return paths.test(path) ? 'index.html' : undefined;
}

function send(file: PageFile | undefined, response: Response, next: NextFunction): void {
  // Express adds the ETag, and answers 304 to who has the same already.
  if (file) response.set(file.headers).send(file.bytes);
  else next();
}

async function readFiles(
  folder: string,
  authentication: AuthenticationOptions,
): Promise<ReadonlyMap<string, PageFile>> {
  const assets = (await readdir(join(folder, 'assets'))).map((name) => `assets/${name}`);
  const names = ['index.html', ...assets];
  const contents = await Promise.all(names.map((name) => readFile(join(folder, name))));
  return new Map(
    names.map((name, position) => {
      const bytes = contents[position]!;
      const file = name === 'index.html' ? indexFile(bytes, authentication) : fileWith(name, bytes, FOR_EVER);
      return [name, file];
    }),
  );
}

/** The page is told what its caller can do about a 401. */
function indexFile(template: Buffer, authentication: AuthenticationOptions): PageFile {
  const html = template
    .toString('utf8')
    .replace('<html ', `<html data-sign-in="${signInOf(authentication)}" `);
  return fileWith('index.html', Buffer.from(html), 'no-cache');
}

function signInOf(authentication: AuthenticationOptions): 'none' | 'tokens' | 'browser' {
  if (authentication.kind === 'none') return 'none';
  return authentication.signIn === undefined ? 'tokens' : 'browser';
}

function fileWith(name: string, bytes: Buffer, cacheControl: string): PageFile {
  return {
    bytes,
    headers: {
      'Content-Type': CONTENT_TYPES[extname(name)] ?? 'application/octet-stream',
      'Content-Security-Policy': CONTENT_SECURITY_POLICY,
      'Cache-Control': cacheControl,
    },
  };
}
