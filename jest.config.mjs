import { existsSync, readdirSync } from 'node:fs';

const packages = readdirSync('packages').map((name) => `packages/${name}`);

export default {
  testTimeout: 60_000,
  projects: [...packages, 'tools']
    .filter((folder) => existsSync(`${folder}/jest.config.mjs`))
    .map((folder) => `<rootDir>/${folder}`),
};
