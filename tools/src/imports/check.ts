import { checkFile } from './import-rules.js';
import { checkManifest } from './manifest-rules.js';
import { belongingOf, type Offence, type Workspace } from './workspace.js';

/** Checks the imports of all files and the manifests of all packages; offences come in the order of their paths. */
export function checkWorkspace({ files, manifests }: Workspace): Offence[] {
  const offences = [
    ...Object.entries(manifests).flatMap(([folder, manifest]) => checkManifest(folder, manifest)),
    ...files.flatMap((file) => checkFile(file, manifests[belongingOf(file.path).folder] ?? {})),
  ];
  return offences.sort((left, right) => compare(left.path, right.path) || left.line - right.line);
}

/** An offence as the line that is printed. */
export function describeOffence({ path, line, rule, remedy }: Offence): string {
  return `${path}:${line}: ${rule}. ${remedy}.`;
}

function compare(left: string, right: string): number {
  if (left === right) return 0;
  return left < right ? -1 : 1;
}
