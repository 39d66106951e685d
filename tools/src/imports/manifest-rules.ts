import { isPlugin, sourcesMayImport } from './directions.js';
import type { Manifest, Offence } from './workspace.js';

const KEYWORD = 'fullstop-plugin';
const ENTRY = {
  '@fullstop/source': './src/index.ts',
  types: './dist/index.d.ts',
  default: './dist/index.js',
};

/** What is wrong with the `package.json` of a package: one offence each. */
export function checkManifest(folder: string, manifest: Manifest): Offence[] {
  const breaches = [
    ...known(folder),
    ...(isPlugin(folder) ? pluginBreaches(folder, manifest) : otherBreaches(manifest)),
  ];
  return breaches.map(([rule, remedy]) => ({
    path: `packages/${folder}/package.json`,
    line: 1,
    rule,
    remedy,
  }));
}

type Breach = readonly [rule: string, remedy: string];

function known(folder: string): Breach[] {
  if (sourcesMayImport(folder)) return [];
  return [
    [
      `nobody said what packages/${folder} may import`,
      'Add it to MAY_IMPORT in tools/src/imports/directions.ts',
    ],
  ];
}

function pluginBreaches(folder: string, manifest: Manifest): Breach[] {
  const rules: readonly (readonly [boolean, ...Breach])[] = [
    [
      manifest.name === `@fullstop/${folder}`,
      'the name is not that of the folder',
      `Call it @fullstop/${folder}`,
    ],
    [
      manifest.keywords?.[0] === KEYWORD,
      `the first keyword is not ${KEYWORD}`,
      'Discovery finds plugins by it: put it first',
    ],
    [
      manifest.peerDependencies?.['@fullstop/core'] !== undefined,
      '@fullstop/core is no peer dependency',
      'Move it to peerDependencies: plugin and host must share one copy',
    ],
    [!!manifest.description?.trim(), 'there is no description', "Write the plugin's summary into it"],
    [
      // Order counts: Node and TypeScript take the first condition that they know.
      JSON.stringify(manifest.exports?.['.']) === JSON.stringify(ENTRY),
      'exports["."] is not as in other packages',
      `Make it ${JSON.stringify(ENTRY)}`,
    ],
    [
      manifest.exports?.['./package.json'] === './package.json',
      'exports lack ./package.json',
      'Add "./package.json": "./package.json": discovery reads it',
    ],
    [manifest.types === ENTRY.types, 'types is not as in other packages', `Make it ${ENTRY.types}`],
    [
      manifest.files?.includes('dist') ?? false,
      'files do not have dist',
      'Add it, or the published package is empty',
    ],
  ];
  return rules.flatMap(([holds, ...breach]) => (holds ? [] : [breach]));
}

function otherBreaches(manifest: Manifest): Breach[] {
  if (!manifest.keywords?.includes(KEYWORD)) return [];
  return [[`the keyword ${KEYWORD} is for plugins`, 'Remove it, or call the folder plugin-<id>']];
}
