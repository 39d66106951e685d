import type { ExtensionPlan } from './extension-plan.js';
import { fullstopRange, LIBRARY_VERSIONS, NODE_VERSIONS, TOOL_VERSIONS } from './versions.js';

/** The `package.json` of the new package. */
export function manifestOf({ kind, packageName, summary }: ExtensionPlan): Record<string, unknown> {
  const fullstop = fullstopRange();
  const isJob = kind === 'job';
  // One copy of what plugin and service share: the service brings it.
  const shared: Record<string, string> = { '@fullstop/core': fullstop };
  if (isJob) shared['@fullstop/aws'] = fullstop;
  const { zod, ...aws } = LIBRARY_VERSIONS;
  return {
    name: packageName,
    version: '0.1.0',
    description: summary,
    // The first one is how Fullstop finds the package.
    keywords: [`fullstop-${kind}`, 'cloudtrail', 'aws'],
    license: 'UNLICENSED',
    type: 'module',
    exports: {
      '.': { types: './dist/index.d.ts', default: './dist/index.js' },
      './package.json': './package.json',
    },
    types: './dist/index.d.ts',
    files: ['dist'],
    engines: { node: NODE_VERSIONS },
    scripts: {
      build: 'tsc',
      format: 'biome check --write .',
      lint: 'biome check .',
      prepack: 'npm run build',
      test: 'node --disable-warning=ExperimentalWarning --experimental-vm-modules node_modules/jest/bin/jest.js',
    },
    dependencies: isJob ? { ...aws, zod } : { zod },
    peerDependencies: sorted(shared),
    devDependencies: sorted({ ...shared, '@fullstop/testing': fullstop, ...TOOL_VERSIONS }),
  };
}

function sorted(dependencies: Readonly<Record<string, string>>): Record<string, string> {
  return Object.fromEntries(Object.entries(dependencies).sort(([left], [right]) => (left < right ? -1 : 1)));
}
