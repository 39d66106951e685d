import { readFileSync } from 'node:fs';

/** Versions of what a new package is built and tested with: those that Fullstop itself is. A test compares them. */
export const TOOL_VERSIONS = {
  '@biomejs/biome': '2.5.15',
  '@jest/globals': '30.5.2',
  '@swc/core': '1.16.18',
  '@swc/jest': '0.2.39',
  '@types/node': '^20.19.0',
  jest: '30.5.2',
  typescript: '6.0.3',
} as const;

/** Versions of what packages import beside Fullstop. */
export const LIBRARY_VERSIONS = { '@aws-sdk/client-ec2': '3.1169.0', zod: '4.6.7' } as const;

/** What runs Fullstop. */
export const NODE_VERSIONS = '^20.19.0 || ^22.13.0 || >=24.11.0';

/** Range of Fullstop's packages: all have one version, and this package has it too. */
export function fullstopRange(): string {
  const manifest = JSON.parse(readFileSync(new URL('../package.json', import.meta.url), 'utf8'));
  return `^${manifest.version}`;
}
