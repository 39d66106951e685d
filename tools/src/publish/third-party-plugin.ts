import assert from 'node:assert/strict';
import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import type { UserProject } from './project.js';
import type { Steps } from './steps.js';

const TYPE = 'BUCKET_WITHOUT_PUBLIC_ACCESS_BLOCK';
const OPTION = 'FULLSTOP_PLUGINS_ACME_PUBLIC_ACCESS_BLOCK';
const LOG =
  'AWSLogs/111122223333/CloudTrail/eu-west-1/2026/03/02/111122223333_CloudTrail_eu-west-1_20260302T0915Z_a.json.gz';

/** Packs a plugin of somebody else, and uses it in a project that has nothing but the command line and it. */
export async function useThirdPartyPlugin(
  plugin: UserProject,
  project: UserProject,
  { step }: Steps,
): Promise<void> {
  const [{ filename }]: [{ filename: string }] = JSON.parse(await plugin.npm('pack', '--json'));
  const logs = join(project.folder, 'logs');
  writeLog(join(logs, LOG));
  writeFileSync(join(project.folder, 'package.json'), '{ "private": true, "type": "module" }');
  await step('third-party-plugin: npm install of its tarball beside @fullstop/cli', () =>
    project.npm('install', '@fullstop/cli', join(plugin.folder, filename)),
  );
  await step('third-party-plugin: found without any configuration', async () => {
    const { violations } = JSON.parse(await project.fullstop('scan', logs, '--output', 'json'));
    assert.deepEqual(
      violations.map((each: { violation_type: { id: string } }) => each.violation_type.id),
      [TYPE],
    );
    const [{ plugin_fully_qualified_class_name: name }] = violations;
    assert.match(name, /^@acme\/fullstop-plugin-public-access-block#/);
  });
  await step('third-party-plugin: brings its own violation type into the store', () => project.serve(logs));
  for (const [variable, value, option] of [
    [`${OPTION}_ALLOWED_BUCKETS`, '{"not":"a list"}', 'allowedBuckets'],
    [`${OPTION}_ALOWED_BUCKETS`, 'misspelt', 'alowedBuckets'],
  ] as const) {
    await step(`third-party-plugin: ${variable}=${value} stops the start, and is named`, async () => {
      const wrong = project.with({ [variable]: value });
      await assert.rejects(wrong.fullstop('scan', logs), (error: Error) => {
        for (const part of ['acme-public-access-block', option, OPTION]) {
          assert.ok(error.message.includes(part), `${part} is not in: ${error.message}`);
        }
        return true;
      });
    });
  }
}

function writeLog(path: string): void {
  mkdirSync(join(path, '..'), { recursive: true });
  const record = {
    eventVersion: '1.11',
    eventTime: '2026-03-02T09:15:00Z',
    eventSource: 's3.amazonaws.com',
    eventName: 'DeleteBucketPublicAccessBlock',
    awsRegion: 'eu-west-1',
    eventID: '00000000-0000-4000-8000-000000000002',
    eventType: 'AwsApiCall',
    eventCategory: 'Management',
    recipientAccountId: '111122223333',
    requestParameters: { bucketName: 'a-bucket', publicAccessBlock: '', Host: 's3.amazonaws.com' },
  };
  writeFileSync(path, gzipSync(JSON.stringify({ Records: [record] })));
}
