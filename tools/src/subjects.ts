import { existsSync, readdirSync } from 'node:fs';
import { basename } from 'node:path';

/** One thing that `npm run bench`, `chaos` or `fuzz` can do: a module in the folder of that name. */
export interface Subject {
  /** One line about what is measured or tried. */
  readonly summary: string;
  /** @returns the exit code. */
  run(args: string[]): Promise<number>;
}

const UNKNOWN_SUBJECT = 2;

/**
 * Runs the subject that the first argument names, with the other arguments. Each module directly in the folder is a
 * subject and is called like its file; what several of them share is in folders below. Without a known subject, prints the
 * list of them.
 * @param folder for instance `new URL('./bench/', import.meta.url)`.
 * @returns the exit code.
 */
export async function runSubject(command: string, folder: URL, args: readonly string[]): Promise<number> {
  const [wanted, ...rest] = args;
  const names = subjectsIn(folder);
  if (wanted !== undefined && names.includes(wanted)) return (await load(folder, wanted)).run(rest);

  if (wanted !== undefined) console.error(`There is no ${command} subject "${wanted}".`);
  console.error(`Usage: npm run ${command} -- <subject> [arguments]`);
  if (names.length === 0) console.error('There are no subjects yet.');
  for (const name of names) console.error(`  ${name.padEnd(12)} ${(await load(folder, name)).summary}`);
  return UNKNOWN_SUBJECT;
}

function subjectsIn(folder: URL): string[] {
  if (!existsSync(folder)) return [];
  const entries = readdirSync(folder, { withFileTypes: true });
  const files = entries.filter((entry) => entry.isFile() && entry.name.endsWith('.js'));
  return files.map(({ name }) => basename(name, '.js')).sort();
}

// A subject is loaded when it is asked for: some of them pull in a database.
async function load(folder: URL, name: string): Promise<Subject> {
  return (await import(new URL(`${name}.js`, folder).href)) as Subject;
}
