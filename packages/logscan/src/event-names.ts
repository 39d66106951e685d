import type { ScanExports } from './scan-module.js';

/** Event names to look for: whole ones, and what names may begin with. */
export interface EventNames {
  readonly names: readonly string[];
  readonly prefixes: readonly string[];
}

const MAX_NAMES = 8192;
const MAX_NAME_LENGTH = 253;
const READABLE = /^[!#-[\]-~]*/;

/**
 * Whether the byte-level scan can look for these names: at most 8 192, of at most 253 characters, no empty prefix. Names
 * with blanks, quotes or anything but ASCII are no problem; records with such names are always looked at.
 */
export function areScannable({ names, prefixes }: EventNames): boolean {
  const all = [...names, ...prefixes];
  return (
    all.length <= MAX_NAMES && all.every(({ length }) => length <= MAX_NAME_LENGTH) && !prefixes.includes('')
  );
}

/** Tells a module which names to look for. */
export function loadNames(module: ScanExports, { names, prefixes }: EventNames): void {
  const wanted = [
    // A whole name is a prefix that includes the closing quote.
    ...names.map((name) => readablePart(`${name}"`)),
    ...prefixes.map(readablePart),
  ].filter((text) => text !== '');
  const input = Buffer.from(module.memory.buffer, module.inputAt.value, module.inputBytes.value);
  module.clearNames();
  for (const text of new Set(wanted)) {
    module.addName(module.inputAt.value, input.write(text, 'latin1'));
  }
  module.setLongestName(Math.max(0, ...wanted.map(({ length }) => length)));
}

/** What the scan can compare: the rest of a name with blanks, quotes or other characters is for others to look at. */
function readablePart(text: string): string {
  const [beginning = ''] = READABLE.exec(text) ?? [];
  return `${beginning}"` === text ? text : beginning;
}
