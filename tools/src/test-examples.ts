import assert from 'node:assert/strict';
import { cpSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import { run } from './publish/npm.js';
import { updateOwnRanges } from './publish/own-ranges.js';
import { settingsWith, UserProject } from './publish/project.js';
import { LocalRegistry } from './publish/registry.js';
import { releaseTo } from './publish/release.js';
import { steps } from './publish/steps.js';
import { useThirdPartyJob } from './publish/third-party-job.js';
import { useThirdPartyPlugin } from './publish/third-party-plugin.js';
import { REPOSITORY } from './repository.js';
import { awsEnvironment, BUCKET, LocalAws } from './support/local-aws.js';
import { startPostgresServer } from './support/postgres-server.js';
import { storedFindings } from './support/stored-findings.js';

// `npm run test:examples`: each example, in a folder from which nothing of this checkout can be reached.
const KEY =
  'AWSLogs/111122223333/CloudTrail/us-east-1/2026/03/02/111122223333_CloudTrail_us-east-1_20260302T0915Z_a.json.gz';

const folder = mkdtempSync(join(tmpdir(), 'fullstop-examples-'));
const all = steps();
const { step } = all;
let registry: LocalRegistry | undefined;
try {
  registry = await step('a registry on loopback', () => LocalRegistry.start(join(folder, 'registry')));
  const release = join(folder, 'release');
  await releaseTo(registry.url, release, all);
  cpSync(join(REPOSITORY, 'examples'), join(release, 'examples'), {
    recursive: true,
    filter: (path) => !/\/(node_modules|dist)$/.test(path),
  });
  updateOwnRanges(release);
  const settings = await settingsWith(registry.url, folder);
  for (const [name, scripts] of [
    ['third-party-plugin', ['build', 'test']],
    ['third-party-job', ['build', 'test']],
    ['nest-application', ['build', 'test']],
    ['lambda', ['build']],
  ] as const) {
    const example = new UserProject(join(folder, name), settings);
    cpSync(join(release, 'examples', name), example.folder, { recursive: true });
    await step(`${name}: npm install`, () => example.npm('install'));
    for (const script of scripts) await step(`${name}: npm run ${script}`, () => example.npm('run', script));
  }
  await useThirdPartyPlugin(
    new UserProject(join(folder, 'third-party-plugin'), settings),
    new UserProject(join(folder, 'project'), settings),
    all,
  );
  await useThirdPartyJob(
    new UserProject(join(folder, 'third-party-job'), settings),
    new UserProject(join(folder, 'project-of-job'), settings),
    all,
  );
  await step('lambda: a message on the queue becomes a violation in the database', () =>
    invokeLambda(join(folder, 'lambda')),
  );
} finally {
  await registry?.stop();
  rmSync(folder, { recursive: true, force: true });
  all.finish();
}

async function invokeLambda(example: string): Promise<void> {
  const aws = await LocalAws.start();
  const postgres = await startPostgresServer();
  try {
    await aws.put(KEY, gzipSync(JSON.stringify({ Records: [launch()] })));
    const body = JSON.stringify({ s3Bucket: BUCKET, s3ObjectKey: [KEY] });
    const message = { messageId: 'm-1', body, receiptHandle: 'r', attributes: {}, messageAttributes: {} };
    writeFileSync(join(example, 'event.json'), JSON.stringify({ Records: [message] }));
    const DATABASE_URL = await postgres.createDatabase();
    const env = { ...awsEnvironment(aws.url), DATABASE_URL, FULLSTOP_LOG_LEVEL: 'error' };
    const output = await run(process.execPath, ['invoke.mjs', 'event.json'], { cwd: example, env });
    assert.match(output, /^\{"batchItemFailures":\[\]\}$/m);
    const types = (await storedFindings({ DATABASE_URL })).map((text) => JSON.parse(text).type);
    assert.deepEqual(types, ['WRONG_REGION']);
  } finally {
    await postgres.stop();
    await aws.stop();
  }
}

function launch(): unknown {
  return {
    eventVersion: '1.11',
    eventTime: '2026-03-02T09:15:00Z',
    eventSource: 'ec2.amazonaws.com',
    eventName: 'RunInstances',
    awsRegion: 'us-east-1',
    eventID: '00000000-0000-4000-8000-000000000001',
    eventType: 'AwsApiCall',
    eventCategory: 'Management',
    recipientAccountId: '111122223333',
    responseElements: { instancesSet: { items: [{ instanceId: 'i-0aaaaaaaaaaaaaaa1' }] } },
  };
}
