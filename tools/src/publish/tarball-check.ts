import { existsSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';
import { publint } from 'publint';
import { formatMessage } from 'publint/utils';
import { run, type Tarball } from './npm.js';
import type { PublishedPackage } from './packages.js';

const NEEDED = ['package.json', 'README.md', 'LICENSE'];
const UNWANTED = /^(src|test|coverage|node_modules)\/|\.tsbuildinfo$|\.d\.ts\.map$|^dist\/.*\.(test|spec)\./;
/** More is a mistake in `files`. */
const MAX_UNPACKED_BYTES = 2_000_000;
/** A condition that only this workspace sets; what it names is not published. */
const OWN_CONDITION = '@fullstop/source';

/** What is wrong with a packed package: one sentence each. */
export async function checkTarball(found: PublishedPackage, tarball: Tarball): Promise<string[]> {
  return [
    ...contentProblems(found, tarball),
    ...(await publintProblems(tarball)),
    ...(await typeProblems(found, tarball)),
  ];
}

/** What is missing in a packed package, or too much. */
export function contentProblems(
  { manifest, path: root }: PublishedPackage,
  { files, unpackedSize }: Pick<Tarball, 'files' | 'unpackedSize'>,
): string[] {
  const targets = [...targetsOf(manifest.exports), ...Object.values(manifest.bin ?? {})];
  const wanted = [...NEEDED, ...targets.map((target) => target.replace(/^\.\//, ''))];
  return [
    ...wanted.filter((path) => !files.includes(path)).map((path) => `${path} is missing`),
    ...files.filter((path) => UNWANTED.test(path)).map((path) => `${path} does not belong there`),
    ...files
      .filter((path) => isLeftOver(root, path))
      .map((path) => `${path} has no source any more: delete dist, and build again`),
    ...(unpackedSize > MAX_UNPACKED_BYTES
      ? [`${unpackedSize} bytes are more than ${MAX_UNPACKED_BYTES}`]
      : []),
  ];
}

/** Whether a source was there once, from which this was compiled. The compiler deletes nothing. */
function isLeftOver(root: string, path: string): boolean {
  const [, name] = /^dist\/(.*)\.d\.ts$/.exec(path) ?? [];
  return (
    name !== undefined && !['.ts', '.tsx'].some((suffix) => existsSync(join(root, 'src', name + suffix)))
  );
}

/** Files that `exports` promises to those who install the package. */
function targetsOf(exports: unknown): string[] {
  if (typeof exports === 'string') return [exports];
  return Object.entries(Object(exports)).flatMap(([name, entry]) =>
    name === OWN_CONDITION ? [] : targetsOf(entry),
  );
}

async function publintProblems(tarball: Tarball): Promise<string[]> {
  const bytes = await readFile(tarball.path);
  const { messages, pkg } = await publint({
    level: 'warning',
    strict: true,
    pack: { tarball: bytes.buffer.slice(bytes.byteOffset, bytes.byteOffset + bytes.byteLength) },
  });
  return messages
    .filter((message) => !message.path.includes(OWN_CONDITION))
    .map((message) => `publint: ${formatMessage(message, pkg) ?? message.code}`);
}

/** Whether TypeScript finds the types in every way in which an ESM package can be imported. */
async function typeProblems({ manifest, path }: PublishedPackage, tarball: Tarball): Promise<string[]> {
  if (!manifest.types) return [];
  const cli = createRequire(import.meta.url).resolve('@arethetypeswrong/cli/package.json');
  const args = [
    join(dirname(cli), 'dist/index.js'),
    tarball.path,
    '--profile',
    'esm-only',
    '--no-emoji',
    '--no-color',
  ];
  try {
    await run(process.execPath, args, { cwd: path });
    return [];
  } catch (error) {
    return [`types: ${error instanceof Error ? error.message : String(error)}`];
  }
}
