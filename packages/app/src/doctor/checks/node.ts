import { readFileSync } from 'node:fs';
import { type DoctorLine, DoctorLines } from '../doctor-line.js';

/** Whether this version of Node is one that the packages are made for. */
export function examineNode(version = process.versions.node, wanted = wantedVersions()): DoctorLine[] {
  const lines = new DoctorLines('node');
  if (satisfies(version, wanted)) return lines.ok(`Node ${version}`).lines;
  return lines.fail(`Node ${version} is not one of ${wanted}`, 'Install a version that is.').lines;
}

function wantedVersions(): string {
  const manifest = JSON.parse(readFileSync(new URL('../../../package.json', import.meta.url), 'utf8'));
  return manifest.engines.node;
}

/** Ranges as our manifests have them: `^20.19.0 || >=24.11.0`. */
function satisfies(version: string, ranges: string): boolean {
  const actual = numbersOf(version);
  return ranges.split('||').some((range) => {
    const least = numbersOf(range);
    const isSameMajor = !range.includes('^') || actual[0] === least[0];
    return isSameMajor && !isBefore(actual, least);
  });
}

function numbersOf(text: string): readonly number[] {
  return (text.match(/\d+/g) ?? []).slice(0, 3).map(Number);
}

function isBefore(left: readonly number[], right: readonly number[]): boolean {
  const place = right.findIndex((number, index) => number !== (left[index] ?? 0));
  return place >= 0 && (left[place] ?? 0) < (right[place] ?? 0);
}
