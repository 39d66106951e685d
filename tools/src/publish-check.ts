import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pack } from './publish/npm.js';
import { publishedPackages } from './publish/packages.js';
import { checkTarball } from './publish/tarball-check.js';
import { REPOSITORY } from './repository.js';

// `npm run publish:check`: packs every package as it would be published, and looks at what came out.
const folder = mkdtempSync(join(tmpdir(), 'fullstop-publish-check-'));
let problems = 0;
try {
  for (const found of publishedPackages(REPOSITORY)) {
    const tarball = await pack(found.path, folder);
    const wrong = await checkTarball(found, tarball);
    const size = `${tarball.files.length} files, ${kilobytes(tarball.size)}, unpacked ${kilobytes(tarball.unpackedSize)}`;
    console.log(`${found.manifest.name}: ${wrong.length === 0 ? 'ok' : 'NOT ok'}, ${size}`);
    for (const each of wrong) console.error(`  ${each}`);
    problems += wrong.length;
  }
} finally {
  rmSync(folder, { recursive: true, force: true });
}
console.log(problems === 0 ? 'Everything can be published.' : `${problems} problems.`);
process.exitCode = problems === 0 ? 0 : 1;

function kilobytes(bytes: number): string {
  return `${Math.ceil(bytes / 1000)} kB`;
}
