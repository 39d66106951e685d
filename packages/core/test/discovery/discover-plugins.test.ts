import { mkdirSync, mkdtempSync, realpathSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import {
  discoverPlugins,
  findProjectFolder,
  JOB_KEYWORD,
  PLUGIN_KEYWORD,
  PluginHost,
} from '../../src/index.js';
import { anEvent } from '../support/records.js';

let folder: string;

beforeEach(() => {
  folder = realpathSync(mkdtempSync(join(tmpdir(), 'discovery-')));
});

afterEach(() => rmSync(folder, { recursive: true, force: true }));

function write(path: string, content: unknown): void {
  const file = join(folder, path);
  mkdirSync(dirname(file), { recursive: true });
  writeFileSync(file, typeof content === 'string' ? content : JSON.stringify(content));
}

function aProject(...dependencies: string[]): void {
  write('package.json', { dependencies: Object.fromEntries(dependencies.map((name) => [name, '*'])) });
}

/** Installs a package; by default one with the keyword, version 1.2.3 and one plugin of the package's name. */
function install(
  name: string,
  code = pluginCode(name),
  manifest: Record<string, unknown> = {},
  where = 'node_modules',
) {
  write(`${where}/${name}/package.json`, {
    name,
    version: '1.2.3',
    type: 'module',
    exports: './main.js',
    keywords: [PLUGIN_KEYWORD],
    ...manifest,
  });
  write(`${where}/${name}/main.js`, code);
}

/** A module that exports plugin classes without importing anything. */
function pluginCode(...ids: string[]): string {
  const classes = ids.map((id, number) => {
    const metadata = `{ value: { id: '${id}', title: '${id}', summary: 'A plugin.', events: '*', emits: {} } }`;
    return (
      `export class Plugin${number} { inspect() { return []; } }\n` +
      `Object.defineProperty(Plugin${number}, Symbol.for('@fullstop/core:plugin-metadata'), ${metadata});`
    );
  });
  return [...classes, 'export class Helper {}', 'export const answer = 42;', 'export default null;'].join(
    '\n',
  );
}

async function found() {
  const { candidates, problems } = await discoverPlugins(folder);
  const names = candidates.map(({ packageName, pluginClass }) => `${packageName}#${pluginClass.name}`);
  return { names, problems };
}

/** A module that exports a job class without importing anything. */
function jobCode(id: string): string {
  const metadata = `{ value: { id: '${id}', title: '${id}', summary: 'A job.', emits: {} } }`;
  return (
    `export class Job0 { scan() { return []; } }\n` +
    `Object.defineProperty(Job0, Symbol.for('@fullstop/core:job-metadata'), ${metadata});`
  );
}

describe('discoverPlugins', () => {
  it.each([
    ['plugins', [PLUGIN_KEYWORD], pluginCode('one'), ['Plugin0'], []],
    ['jobs', [JOB_KEYWORD], jobCode('one'), [], ['Job0']],
    ['both', [PLUGIN_KEYWORD, JOB_KEYWORD], `${pluginCode('one')}\n${jobCode('one')}`, ['Plugin0'], ['Job0']],
    [
      'both under one keyword',
      [JOB_KEYWORD],
      `${pluginCode('one')}\n${jobCode('one')}`,
      ['Plugin0'],
      ['Job0'],
    ],
  ])('finds a package with %s', async (_what, keywords, code, plugins, jobs) => {
    aProject('alpha');
    install('alpha', code, { keywords });
    const found = await discoverPlugins(folder);
    expect(found.problems).toEqual([]);
    expect(found.candidates.map(({ pluginClass }) => pluginClass.name)).toEqual(plugins);
    expect(found.jobs).toMatchObject(jobs.map(() => ({ packageName: 'alpha', packageVersion: '1.2.3' })));
    expect(found.jobs.map(({ jobClass }) => jobClass.name)).toEqual(jobs);
  });

  it('says so when a package with the keyword for jobs has none', async () => {
    aProject('alpha');
    install('alpha', 'export const answer = 42;', { keywords: [JOB_KEYWORD] });
    expect((await found()).problems).toEqual([
      'package alpha: it has the keyword fullstop-job but exports no class with @Job; export one, or drop the keyword.',
    ]);
  });

  it('finds the plugin of a dependency that has the keyword, and ignores its other exports', async () => {
    aProject('alpha');
    install('alpha');
    const { candidates, problems } = await discoverPlugins(folder);
    expect(problems).toEqual([]);
    expect(candidates).toHaveLength(1);
    expect(candidates[0]).toMatchObject({ packageName: 'alpha', packageVersion: '1.2.3' });
    expect(candidates[0]?.pluginClass.name).toBe('Plugin0');
  });

  it('finds plugins that a host can run', async () => {
    aProject('alpha', 'beta');
    install('alpha', pluginCode('one', 'two'));
    install('beta', pluginCode('three'));
    const host = new PluginHost({ candidates: (await discoverPlugins(folder)).candidates });
    expect((await host.check(anEvent())).map(({ pluginId, state }) => [pluginId, state])).toEqual([
      ['one', 'decided'],
      ['three', 'decided'],
      ['two', 'decided'],
    ]);
  });

  it.each([
    ['no keywords', { keywords: undefined }],
    ['other keywords', { keywords: ['fullstop', 'plugin'] }],
    ['keywords that are null', { keywords: null }],
    ['keywords that are a number', { keywords: 5 }],
    ['a longer keyword', { keywords: ['fullstop-plugin-like'] }],
    ['a text that contains the keyword', { keywords: 'no-fullstop-plugin' }],
  ])('does not even import a dependency with %s', async (_what, manifest) => {
    aProject('alpha', 'other');
    install('alpha');
    install('other', 'throw new Error("imported");', manifest);
    expect(await found()).toEqual({ names: ['alpha#Plugin0'], problems: [] });
  });

  it.each(['dependencies', 'devDependencies', 'optionalDependencies'])('looks at %s', async (kind) => {
    write('package.json', { [kind]: { alpha: '*' } });
    install('alpha');
    expect((await found()).names).toEqual(['alpha#Plugin0']);
  });

  it('does not look at what is installed without being a dependency', async () => {
    aProject('alpha');
    install('alpha');
    install('stranger');
    expect((await found()).names).toEqual(['alpha#Plugin0']);
  });

  it('finds a class once that a package exports under two names', async () => {
    aProject('alpha');
    install('alpha', `${pluginCode('alpha')}\nexport { Plugin0 as Again };`);
    expect((await found()).names).toEqual(['alpha#Plugin0']);
  });

  it('finds packages in the order of their names, and classes in that of theirs', async () => {
    aProject('zeta', '@scope/beta', 'alpha');
    install('zeta', pluginCode('z'));
    install('alpha', pluginCode('b', 'a'));
    install('@scope/beta', pluginCode('c'));
    const expected = ['@scope/beta#Plugin0', 'alpha#Plugin0', 'alpha#Plugin1', 'zeta#Plugin0'];
    expect((await found()).names).toEqual(expected);
    expect((await found()).names).toEqual(expected);
  });

  it('finds a dependency that is installed further up, as in a workspace', async () => {
    write('packages/app/package.json', { dependencies: { alpha: '*' } });
    install('alpha');
    const { candidates } = await discoverPlugins(join(folder, 'packages/app'));
    expect(candidates.map(({ packageName }) => packageName)).toEqual(['alpha']);
  });

  it('MD-2, MD-3: says that the version is unknown when the package has none', async () => {
    aProject('alpha');
    install('alpha', pluginCode('alpha'), { version: undefined });
    expect((await discoverPlugins(folder)).candidates[0]?.packageVersion).toBe('unknown');
  });

  it('leaves out an optional dependency that is not installed', async () => {
    write('package.json', { optionalDependencies: { ghost: '*' } });
    expect(await found()).toEqual({ names: [], problems: [] });
  });
});

describe('a package that cannot be used is a problem, and the others are still found:', () => {
  it.each<[string, string, Record<string, unknown>, RegExp]>([
    ['no plugin in it', 'export class Helper {}', {}, /^package broken: .*fullstop-plugin.*@Plugin/],
    ['nothing in it', '', {}, /^package broken: .*@Plugin/],
    [
      'an import that throws',
      'throw new Error("not on this machine");',
      {},
      /^package broken: not on this machine/,
    ],
    ['an import that throws a text', 'throw "not today";', {}, /^package broken: not today/],
    ['a syntax error', 'export class {', {}, /^package broken: /],
    ['an import of what is not there', 'import "no-such-package";', {}, /^package broken: .*no-such-package/],
    ['an entry that is not there', '', { exports: './missing.js' }, /^package broken: .*missing/],
    ['no entry', '', { exports: {} }, /^package broken: /],
  ])('%s', async (_what, code, manifest, problem) => {
    aProject('alpha', 'broken', 'zeta');
    install('alpha');
    install('broken', code, manifest);
    install('zeta');
    expect(await found()).toEqual({
      names: ['alpha#Plugin0', 'zeta#Plugin0'],
      problems: [expect.stringMatching(problem)],
    });
  });

  it.each(['{ not json', 'null', '7'])('a package.json that is %s', async (manifest) => {
    aProject('alpha', 'broken', 'zeta');
    install('alpha');
    write('node_modules/broken/package.json', manifest);
    install('zeta');
    expect(await found()).toEqual({
      names: ['alpha#Plugin0', 'zeta#Plugin0'],
      problems: [expect.stringMatching(/^package broken: .*package\.json/)],
    });
  });
});

describe('a project without a readable package.json', () => {
  it.each([
    ['none', undefined],
    ['no JSON', '{ "dependencies": '],
    ['no object', 'null'],
  ])('is an error that names the file and the remedy: %s', async (_what, manifest) => {
    if (manifest !== undefined) write('package.json', manifest);
    const discovery = discoverPlugins(folder);
    await expect(discovery).rejects.toMatchObject({ code: 'NO_MANIFEST' });
    await expect(discovery).rejects.toThrow(join(folder, 'package.json'));
    await expect(discovery).rejects.toThrow('npm install');
  });
});

describe('findProjectFolder', () => {
  it('finds the closest folder with a package.json, at or above', () => {
    aProject();
    write('packages/app/package.json', {});
    mkdirSync(join(folder, 'packages/app/src/deep'), { recursive: true });
    expect(findProjectFolder(join(folder, 'packages/app/src/deep'))).toBe(join(folder, 'packages/app'));
    expect(findProjectFolder(join(folder, 'packages/app'))).toBe(join(folder, 'packages/app'));
    expect(findProjectFolder(join(folder, 'packages'))).toBe(folder);
  });

  it('finds none above the root', () => {
    expect(findProjectFolder('/no-such-folder-anywhere')).toBeUndefined();
  });
});
