import assert from 'node:assert/strict';
import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { REPOSITORY } from '../repository.js';
import { run } from './npm.js';
import { publishedPackages } from './packages.js';
import { releaseCopy } from './release-copy.js';
import type { Steps } from './steps.js';

/**
 * Releases the built packages, with lerna: new version numbers, then everything into a registry.
 * @param folder where the copy goes that is released; must not exist.
 */
export async function releaseTo(url: string, folder: string, { step }: Steps): Promise<void> {
  // Lerna leaves a folder for each package that it packs.
  const env = { TMPDIR: `${folder}-temporary` };
  mkdirSync(env.TMPDIR);
  const lerna = (...args: string[]) =>
    run(process.execPath, [join(REPOSITORY, 'node_modules/lerna/dist/cli.js'), ...args], {
      cwd: folder,
      env,
    });
  await step('a copy of the built packages, as a repository of its own', () => releaseCopy(folder));
  await step('lerna version: numbers and change logs from the commits', async () => {
    await lerna('version', '--yes', '--no-push');
    await assertVersions(folder);
  });
  await step('lerna publish: every package is in the registry', async () => {
    await lerna('publish', 'from-package', '--yes', '--no-verify-access', '--registry', url);
    for (const { manifest } of publishedPackages(folder)) {
      const answer = await fetch(new URL(manifest.name, url));
      assert.equal(answer.status, 200, `${manifest.name} is not in the registry`);
      const { versions } = (await answer.json()) as { versions: object };
      assert.deepEqual(Object.keys(versions), [manifest.version]);
    }
  });
}

async function assertVersions(folder: string): Promise<void> {
  const message = await run('git', ['log', '--format=%s', '-1'], { cwd: folder });
  assert.match(message, /^chore\(release\): publish v\d+\.\d+\.\d+/);
  const changed = await run('git', ['show', '--name-only', '--format=', 'HEAD'], { cwd: folder });
  const packages = publishedPackages(folder);
  const [version] = new Set(packages.map(({ manifest }) => manifest.version));
  for (const { folder: name, manifest } of packages) {
    assert.ok(changed.includes(`packages/${name}/CHANGELOG.md`), `${name} has no change log`);
    assert.equal(manifest.version, version, `${name} has a version of its own`);
    const ranges = { ...manifest.dependencies, ...manifest.peerDependencies };
    const old = Object.entries(ranges).filter(
      ([each, range]) => each.startsWith('@fullstop/') && range !== `^${version}`,
    );
    assert.deepEqual(old, [], `${name} depends on older packages of ours`);
  }
}
