import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';

// The AWS SDK announces on each start that it will need a newer Node one day.
process.env.AWS_SDK_JS_NODE_VERSION_SUPPORT_WARNING_DISABLED ??= 'true';

const swc = JSON.parse(readFileSync(new URL('./.swcrc', import.meta.url), 'utf8'));

/** Jest settings of the tests in some folders: they run on the TypeScript sources of all packages, no build needed. */
export default (rootDir, { displayName, folders = ['.'] }) => ({
  displayName,
  rootDir,
  roots: folders.map((folder) => `<rootDir>/${folder}`),
  // Real processes and databases start slowly on a busy machine.
  testTimeout: 60_000,
  testEnvironment: 'node',
  globalSetup: fileURLToPath(new URL('./tools/test-run/setup.mjs', import.meta.url)),
  globalTeardown: fileURLToPath(new URL('./tools/test-run/teardown.mjs', import.meta.url)),
  testMatch: ['**/test/**/*.test.ts'],
  extensionsToTreatAsEsm: ['.ts'],
  moduleNameMapper: { '^(\\.{1,2}/.*)\\.js$': '$1' },
  transform: { '^.+\\.ts$': ['@swc/jest', { ...swc, swcrc: false }] },
  testEnvironmentOptions: { customExportConditions: ['@fullstop/source', 'node', 'node-addons'] },
});
