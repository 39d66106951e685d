import { isDeepStrictEqual } from 'node:util';
import type { ViolationType } from '../violation/violation-type.js';
import type { ExtensionKind, ExtensionMetadata, ExtensionSettings, FoundExtension } from './extension.js';

type Found = FoundExtension<ExtensionMetadata, unknown>;

/** Ids that several classes have. */
export function repeatedIds(found: readonly Found[]): string[] {
  return found.flatMap(({ metadata, classId }, index) => {
    const other = found.findIndex((extension) => extension.metadata.id === metadata.id);
    if (other === index) return [];
    return [`${classId} and ${found[other]!.classId} both have the id ${metadata.id}; uninstall one of them`];
  });
}

/** Violation types that two extensions define differently. */
export function contradictingTypes({ noun }: ExtensionKind, found: readonly Found[]): string[] {
  const first = new Map<string, { type: ViolationType; owner: string }>();
  return found.flatMap(({ metadata }) =>
    Object.values(metadata.emits).flatMap((type) => {
      const other = first.get(type.id);
      if (!other) first.set(type.id, { type, owner: metadata.id });
      if (!other || isDeepStrictEqual(other.type, type)) return [];
      return [
        `${noun}s ${other.owner} and ${metadata.id} define the violation type ${type.id} differently; switch one off`,
      ];
    }),
  );
}

/** Settings for ids that nobody has. */
export function settingsWithoutExtension(
  { noun }: ExtensionKind,
  found: readonly Found[],
  settings: Readonly<Record<string, ExtensionSettings>>,
): string[] {
  const ids = found.map(({ metadata }) => metadata.id);
  return Object.keys(settings)
    .filter((id) => !ids.includes(id))
    .map(
      (id) =>
        `no installed ${noun} has the id ${id}; install it or correct the name (installed: ${ids.join(', ')})`,
    );
}
