import { describe, expect, it } from '@jest/globals';
import { checkWorkspace, describeOffence } from '../src/imports/check.js';
import { readWorkspace } from '../src/imports/read-workspace.js';
import type { Manifest } from '../src/imports/workspace.js';
import { REPOSITORY } from '../src/repository.js';

const PLUGIN: Manifest = {
  name: '@fullstop/plugin-region',
  description: 'Reports instances.',
  keywords: ['fullstop-plugin', 'aws'],
  exports: {
    '.': { '@fullstop/source': './src/index.ts', types: './dist/index.d.ts', default: './dist/index.js' },
    './package.json': './package.json',
  },
  types: './dist/index.d.ts',
  files: ['dist'],
  dependencies: { zod: '4' },
  peerDependencies: { '@fullstop/core': '^0.1.0' },
};

/** Declares everything, so that each test breaks no more than its own rule. */
const GENEROUS: Manifest = {
  devDependencies: { preact: '11' },
  dependencies: Object.fromEntries(
    ['core', 'testing', 'cloudtrail', 'store', 'app', 'cli', 'api', 'tools', 'plugin-region']
      .map((name) => `@fullstop/${name}`)
      .concat('typeorm', 'tsyringe', '@nestjs/common', '@nestjs/testing')
      .map((name) => [name, '*']),
  ),
};

function offencesOf(path: string, text: string, manifest: Manifest = GENEROUS): string[] {
  const folder = path.split('/')[1] ?? '';
  return checkWorkspace({ files: [{ path, text }], manifests: { [folder]: manifest } }).map(describeOffence);
}

describe('an import', () => {
  it.each([
    ['packages/cloudtrail/src/a.ts', "import { accountOf } from '@fullstop/core';"],
    ['packages/core/src/a.ts', "import { readFile } from 'node:fs/promises';"],
    ['packages/core/src/nest/a.ts', "import { Module } from '@nestjs/common';"],
    ['packages/core/src/di/a.ts', "import { container } from 'tsyringe';"],
    ['packages/core/test/nest/a.test.ts', "import { Test } from '@nestjs/testing';"],
    ['packages/core/test/a.test.ts', "import { anEvent } from '@fullstop/testing';"],
    ['packages/core/test/a.test.ts', "import { writeSampleWorld } from '@fullstop/tools/sample-world';"],
    ['packages/core/test/a.test.ts', "import { x } from '../src/a.js';"],
    ['packages/store/src/deep/a.ts', "import { DataSource } from 'typeorm'; import { x } from '../b.js';"],
    [
      'packages/app/src/a.ts',
      "import { Store } from '@fullstop/store'; const url = process.env.DATABASE_URL;",
    ],
    ['packages/app/src/a.ts', "import { PluginHostModule } from '@fullstop/core/nest';"],
    ['packages/store/test/a.test.ts', 'process.env.TZ = "UTC";'],
    // Is bundled, so that nobody who installs the package needs it.
    ['packages/web/src/page/a.tsx', "import { render } from 'preact';"],
    ['packages/core/src/a.ts', "// import { x } from '@fullstop/store'\nconst text = `process.env`;"],
  ])('in %s is fine: %s', (path, text) => {
    expect(offencesOf(path, text)).toEqual([]);
  });

  it.each([
    [
      'packages/core/src/a.ts',
      "import { Store } from '@fullstop/store';",
      'core may not import @fullstop/store',
    ],
    [
      'packages/core/src/a.ts',
      "import type { Store } from '@fullstop/store';",
      'core may not import @fullstop/store',
    ],
    ['packages/core/src/a.ts', "export * from '@fullstop/store';", 'core may not import @fullstop/store'],
    [
      'packages/core/src/a.ts',
      "const store = await import('@fullstop/store');",
      'core may not import @fullstop/store',
    ],
    [
      'packages/app/src/a.ts',
      "import '@fullstop/plugin-region';",
      'app may not import @fullstop/plugin-region',
    ],
    ['packages/app/src/a.ts', "import '@fullstop/cli';", 'app may not import @fullstop/cli'],
    ['packages/core/src/a.ts', "import '@fullstop/testing';", 'core may not import @fullstop/testing'],
    [
      'packages/store/test/a.test.ts',
      "import '@fullstop/cli';",
      'tests of store may not import @fullstop/cli',
    ],
    [
      'packages/core/src/a.ts',
      "import '../../store/src/a.js';",
      "'../../store/src/a.js' leaves the package core",
    ],
    [
      'packages/core/src/a.ts',
      "import '@nestjs/common';",
      '@nestjs/common may only be imported in core/src/nest/',
    ],
    [
      'packages/store/src/a.ts',
      "import '@fullstop/core/nest';",
      '@fullstop/core/nest may only be imported in',
    ],
    ['packages/app/src/a.ts', "import 'typeorm';", 'typeorm may only be imported in store/src/'],
    ['packages/core/src/a.ts', "import 'tsyringe';", 'tsyringe may only be imported in core/src/di/'],
    ['packages/store/test/a.test.ts', "import '@nestjs/testing';", '@nestjs/testing may only be imported in'],
    [
      'packages/core/src/a.ts',
      "import 'left-pad';",
      'left-pad is not declared in packages/core/package.json',
    ],
    [
      'packages/web/src/a.ts',
      "import { render } from 'preact';",
      'preact is not declared in packages/web/package.json',
    ],
    ['packages/core/src/a.ts', "import '@a/b/c';", '@a/b is not declared in packages/core/package.json'],
  ])('in %s is reported: %s', (path, text, rule) => {
    expect(offencesOf(path, text)).toEqual([expect.stringContaining(rule)]);
  });

  it.each(['aws', 'clients', 'ec2', 'core'])('of a plugin may be %s', (name) => {
    const manifest = { ...PLUGIN, dependencies: { [`@fullstop/${name}`]: '*' } };
    expect(offencesOf('packages/plugin-region/src/a.ts', `import '@fullstop/${name}';`, manifest)).toEqual(
      [],
    );
  });

  it('of a plugin may not be the store', () => {
    const manifest = { ...PLUGIN, dependencies: { '@fullstop/store': '*' } };
    expect(offencesOf('packages/plugin-region/src/a.ts', "import '@fullstop/store';", manifest)).toEqual([
      'packages/plugin-region/src/a.ts:1: plugin-region may not import @fullstop/store. It may import core, ec2, aws, clients. Put the contract into core as a port, or move the code to where it may be.',
    ]);
  });

  it('is reported with its line', () => {
    const text = "import { a } from './b.js';\n\nimport {\n  Store,\n} from '@fullstop/store';\n";
    expect(offencesOf('packages/core/src/a.ts', text)[0]).toMatch(/^packages\/core\/src\/a\.ts:5: /);
  });
});

