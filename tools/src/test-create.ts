import assert from 'node:assert/strict';
import { mkdirSync, mkdtempSync, readFileSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { npm, pack, run } from './publish/npm.js';
import { settingsWith, UserProject } from './publish/project.js';
import { LocalRegistry } from './publish/registry.js';
import { releaseTo } from './publish/release.js';
import { secondsSince, steps } from './publish/steps.js';

// `npm run test:create`: a plugin and a job, from `npm create` to a green test, and on into the assembled service.
const MAX_SECONDS = 60;
const PLUGIN = '@acme/fullstop-plugin-open-buckets';
const JOB = '@acme/fullstop-job-idle-addresses';

const folder = mkdtempSync(join(tmpdir(), 'fullstop-create-'));
const all = steps();
const { step } = all;
let registry: LocalRegistry | undefined;
try {
  registry = await step('a registry on loopback', () => LocalRegistry.start(join(folder, 'registry')));
  await releaseTo(registry.url, join(folder, 'release'), all);
  const author = new UserProject(join(folder, 'author'), {
    ...(await settingsWith(registry.url, folder)),
    npm_config_cache: await cache(),
  });
  const plugin = await created(author, PLUGIN);
  const job = await created(author, JOB, '--job');
  await use(author.at(join(folder, 'service')), plugin, job);
} finally {
  await registry?.stop();
  rmSync(folder, { recursive: true, force: true });
  all.finish();
}

/** The usual cache of packages, without what npx ran before: the package of an earlier run would be taken for this one. */
async function cache(): Promise<string> {
  const usual = (await npm(['config', 'get', 'cache'], { cwd: folder })).trim();
  const own = join(folder, 'cache');
  mkdirSync(own);
  mkdirSync(join(usual, '_cacache'), { recursive: true });
  symlinkSync(join(usual, '_cacache'), join(own, '_cacache'));
  return own;
}

/** Creates a package, builds, lints and tests it within a minute. @returns path of its tarball. */
async function created(author: UserProject, name: string, ...options: string[]): Promise<string> {
  const started = performance.now();
  await step(`npm create @fullstop/plugin ${[name, ...options].join(' ')}`, () =>
    author.npm('create', '--yes', '@fullstop/plugin', name, '--', '--yes', ...options),
  );
  const own = author.at(join(author.folder, name.split('/')[1]!));
  for (const script of ['build', 'lint', 'test'])
    await step(`npm run ${script}`, () => own.npm('run', script));
  await step(`from the command to the green test of ${name}: ${secondsSince(started)} s`, async () =>
    assert.ok(Number(secondsSince(started)) <= MAX_SECONDS, `that is more than ${MAX_SECONDS} s`),
  );
  return (await pack(own.folder, folder)).path;
}

async function use(service: UserProject, plugin: string, job: string): Promise<void> {
  await step('npm install of both, packed, beside @fullstop/app', () =>
    service.npm('install', '@fullstop/app', plugin, job),
  );
  await step('npx fullstop plugins list: the plugin is active without configuration', async () => {
    const plugins: { id: string; active: boolean }[] = JSON.parse(
      await service.fullstop('plugins', 'list', '--json'),
    );
    assert.deepEqual(
      plugins.map(({ id, active }) => [id, active]),
      [['acme-open-buckets', true]],
    );
  });
  await step('npx fullstop scan: the recorded event is a violation', async () => {
    const fixture = join(folder, 'author/fullstop-plugin-open-buckets/test/fixtures/recorded-event.json');
    const log = join(service.folder, '111122223333_CloudTrail_eu-central-1_20260302T0915Z_a.json');
    writeFileSync(log, JSON.stringify({ Records: [JSON.parse(readFileSync(fixture, 'utf8'))] }));
    const { violations } = JSON.parse(await service.fullstop('scan', log, '--output', 'json'));
    const types = violations.map((each: { violation_type: { id: string } }) => each.violation_type.id);
    assert.deepEqual(types, ['BUCKET_WITHOUT_PUBLIC_ACCESS_BLOCK']);
  });
  await step('npx fullstop dev, of a folder that is installed nowhere: what it would report', async () => {
    const developed = join(folder, 'author/fullstop-plugin-open-buckets');
    const events = join(developed, 'test/fixtures');
    const output = await service.fullstop('dev', developed, '--events', events, '--once', '--output', 'json');
    const [{ plugins }]: [{ plugins: { plugin: string; violations: unknown[] }[] }] = JSON.parse(output);
    assert.deepEqual(
      plugins.map(({ plugin: id, violations }) => [id, violations.length]),
      [['acme-open-buckets', 1]],
    );
  });
  await step('the job is found without configuration', async () => {
    const core = pathToFileURL(join(service.folder, 'node_modules/@fullstop/core/dist/index.js')).href;
    const script = `const { discoverPlugins, findJobMetadata } = await import('${core}');
      const { jobs, problems } = await discoverPlugins(process.cwd());
      console.log(JSON.stringify([jobs.map(({ jobClass }) => findJobMetadata(jobClass).id), problems]));`;
    const found = await run(process.execPath, ['--input-type=module', '--eval', script], {
      cwd: service.folder,
    });
    assert.deepEqual(JSON.parse(found), [['acmeIdleAddressesJob'], []]);
  });
}
