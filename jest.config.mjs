import { existsSync, readdirSync } from 'node:fs';

const packages = readdirSync('packages').map((name) => `packages/${name}`);

export default {
  testTimeout: 60_000,
  testSequencer: '<rootDir>/tools/test-run/slow-files-first.mjs',
  projects: [...packages, 'tools']
    .filter((folder) => existsSync(`${folder}/jest.config.mjs`))
    .map((folder) => `<rootDir>/${folder}`),
};
