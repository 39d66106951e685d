import type { Dirent } from 'node:fs';
import { readdir, realpath, stat } from 'node:fs/promises';
import { dirname, join, resolve } from 'node:path';
import { type KeyFilter, wantsKey } from '../objects/key-filter.js';
import { classifyObject, LOG_FILE_NAME, type ObjectClass } from '../objects/object-name.js';
import { fileLogObject } from './file-log-object.js';
import type { LogObject } from './log-object.js';
import { LogPathError } from './log-path-error.js';

/** One thing that a walk over files and folders met. */
export type FolderEntry =
  | { readonly kind: 'log'; readonly object: LogObject }
  | { readonly kind: 'skipped'; readonly path: string; readonly class: Exclude<ObjectClass, 'log'> }
  | { readonly kind: 'unreadable'; readonly path: string; readonly error: LogPathError };

/** How a folder is looked at. */
export interface FolderOptions {
  /** Names of log files. Default {@link LOG_FILE_NAME}: CloudTrail's, packed or not. */
  readonly logName?: RegExp;
  /** Which of them are wanted, by their names; others are passed over without a word. Default: all. */
  readonly filter?: KeyFilter;
}

/**
 * The log files under some paths, path by path, each folder in the order of its names (linked folders come last).
 * A file that is given by name is a log, whatever its name. Follows links; a folder that several links lead to is looked
 * at once. What cannot be read is named in an entry, and the walk goes on.
 */
export async function* listLogObjects(
  paths: readonly string[],
  options: FolderOptions = {},
): AsyncGenerator<FolderEntry> {
  for (const path of paths) {
    const absolute = resolve(path);
    yield* orUnreadable(absolute, async function* () {
      if ((await stat(absolute)).isDirectory()) yield* new FolderWalk(absolute, options).entries();
      else yield { kind: 'log', object: await fileLogObject(dirname(absolute), absolute) };
    });
  }
}

/** One walk over one folder. */
class FolderWalk {
  readonly #root: string;
  readonly #logName: RegExp;
  readonly #filter: KeyFilter;
  /** Real paths of the folders seen, so that links that lead in circles come to an end. */
  readonly #seen = new Set<string>();
  readonly #linkedFolders: string[] = [];

  constructor(root: string, options: FolderOptions) {
    this.#root = root;
    this.#logName = options.logName ?? LOG_FILE_NAME;
    this.#filter = options.filter ?? {};
  }

  async *entries(): AsyncGenerator<FolderEntry> {
    yield* this.#folder(this.#root);
    // Real folders first: a link into the tree must not decide the keys of what is in it.
    for (let link = this.#linkedFolders.shift(); link; link = this.#linkedFolders.shift()) {
      yield* this.#folder(link);
    }
  }

  #folder(path: string): AsyncGenerator<FolderEntry> {
    const walk = this;
    return orUnreadable(path, async function* () {
      const real = await realpath(path);
      if (walk.#seen.has(real)) return;
      walk.#seen.add(real);
      const children = await readdir(path, { withFileTypes: true });
      for (const child of children.sort(byName)) yield* walk.#child(join(path, child.name), child);
    });
  }

  #child(path: string, child: Dirent): AsyncGenerator<FolderEntry> {
    if (child.isDirectory()) return this.#folder(path);
    const walk = this;
    return orUnreadable(path, async function* () {
      const target = child.isSymbolicLink() ? await stat(path) : child;
      if (target.isDirectory()) walk.#linkedFolders.push(path);
      else if (wantsKey(child.name, walk.#filter)) yield await walk.#file(path, target.isFile());
    });
  }

  async #file(path: string, isRegular: boolean): Promise<FolderEntry> {
    const { class: name } = classifyObject(path, { logName: this.#logName });
    if (name !== 'log') return { kind: 'skipped', path, class: name };
    // Reading a pipe or a device that nobody named could wait for ever.
    if (!isRegular) return { kind: 'skipped', path, class: 'foreign' };
    return { kind: 'log', object: await fileLogObject(this.#root, path) };
  }
}

async function* orUnreadable(
  path: string,
  entries: () => AsyncGenerator<FolderEntry>,
): AsyncGenerator<FolderEntry> {
  try {
    yield* entries();
  } catch (error) {
    yield { kind: 'unreadable', path, error: new LogPathError(path, error) };
  }
}

function byName(left: Dirent, right: Dirent): number {
  if (left.name === right.name) return 0;
  return left.name < right.name ? -1 : 1;
}
