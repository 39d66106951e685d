import { createHash } from 'node:crypto';
import { existsSync, mkdirSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { LogObject } from '@fullstop/cloudtrail';
import { isJsonObject } from '@fullstop/core';

/** Remembers how far a replay is, so that the same call continues there after whatever ended it. */
export class Checkpoint {
  readonly #path: string;
  #last: { readonly count: number; readonly object: string } | undefined;

  /** @param call everything that makes two replays the same one. */
  constructor(folder: string, call: unknown) {
    const name = createHash('sha256').update(JSON.stringify(call)).digest('hex').slice(0, 16);
    mkdirSync(folder, { recursive: true });
    this.#path = join(folder, `${name}.json`);
    this.#last = read(this.#path);
  }

  /** Objects that are done, from the beginning of the listing. */
  get count(): number {
    return this.#last?.count ?? 0;
  }

  /** Whether the object at the place where the listing was left is the one that was there then. */
  isAt(object: LogObject): boolean {
    return this.#last?.object === nameOf(object);
  }

  /** Notes that the first `count` objects are done, `object` being the last of them. */
  note(count: number, object: LogObject): void {
    this.#last = { count, object: nameOf(object) };
    // Written to the side first: a crash leaves the old note or the new one.
    writeFileSync(`${this.#path}.part`, JSON.stringify(this.#last));
    renameSync(`${this.#path}.part`, this.#path);
  }

  /** Everything is done: the next such replay begins anew. */
  clear(): void {
    this.#last = undefined;
    rmSync(this.#path, { force: true });
  }
}

function nameOf({ id: { bucket, key } }: LogObject): string {
  return `${bucket}/${key}`;
}

function read(path: string): { count: number; object: string } | undefined {
  if (!existsSync(path)) return undefined;
  const note: unknown = JSON.parse(readFileSync(path, 'utf8'));
  if (!isJsonObject(note) || typeof note.count !== 'number' || typeof note.object !== 'string')
    return undefined;
  return { count: note.count, object: note.object };
}
