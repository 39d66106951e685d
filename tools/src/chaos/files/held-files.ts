import { mkdir, readdir, rename } from 'node:fs/promises';
import { dirname, join } from 'node:path';

/** Files taken out of a folder, to be laid back a few at a time; their names and times of change stay as they were. */
export class HeldFiles {
  readonly #folder: string;
  readonly #held: string;
  readonly #names: string[];

  private constructor(folder: string, held: string, names: string[]) {
    this.#folder = folder;
    this.#held = held;
    this.#names = names;
  }

  /** Moves the folder with all its files to `held`, a place on the same disk where nothing is yet. */
  static async take(folder: string, held: string): Promise<HeldFiles> {
    await rename(folder, held);
    await mkdir(folder);
    const entries = await readdir(held, { recursive: true, withFileTypes: true });
    const files = entries.filter((entry) => entry.isFile());
    return new HeldFiles(
      folder,
      held,
      files.map(({ parentPath, name }) => join(parentPath, name).slice(held.length + 1)).sort(),
    );
  }

  /** Lays the next files back; fewer when there are not so many left. */
  async layBack(count: number): Promise<void> {
    for (const name of this.#names.splice(0, count)) {
      await mkdir(dirname(join(this.#folder, name)), { recursive: true });
      await rename(join(this.#held, name), join(this.#folder, name));
    }
  }

  /** Lays all files back that are left. */
  async layAllBack(): Promise<void> {
    await this.layBack(this.#names.length);
  }
}
