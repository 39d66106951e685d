import { existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { type Choices, planOf, readRecordedEvent, writePackage } from '../src/index.js';
import { LIBRARY_VERSIONS, NODE_VERSIONS, TOOL_VERSIONS } from '../src/versions.js';

const ROOT = join(import.meta.dirname, '../../..');
const manifest = (path: string) => JSON.parse(readFileSync(join(ROOT, path, 'package.json'), 'utf8'));

let folder: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'fullstop-create-'));
});
afterEach(() => rmSync(folder, { recursive: true, force: true }));

const PLUGIN: Choices = { name: '@acme/fullstop-plugin-open-buckets', kind: 'plugin' };

describe('planOf', () => {
  it.each([
    ['@acme/fullstop-plugin-open-buckets', 'plugin', 'acme-open-buckets', 'AcmeOpenBuckets'],
    ['open_buckets', 'plugin', 'open-buckets', 'OpenBuckets'],
    ['@acme/fullstop-job-idle-addresses', 'job', 'acmeIdleAddressesJob', 'AcmeIdleAddresses'],
    ['idle-job', 'job', 'idleJob', 'Idle'],
  ] as const)('calls the %s of the kind %s %s, and its class %s…', (name, kind, id, className) => {
    expect(planOf({ name, kind })).toMatchObject({ id, className });
  });

  it('takes source, name and resource of an event from a recorded one', () => {
    const file = join(folder, 'event.json');
    const record = {
      eventSource: 'kms.amazonaws.com',
      eventName: 'DisableKey',
      requestParameters: { force: true, policy: '{\n}', keyId: 'a-key' },
    };
    writeFileSync(file, JSON.stringify(record));
    expect(planOf({ ...PLUGIN, recorded: readRecordedEvent(file) })).toMatchObject({
      eventSource: 'kms.amazonaws.com',
      eventName: 'DisableKey',
      resource: 'keyId',
      resourceName: 'a-key',
      record,
    });
  });

  it('refuses a recorded call that failed, at which the plugin would not look', () => {
    const file = join(folder, 'event.json');
    const record = { eventSource: 'kms.amazonaws.com', eventName: 'DisableKey', errorCode: 'AccessDenied' };
    writeFileSync(file, JSON.stringify(record));
    expect(() => readRecordedEvent(file)).toThrow('is a call that failed (AccessDenied)');
  });

  it.each([
    ['name', { name: 'No Such' }, '@acme/fullstop-plugin-open-buckets'],
    ['name', { name: 'node_modules' }, '@acme/fullstop-plugin-open-buckets'],
    ['name', { name: 'a'.repeat(215) }, '@acme/fullstop-plugin-open-buckets'],
    ['id', { id: 'Open_Buckets' }, 'open-buckets'],
    ['type', { type: 'open' }, 'BUCKET_WITHOUT_ENCRYPTION'],
    ['event', { event: 'DeleteBucket' }, 's3.amazonaws.com:'],
    ['severity', { severity: 5 }, 'from 0 to 4'],
    ['resource', { resource: "a'b" }, 'bucketName'],
    ['summary', { summary: 'no sentence' }, 'Reports'],
  ])('refuses a wrong %s, with an example of a right one', (what, wrong, example) => {
    const planning = () => planOf({ ...PLUGIN, ...wrong });
    expect(planning).toThrow(`as ${what}`);
    expect(planning).toThrow(example);
  });
});

describe('planOf, of a name from which no id follows,', () => {
  it.each(['123', 'fullstop-plugin-'])('asks for an id beside %s', (name) => {
    expect(() => planOf({ name, kind: 'plugin' })).toThrow(`No id follows from the name "${name}"`);
    expect(planOf({ name, kind: 'plugin', id: 'open-buckets' })).toMatchObject({ id: 'open-buckets' });
  });
});

describe('writePackage', () => {
  it.each([
    [
      'plugin',
      ['src/acme-open-buckets.plugin.ts', 'test/fixtures/recorded-event.json', 'test/fixtures/facts.json'],
    ],
    ['job', ['src/acme-open-buckets.job.ts', 'test/acme-open-buckets.job.test.ts']],
  ] as const)('writes a %s without a mark that was not filled', (kind, some) => {
    const files = writePackage(planOf({ ...PLUGIN, kind }), join(folder, 'new'));
    expect(files).toEqual(
      expect.arrayContaining([
        ...some,
        'package.json',
        'README.md',
        '.gitignore',
        '.github/workflows/ci.yml',
      ]),
    );
    for (const file of files) {
      expect(readFileSync(join(folder, 'new', file), 'utf8')).not.toMatch(/\{\{[a-zA-Z]|\[object/);
    }
  });

  it.each(['CORP\\jane', 'two\nlines', '"quoted"'])('makes a text of a resource called %j', (keyId) => {
    const record = {
      eventSource: 'kms.amazonaws.com',
      eventName: 'DisableKey',
      requestParameters: { keyId },
    };
    const recorded = { ...record, record };
    writePackage(planOf({ ...PLUGIN, recorded, resource: 'keyId' }), folder);
    const source = readFileSync(join(folder, 'test/acme-open-buckets.plugin.test.ts'), 'utf8');
    expect(source).toContain(`allowed: [${JSON.stringify(keyId)}]`);
  });

  it('makes a text of a summary with an apostrophe', () => {
    writePackage(planOf({ ...PLUGIN, summary: "Reports a bucket's end." }), folder);
    const source = readFileSync(join(folder, 'src/acme-open-buckets.plugin.ts'), 'utf8');
    expect(source).toContain(`summary: "Reports a bucket's end."`);
  });

  it('leaves a folder alone in which something is', () => {
    writeFileSync(join(folder, 'mine'), '');
    expect(() => writePackage(planOf(PLUGIN), folder)).toThrow('is not empty');
    expect(existsSync(join(folder, 'package.json'))).toBe(false);
  });

  it('takes a new repository of Git for an empty folder, and no file for one', () => {
    mkdirSync(join(folder, '.git'));
    expect(writePackage(planOf(PLUGIN), folder)).toContain('package.json');
    expect(() => writePackage(planOf(PLUGIN), join(folder, 'package.json'))).toThrow('is no folder');
  });
});

it('gives new packages the versions that Fullstop is built and tested with', () => {
  const { devDependencies, engines } = manifest('.');
  expect(devDependencies).toMatchObject(TOOL_VERSIONS);
  expect(engines.node).toBe(NODE_VERSIONS);
  const { dependencies } = { ...manifest('packages/jobs') };
  expect(dependencies).toMatchObject(LIBRARY_VERSIONS);
});
