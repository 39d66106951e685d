import { pack } from './npm.js';
import { publishedPackages } from './packages.js';
import { checkTarball } from './tarball-check.js';

/**
 * Packs every package as it would be published, and looks at what came out.
 * @param root of the workspace, built.
 * @param folder for the tarballs.
 * @param tell hears how each package stands.
 * @returns what is wrong, one sentence each.
 */
export async function checkPackages(
  root: string,
  folder: string,
  tell: (line: string) => void,
): Promise<string[]> {
  const problems: string[] = [];
  for (const found of publishedPackages(root)) {
    const { name } = found.manifest;
    const tarball = await pack(found.path, folder);
    const wrong = await checkTarball(found, tarball);
    const size = `${tarball.files.length} files, ${kilobytes(tarball.size)}, unpacked ${kilobytes(tarball.unpackedSize)}`;
    tell(`${name}: ${wrong.length === 0 ? 'ok' : 'NOT ok'}, ${size}`);
    problems.push(...wrong.map((problem) => `${name}: ${problem}`));
  }
  return problems;
}

function kilobytes(bytes: number): string {
  return `${Math.ceil(bytes / 1000)} kB`;
}
