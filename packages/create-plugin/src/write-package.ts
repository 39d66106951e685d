import { mkdirSync, readdirSync, readFileSync, statSync, writeFileSync } from 'node:fs';
import { dirname, join, relative } from 'node:path';
import { fileURLToPath } from 'node:url';
import { ChoicesError } from './choices-error.js';
import { exampleFacts } from './example-facts.js';
import type { ExtensionPlan } from './extension-plan.js';
import { manifestOf } from './manifest.js';

const TEMPLATES = fileURLToPath(new URL('../template/', import.meta.url));
const SUFFIX = '.template';

/**
 * Writes the package into a new or empty folder; a new repository of Git is empty, too.
 * @returns paths of the files, from the folder, sorted.
 * @throws {ChoicesError} when there is something in the folder, or it is none.
 */
export function writePackage(plan: ExtensionPlan, folder: string): string[] {
  requireEmpty(folder);
  const files = new Map<string, string>([
    ['package.json', asJson(manifestOf(plan))],
    ...templateFiles('common', plan),
    ...templateFiles(plan.kind, plan),
  ]);
  if (plan.kind === 'plugin') {
    files.set('test/fixtures/recorded-event.json', asJson(plan.record));
    files.set('test/fixtures/facts.json', asJson(exampleFacts(plan)));
  }
  for (const [path, text] of files) {
    const target = join(folder, path);
    mkdirSync(dirname(target), { recursive: true });
    writeFileSync(target, text);
  }
  return [...files.keys()].sort();
}

function requireEmpty(folder: string): void {
  const found = statSync(folder, { throwIfNoEntry: false });
  if (!found) return;
  if (!found.isDirectory()) throw new ChoicesError(`${folder} is no folder; name another one.`);
  if (readdirSync(folder).some((name) => name !== '.git'))
    throw new ChoicesError(`${folder} is not empty; name another folder, or empty it.`);
}

function templateFiles(group: string, plan: ExtensionPlan): [string, string][] {
  const root = join(TEMPLATES, group);
  return readdirSync(root, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile() && entry.name.endsWith(SUFFIX))
    .map((entry) => join(entry.parentPath, entry.name))
    .map((path) => [
      filled(relative(root, path).slice(0, -SUFFIX.length), plan),
      filled(readFileSync(path, 'utf8'), plan),
    ]);
}

/** The text with `{{name}}` replaced by that member of the plan, and `{{quoted name}}` by it as a TypeScript text. */
function filled(text: string, plan: ExtensionPlan): string {
  const members = new Map(Object.entries(plan));
  return text.replace(
    /\{\{(quoted )?([a-zA-Z]+)\}\}/g,
    (mark, isQuoted: string | undefined, name: string) => {
      if (!members.has(name)) throw new TypeError(`the template has ${mark}, and the plan no ${name}`);
      const value = String(members.get(name));
      return isQuoted ? quoted(value) : value;
    },
  );
}

function quoted(text: string): string {
  const json = JSON.stringify(text);
  return text.includes("'") || json !== `"${text}"` ? json : `'${text}'`;
}

function asJson(value: unknown): string {
  return `${JSON.stringify(value, null, 2)}\n`;
}
