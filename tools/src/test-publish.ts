import assert from 'node:assert/strict';
import { mkdirSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { checkPackages } from './publish/check-packages.js';
import { installedSize } from './publish/installed-size.js';
import { settingsWith, UserProject } from './publish/project.js';
import { LocalRegistry } from './publish/registry.js';
import { releaseTo } from './publish/release.js';
import { steps } from './publish/steps.js';
import { writeSampleWorld } from './sample-world/index.js';

// `npm run test:publish`: releases everything to a registry on loopback, and uses it from there as a newcomer does.
const INSTALLED = ['@fullstop/app', '@fullstop/plugin-region', '@fullstop/plugin-keypair'];
const PLUGINS = ['keypair', 'region'];
/** An installation may not become larger than this without somebody deciding so. */
const MAX_INSTALL_MEGABYTES = 260;

const folder = mkdtempSync(join(tmpdir(), 'fullstop-publish-'));
const all = steps();
const { step } = all;
let registry: LocalRegistry | undefined;
try {
  registry = await step('a registry on loopback', () => LocalRegistry.start(join(folder, 'registry')));
  const release = join(folder, 'release');
  await releaseTo(registry.url, release, all);
  await step('what is in every package, and whether Node and TypeScript find it', async () => {
    const tarballs = join(folder, 'tarballs');
    mkdirSync(tarballs);
    assert.deepEqual(await checkPackages(release, tarballs, () => {}), []);
  });
  await use(registry.url);
} finally {
  await registry?.stop();
  rmSync(folder, { recursive: true, force: true });
  all.finish();
}

async function use(url: string): Promise<void> {
  const project = new UserProject(join(folder, 'project'), await settingsWith(url, folder));
  const world = await writeSampleWorld(join(folder, 'world'), { files: 30 });
  await step(`npm install ${INSTALLED.join(' ')} in an empty folder`, () =>
    project.npm('install', ...INSTALLED),
  );
  await step('the size of that', async () => {
    const { packages, bytes } = installedSize(project.folder);
    const megabytes = Math.round(bytes / 1e6);
    console.log(`    ${packages} packages, ${megabytes} MB`);
    assert.ok(megabytes <= MAX_INSTALL_MEGABYTES, `more than ${MAX_INSTALL_MEGABYTES} MB`);
  });
  await step('npx fullstop plugins list: these two, both active', async () => {
    const plugins: { id: string; active: boolean }[] = JSON.parse(
      await project.fullstop('plugins', 'list', '--json'),
    );
    assert.deepEqual(
      plugins.map(({ id, active }) => [id, active]).sort(),
      PLUGINS.map((id) => [id, true]),
    );
  });
  await step('npx fullstop scan: violations of these two, and of nobody else', async () => {
    const { violations } = JSON.parse(await project.fullstop('scan', world.logs, '--output', 'json'));
    const types = violations.map((each: { violation_type: { id: string } }) => each.violation_type.id);
    assert.deepEqual([...new Set(types)].sort(), ['EC2_WITH_KEYPAIR', 'WRONG_REGION']);
  });
  await step('npx fullstop serve: starts with these two, stores, and stops when asked to', async () => {
    const text = await project.serve(world.logs);
    assert.match(text, /Plugins: 2 active of 2 found/);
    // It has let go of its database.
    assert.deepEqual(JSON.parse(await project.fullstop('checks', 'list', '--json')), []);
  });
}
