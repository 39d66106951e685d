import type { EventSelector } from '@fullstop/core';
import type { EventNames } from '@fullstop/logscan';

/** The names that a selector looks for; `undefined` when it wants all names of a source, or of all sources. */
export function eventNamesOf({ patterns }: EventSelector): EventNames | undefined {
  if (patterns.some(({ name, namePrefix }) => name === undefined && !namePrefix)) return undefined;
  const names = patterns.flatMap(({ name }) => name ?? []);
  const prefixes = patterns.flatMap(({ namePrefix }) => namePrefix ?? []);
  return { names: [...new Set(names)], prefixes: [...new Set(prefixes)] };
}
