import { execFile } from 'node:child_process';
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';
import { beforeAll, describe, expect, it } from '@jest/globals';
import { describePluginContract } from '../src/index.js';
import { PREFIX, TinyPlugin } from './fixtures/tiny-plugin/tiny.plugin.js';

describePluginContract(TinyPlugin, {
  packageFolder: join(import.meta.dirname, 'fixtures/tiny-plugin'),
  provided: [{ token: PREFIX, value: '' }],
  options: { maxInstances: 3 },
});

interface Result {
  readonly ancestorTitles: readonly string[];
  readonly title: string;
  readonly status: string;
  readonly failureMessages: readonly string[];
}

describe('the plugin contract of a careless package', () => {
  let results: readonly Result[];

  beforeAll(async () => {
    results = await runContracts();
  }, 60_000);

  const failuresOf = (plugin: string) => resultsOf(plugin).filter(({ status }) => status === 'failed');
  const resultsOf = (plugin: string) =>
    results.filter(({ ancestorTitles }) => ancestorTitles[0] === `${plugin} keeps the plugin contract`);

  it('is broken by a class without @Plugin, and says nothing else about it', () => {
    expect(resultsOf('BarePlugin').map(({ title, status }) => [title, status])).toEqual([
      ['carries @Plugin', 'failed'],
    ]);
  });

  it.each([
    ['an empty title and a summary that is no sentence', 'has a title, and a summary of one sentence'],
    ['a type without help text', 'gives the type CARELESS a severity, a priority, a title and a help text'],
    ['a port that the test did not provide', 'can be built'],
    ['a keyword that does not come first, and no peer dependency', 'is found by the keyword fullstop-plugin'],
    [
      'a README without all names',
      'names each of its violation types, events, options and variables in the README',
    ],
  ])('is broken by %s', (_what, title) => {
    expect(failuresOf('CarelessPlugin').map((result) => result.title)).toContain(title);
  });

  it('names what the README lacks, and not what it has', () => {
    const [failure] = failuresOf('CarelessPlugin').filter(({ title }) => title.includes('README'));
    const message = failure?.failureMessages.join('\n');
    for (const name of ['CARELESS', 'RunInstances', 'CARELESS_SPEED']) expect(message).toContain(`"${name}"`);
    for (const name of ['careless', 'ec2.amazonaws.com']) expect(message).not.toContain(`"${name}"`);
  });

  it('is broken by a plugin that subscribes to nothing', () => {
    expect(failuresOf('DeafPlugin').map(({ title }) => title)).toContain('subscribes to something');
  });

  it('is not broken by a plugin that reports no violations', () => {
    const aboutTypes = failuresOf('DeafPlugin').filter(({ title }) => title.startsWith('gives the type'));
    expect(aboutTypes).toEqual([]);
    expect(failuresOf('DeafPlugin').map(({ title }) => title)).not.toContain(
      'has a title, and a summary of one sentence',
    );
  });
});

/** Runs the contracts in `fixtures/careless-plugin` in a process of their own, for they are to fail. */
async function runContracts(): Promise<Result[]> {
  const require = createRequire(import.meta.url);
  const jest = join(dirname(require.resolve('jest/package.json')), 'bin/jest.js');
  const options = ['--json', '--testMatch', '**/fixtures/**/*.contract.ts'];
  const report = await new Promise<string>((resolve) => {
    execFile(
      process.execPath,
      ['--disable-warning=ExperimentalWarning', '--experimental-vm-modules', jest, ...options],
      { cwd: join(import.meta.dirname, '..') },
      (_failed, stdout) => resolve(stdout),
    );
  });
  const { testResults } = JSON.parse(report) as { testResults: { assertionResults: Result[] }[] };
  return testResults.flatMap(({ assertionResults }) => assertionResults);
}
