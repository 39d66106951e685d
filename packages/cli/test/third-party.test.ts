import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { openDatabase, ViolationQueries } from '@fullstop/store';
import { aRecord } from '@fullstop/testing';
import { runFullstop, ServeProcess } from '@fullstop/tools/process';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { logKey, packed, writeBytes } from './support/log-files.js';
import { copyExample, emptyProject, npm, pack, packOurs } from './support/packed-project.js';

/** What the command line brings along. */
const SERVICE = ['logscan', 'cloudtrail', 'aws', 'clients', 'ec2', 'store', 'api', 'jobs', 'app', 'cli'];

const TYPE = 'BUCKET_WITHOUT_PUBLIC_ACCESS_BLOCK';

let folder: string;
let project: string;
let logs: string;

beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), 'fullstop-third-party-'));
  const tarballs = join(folder, 'tarballs');
  const [core, testing, ...others] = await packOurs(['core', 'testing', ...SERVICE], tarballs);

  const plugin = copyExample('third-party-plugin', join(folder, 'plugin'));
  await npm(plugin, 'install', '--no-save', core!, testing!);
  await npm(plugin, 'run', 'build');
  await npm(plugin, 'test');
  const pluginTarball = await pack(plugin, tarballs);

  project = emptyProject(join(folder, 'project'));
  await npm(project, 'install', core!, ...others, pluginTarball);

  logs = join(folder, 'logs');
  const removal = aRecord('s3.amazonaws.com:DeleteBucketPublicAccessBlock', {
    requestParameters: { bucketName: 'a-bucket', publicAccessBlock: '', Host: 's3.amazonaws.com' },
  });
  writeBytes(logs, logKey('a'), packed(removal));
}, 240_000);
afterAll(() => rmSync(folder, { recursive: true, force: true }));

const command = () => join(project, 'node_modules/@fullstop/cli/bin/fullstop.js');

describe('A plugin of somebody else, built and installed from packed packages', () => {
  it('is found without any configuration', async () => {
    const { code, stdout } = await runFullstop(['scan', logs, '--output', 'json'], {
      cwd: project,
      command: command(),
    });
    const { violations } = JSON.parse(stdout);
    expect(violations).toEqual([
      expect.objectContaining({
        violation_type: expect.objectContaining({ id: TYPE }),
        plugin_fully_qualified_class_name: expect.stringMatching(
          /^@acme\/fullstop-plugin-public-access-block#/,
        ),
      }),
    ]);
    expect(code).toBe(0);
  });

  it('brings its own violation type into the store', async () => {
    const dataDirectory = join(folder, 'database');
    const env = { FULLSTOP_LOGS: logs, FULLSTOP_DATA_DIRECTORY: dataDirectory };
    const service = new ServeProcess({ cwd: project, command: command(), env });
    try {
      await service.caughtUp();
    } finally {
      await service.end();
    }
    const database = await openDatabase({ dataDirectory });
    try {
      const queries = new ViolationQueries(database.dataSource);
      expect(await queries.findViolationType(TYPE)).toMatchObject({ id: TYPE });
      expect((await queries.listViolations({ limit: 10 })).map(({ type }) => type)).toEqual([TYPE]);
    } finally {
      await database.close();
    }
  });

  it.each([
    ['FULLSTOP_PLUGINS_ACME_PUBLIC_ACCESS_BLOCK_ALLOWED_BUCKETS', '{"not":"a list"}', 'allowedBuckets'],
    ['FULLSTOP_PLUGINS_ACME_PUBLIC_ACCESS_BLOCK_ALOWED_BUCKETS', 'misspelt', 'alowedBuckets'],
  ])('stops the start with plugin, option and remedy when %s=%s', async (name, value, option) => {
    for (const args of [['serve'], ['scan', logs]]) {
      const { code, stderr } = await runFullstop(args, {
        cwd: project,
        command: command(),
        env: { [name]: value },
      });
      expect(code).toBe(2);
      expect(stderr).toContain('acme-public-access-block');
      expect(stderr).toContain(option);
      expect(stderr).toContain('FULLSTOP_PLUGINS_ACME_PUBLIC_ACCESS_BLOCK_');
    }
  });
});
