import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { checkPublishable } from '../src/publish/manifest-check.js';
import { updateOwnRanges } from '../src/publish/own-ranges.js';
import { contentProblems } from '../src/publish/tarball-check.js';
import { REPOSITORY } from '../src/repository.js';

let root: string;
beforeEach(() => {
  root = mkdtempSync(join(tmpdir(), 'fullstop-publishable-'));
});
afterEach(() => rmSync(root, { recursive: true, force: true }));

function write(path: string, content: unknown): void {
  const target = join(root, path);
  mkdirSync(dirname(target), { recursive: true });
  writeFileSync(target, typeof content === 'string' ? content : JSON.stringify(content));
}

const read = (path: string) => JSON.parse(readFileSync(join(root, path), 'utf8'));

const GOOD = {
  name: '@fullstop/core',
  version: '0.2.0',
  description: 'Contracts.',
  keywords: ['fullstop'],
  license: 'Apache-2.0',
  repository: { type: 'git', url: 'git+https://example.org/fullstop.git', directory: 'packages/core' },
  type: 'module',
  exports: {
    '.': { '@fullstop/source': './src/index.ts', types: './dist/index.d.ts', default: './dist/index.js' },
    './package.json': './package.json',
  },
  types: './dist/index.d.ts',
  files: ['dist', '!dist/.tsbuildinfo', '!dist/**/*.d.ts.map'],
  engines: { node: '>=20' },
  publishConfig: { access: 'public', provenance: true },
};

describe('checkPublishable', () => {
  beforeEach(() => {
    write('package.json', { engines: { node: '>=20' } });
    for (const file of ['README.md', 'LICENSE', 'src/index.ts']) write(`packages/core/${file}`, '');
  });

  it('finds nothing in the packages of this repository', () => {
    expect(checkPublishable(REPOSITORY)).toEqual([]);
  });

  it('finds nothing in a package that has everything, and nothing in a private one', () => {
    write('packages/core/package.json', GOOD);
    write('packages/own/package.json', { name: 'own', private: true });
    expect(checkPublishable(root)).toEqual([]);
  });

  it.each([
    ['another name', { name: '@fullstop/kernel' }, 'the name'],
    ['no description', { description: undefined }, 'the description'],
    ['no keyword', { keywords: [] }, 'the keywords'],
    ['another licence', { license: 'MIT' }, 'the licence'],
    ['no repository', { repository: undefined }, 'repository'],
    [
      'the folder of another package',
      { repository: { ...GOOD.repository, directory: 'packages/x' } },
      'repository',
    ],
    ['another Node', { engines: { node: '>=18' } }, 'engines.node'],
    ['no provenance', { publishConfig: { access: 'public' } }, 'publishConfig'],
    ['everything as files', { files: undefined }, 'files'],
    ['a command that is not published', { bin: { core: './bin/core.js' } }, 'the command core'],
    ['CommonJS', { type: undefined }, 'type'],
    ['no entry', { exports: { './package.json': './package.json' } }, 'neither an export'],
    ['no types', { types: undefined }, 'types'],
    [
      'types that come last',
      { exports: { ...GOOD.exports, '.': { default: './a.js', types: './a.d.ts' } } },
      'exports["."]',
    ],
  ])('reports %s', (_what, wrong, rule) => {
    write('packages/core/package.json', { ...GOOD, ...wrong });
    expect(checkPublishable(root)).toEqual(
      expect.arrayContaining([
        expect.objectContaining({ path: 'packages/core/package.json', rule: expect.stringContaining(rule) }),
      ]),
    );
  });

  it.each(['README.md', 'LICENSE'])('reports a package without %s', (file) => {
    write('packages/core/package.json', GOOD);
    rmSync(join(root, 'packages/core', file));
    expect(checkPublishable(root).map(({ rule }) => rule)).toEqual([`there is no ${file}`]);
  });
});

it('updateOwnRanges sets our packages as peers, and in examples, to their new versions, and nothing else', () => {
  write('packages/core/package.json', GOOD);
  const plugin = { name: '@fullstop/plugin-x', version: '0.2.0', dependencies: { zod: '4.6.7' } };
  write('packages/plugin-x/package.json', { ...plugin, peerDependencies: { '@fullstop/core': '^0.1.0' } });
  write('examples/a/package.json', {
    peerDependencies: { '@fullstop/core': '^0.1.0' },
    devDependencies: { '@fullstop/core': '^0.1.0', jest: '30.5.2' },
  });
  expect(updateOwnRanges(root)).toEqual(
    expect.arrayContaining(['packages/plugin-x/package.json', 'examples/a/package.json']),
  );
  expect(read('packages/plugin-x/package.json')).toEqual({
    ...plugin,
    peerDependencies: { '@fullstop/core': '^0.2.0' },
  });
  expect(read('examples/a/package.json')).toEqual({
    peerDependencies: { '@fullstop/core': '^0.2.0' },
    devDependencies: { '@fullstop/core': '^0.2.0', jest: '30.5.2' },
  });
  expect(updateOwnRanges(root)).toEqual([]);
});

describe('the content of a package', () => {
  const CONTENT = ['package.json', 'README.md', 'LICENSE', 'dist/index.js', 'dist/index.d.ts'];
  it.each([
    ['everything it needs', CONTENT, []],
    ['no licence', CONTENT.filter((path) => path !== 'LICENSE'), ['LICENSE is missing']],
    ['a test', [...CONTENT, 'dist/a.test.js'], ['dist/a.test.js does not belong there']],
    [
      'what was compiled from a source that is gone',
      [...CONTENT, 'dist/old.d.ts'],
      ['dist/old.d.ts has no source any more: delete dist, and build again'],
    ],
  ])('with %s is judged', (_what, files, problems) => {
    write('packages/core/src/index.ts', '');
    const found = { folder: 'core', path: join(root, 'packages/core'), manifest: GOOD };
    expect(contentProblems(found, { files, unpackedSize: 1000 })).toEqual(problems);
  });
});