it.each([
  'const url = process.env.DATABASE_URL;',
  "const url = process['env'];",
  'const { env } = process;',
  'const { env: environment } = globalThis.process;',
  "import { env } from 'node:process';",
])('reading the environment in a store is reported: %s', (text) => {
  expect(offencesOf('packages/store/src/a.ts', text)).toEqual([
    expect.stringContaining('store reads process.env'),
  ]);
});

describe('the manifest of a plugin', () => {
  it.each<[string, Manifest]>([
    ['the name is not that of the folder', { ...PLUGIN, name: '@fullstop/region' }],
    ['the first keyword is not fullstop-plugin', { ...PLUGIN, keywords: ['aws', 'fullstop-plugin'] }],
    ['@fullstop/core is no peer dependency', { ...PLUGIN, peerDependencies: {} }],
    ['there is no description', { ...PLUGIN, description: ' ' }],
    [
      'exports["."] is not as in other packages',
      { ...PLUGIN, exports: { ...PLUGIN.exports, '.': './dist/index.js' } },
    ],
    ['exports lack ./package.json', { ...PLUGIN, exports: { '.': PLUGIN.exports?.['.'] } }],
    ['types is not as in other packages', { ...PLUGIN, types: undefined }],
    ['files do not have dist', { ...PLUGIN, files: ['src'] }],
  ])('is reported when %s', (rule, manifest) => {
    const offences = checkWorkspace({ files: [], manifests: { 'plugin-region': manifest } });
    expect(offences.map((offence) => offence.rule)).toEqual([rule]);
  });

  it('is fine as the others are', () => {
    expect(checkWorkspace({ files: [], manifests: { 'plugin-region': PLUGIN } })).toEqual([]);
  });
});

it('a package that is in no table is reported', () => {
  const [offence] = checkWorkspace({ files: [], manifests: { shiny: {} } });
  expect(offence).toMatchObject({
    path: 'packages/shiny/package.json',
    rule: 'nobody said what packages/shiny may import',
  });
});

it('the keyword of plugins is reported where there is none', () => {
  const [offence] = checkWorkspace({
    files: [],
    manifests: { store: { keywords: ['aws', 'fullstop-plugin'] } },
  });
  expect(offence?.rule).toBe('the keyword fullstop-plugin is for plugins');
});

it('sources, tests and manifests of this repository are found', () => {
  const { files, manifests } = readWorkspace(REPOSITORY);
  expect(files.map(({ path }) => path)).toContain('packages/core/src/index.ts');
  expect(manifests.core?.name).toBe('@fullstop/core');
});
