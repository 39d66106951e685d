import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import {
  CLOCK,
  findJobMetadata,
  installJobs,
  JOB_KEYWORD,
  type JobClass,
  type JobMetadata,
  LOGGER,
  type Provided,
  silentLogger,
  systemClock,
  type ViolationType,
} from '@fullstop/core';
import { describe, expect, it } from '@jest/globals';
import { withNeeds } from './inspect-with.js';
import { optionNames } from './option-names.js';

/** What the contract of one job needs to know. */
export interface JobContractOptions {
  /** Folder of the package. Default: the working folder of the test run's package, `process.cwd()`. */
  readonly packageFolder?: string;
  /** Test doubles for what the job injects. */
  readonly provided?: readonly Provided[];
  /** Options without which it cannot start. Default none. */
  readonly options?: Readonly<Record<string, unknown>>;
  /** Whether the package is found by its keyword. Default `true`; the jobs of Fullstop itself are known without. */
  readonly isDiscovered?: boolean;
}

/**
 * What every job must be: consistent metadata, a schedule of five fields, buildable with its defaults, a `package.json` by which
 * it is found, and a README that names its id, violation types, event id, options and variables.
 */
export function describeJobContract(job: JobClass, options: JobContractOptions = {}): void {
  const metadata = findJobMetadata(job);
  describe(`${job.name} keeps the job contract`, () => {
    it('carries @Job', () => expect(metadata).toBeDefined());
    if (!metadata) return;
    describeMetadata(metadata);
    describeBuild(job, metadata, options);
    describePackage(metadata, options);
  });
}

function describeMetadata(metadata: JobMetadata): void {
  it('has a title, and a summary of one sentence', () => {
    expect(metadata.title).not.toBe('');
    expect(metadata.summary).toMatch(/^[A-Z].*\.$/);
  });

  it('has a schedule of five fields, and an event id', () => {
    expect(metadata.schedule.split(' ')).toHaveLength(5);
    expect(metadata.eventId).not.toBe('');
  });

  for (const type of Object.values<ViolationType>(metadata.emits)) {
    it(`gives the type ${type.id} a severity, a priority, a title and a help text`, () => {
      expect([0, 1, 2, 3, 4]).toContain(type.severity);
      expect([1, 2, 3, 4]).toContain(type.priority);
      expect(type.title.length).toBeLessThanOrEqual(32);
      expect(type.helpText).not.toBe('');
    });
  }
}

function describeBuild(job: JobClass, metadata: JobMetadata, options: JobContractOptions): void {
  it('can be built', async () => {
    const lent = [
      { token: CLOCK, value: systemClock },
      { token: LOGGER, value: silentLogger },
      ...withNeeds(metadata, options.provided),
    ];
    const { jobs } = installJobs(
      [{ jobClass: job, packageName: 'under-test', packageVersion: '0.0.0' }],
      { [metadata.id]: { enabled: true, options: options.options ?? {} } },
      () => lent,
    );
    expect(jobs.map((each) => each.metadata.id)).toEqual([metadata.id]);
    await Promise.all(jobs.map(({ container }) => container.dispose()));
  });
}

function describePackage(
  metadata: JobMetadata,
  { packageFolder: folder = process.cwd(), isDiscovered = true }: JobContractOptions,
): void {
  if (isDiscovered) {
    it(`is found by the keyword ${JOB_KEYWORD}`, () => {
      const manifest = JSON.parse(readFileSync(join(folder, 'package.json'), 'utf8'));
      expect(manifest.keywords).toContain(JOB_KEYWORD);
      expect(manifest.peerDependencies).toHaveProperty(['@fullstop/core']);
      expect(manifest.description).not.toBe('');
    });
  }

  it('names its id, violation types, event id, options and variables in the README', () => {
    const text = readFileSync(join(folder, 'README.md'), 'utf8');
    const missing = namesOf(metadata).filter((name) => !text.includes(`\`${name}\``));
    expect(missing).toEqual([]);
  });
}

function namesOf(metadata: JobMetadata): string[] {
  return [
    metadata.id,
    metadata.eventId,
    ...Object.keys(metadata.emits),
    ...optionNames(metadata.options),
    ...Object.keys(metadata.environment ?? {}),
  ];
}
