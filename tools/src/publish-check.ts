import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { checkPackages } from './publish/check-packages.js';
import { REPOSITORY } from './repository.js';

// `npm run publish:check`: packs every package as it would be published, and looks at what came out.
const folder = mkdtempSync(join(tmpdir(), 'fullstop-publish-check-'));
try {
  const problems = await checkPackages(REPOSITORY, folder, (line) => console.log(line));
  for (const problem of problems) console.error(problem);
  console.log(problems.length === 0 ? 'Everything can be published.' : `${problems.length} problems.`);
  process.exitCode = problems.length === 0 ? 0 : 1;
} finally {
  rmSync(folder, { recursive: true, force: true });
}
