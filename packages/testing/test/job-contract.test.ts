import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type AccountJob, defineViolationType, Job } from '@fullstop/core';
import { afterAll } from '@jest/globals';
import { describeJobContract } from '../src/index.js';

const TINY = defineViolationType({
  id: 'TINY',
  title: 'Tiny',
  helpText: 'Something tiny is wrong.',
  severity: 1,
  priority: 4,
});

/** A schema that says which options it has, as zod's do. */
const options = { shape: { maxThings: {} }, parse: (raw: unknown) => raw };

@Job({
  id: 'tinyJob',
  title: 'Tiny',
  summary: 'Reports tiny things.',
  schedule: '0 22 * * *',
  scope: { region: 'no-region' },
  eventId: 'checkTiny',
  emits: { TINY },
  options,
  environment: { TINY_THINGS: 'maxThings' },
})
class TinyJob implements AccountJob<'TINY'> {
  scan = async () => [];
}

const folder = mkdtempSync(join(tmpdir(), 'job-contract-'));
writeFileSync(
  join(folder, 'package.json'),
  JSON.stringify({
    description: 'Tiny.',
    keywords: ['fullstop-job'],
    peerDependencies: { '@fullstop/core': '*' },
  }),
);
writeFileSync(join(folder, 'README.md'), '`tinyJob` `checkTiny` `TINY` `maxThings` `TINY_THINGS`');
afterAll(() => rmSync(folder, { recursive: true, force: true }));

describeJobContract(TinyJob, { packageFolder: folder });
