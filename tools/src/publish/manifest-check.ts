import { existsSync } from 'node:fs';
import { join } from 'node:path';
import type { Offence } from '../imports/workspace.js';
import { type PublishedPackage, publishedPackages, readManifest } from './packages.js';

const SCOPE = '@fullstop/';
const DOCUMENTS = ['README.md', 'LICENSE'];
const SOURCE = '@fullstop/source';
const CONDITIONS = `${SOURCE},types,default`;

type Breach = readonly [rule: string, remedy: string];
type Rule = readonly [holds: boolean, ...Breach];

/** What is missing in the packages of the workspace at `root` before they can be published; one offence each. */
export function checkPublishable(root: string): Offence[] {
  const { engines } = readManifest(root);
  const packages = publishedPackages(root);
  const repository = packages[0]?.manifest.repository?.url;
  return packages.flatMap((found) =>
    [...rulesOf(found, engines?.node, repository), ...entryRules(found)].flatMap(([holds, rule, remedy]) =>
      holds ? [] : [{ path: `packages/${found.folder}/package.json`, line: 1, rule, remedy }],
    ),
  );
}

function rulesOf(
  { folder, path, manifest }: PublishedPackage,
  node: string | undefined,
  repository: string | undefined,
): Rule[] {
  const { name, description, keywords = [], license, files = [], publishConfig = {} } = manifest;
  const { type, url, directory } = manifest.repository ?? {};
  return [
    [name === `${SCOPE}${folder}`, 'the name is not that of the folder', `Call it ${SCOPE}${folder}`],
    [
      !!description?.endsWith('.'),
      'the description is no sentence',
      'Say in one sentence what the package is for',
    ],
    [keywords.includes('fullstop'), 'the keywords lack fullstop', 'Add it: people look for packages by it'],
    [license === 'Apache-2.0', 'the licence is not Apache-2.0', 'Make it "license": "Apache-2.0"'],
    [
      type === 'git' && url !== undefined && url === repository && directory === `packages/${folder}`,
      'repository does not say where the package comes from',
      `Make it { "type": "git", "url": "${repository}", "directory": "packages/${folder}" }`,
    ],
    [
      manifest.engines?.node === node,
      'engines.node is not that of the workspace',
      'Copy it from the package.json of the workspace',
    ],
    [
      publishConfig.access === 'public' && publishConfig.provenance === true,
      'publishConfig does not ask for a public package with provenance',
      'Make it { "access": "public", "provenance": true }',
    ],
    [
      ['dist', '!dist/.tsbuildinfo', '!dist/**/*.d.ts.map'].every((each) => files.includes(each)),
      // Those maps lead to the sources, which are not published; maps of compiled files hold their source.
      'files do not hold dist without its .tsbuildinfo and maps of types',
      'Make it ["dist", "!dist/.tsbuildinfo", "!dist/**/*.d.ts.map", …]',
    ],
    ...DOCUMENTS.map(
      (document): Rule => [
        existsSync(join(path, document)),
        `there is no ${document}`,
        'Write one beside package.json',
      ],
    ),
    ...Object.entries(manifest.bin ?? {}).map(
      ([command, file]): Rule => [
        existsSync(join(path, file)) && files.includes(file.split('/')[1] ?? ''),
        `the command ${command} is not among the files`,
        `Add the folder of ${file} to files`,
      ],
    ),
  ];
}

/** Order counts in `exports`: Node and TypeScript take the first condition that they know. */
function entryRules({ path, manifest }: PublishedPackage): Rule[] {
  const { exports = {}, type, types, bin } = manifest;
  const { './package.json': self, ...entries } = exports;
  return [
    [type === 'module', 'type is not module', 'Make it "type": "module"'],
    [self === './package.json', 'exports lack ./package.json', 'Add "./package.json": "./package.json"'],
    [
      entries['.'] !== undefined || !!bin,
      'there is neither an export "." nor a command',
      'Export dist/index.js',
    ],
    [
      !entries['.'] || types === './dist/index.d.ts',
      'types is not ./dist/index.d.ts',
      'Make it so, for older tools',
    ],
    ...Object.entries(entries).map(
      ([name, entry]): Rule => [
        Object.keys(Object(entry)).join() === CONDITIONS &&
          existsSync(join(path, String(Object(entry)[SOURCE]))),
        `exports["${name}"] does not have ${CONDITIONS}, in this order, or its source is not there`,
        'Write it as in other packages',
      ],
    ),
  ];
}
