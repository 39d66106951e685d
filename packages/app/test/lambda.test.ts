import { readFileSync } from 'node:fs';
import { dirname, resolve } from 'node:path';
import { gzipSync } from 'node:zlib';
import { CreateBucketCommand, PutObjectCommand, S3Client } from '@aws-sdk/client-s3';
import { CreateQueueCommand, ReceiveMessageCommand, SQSClient } from '@aws-sdk/client-sqs';
import { openDatabase, ViolationQueries } from '@fullstop/store';
import { aRecord, launched } from '@fullstop/testing';
import { type PostgresServer, startPostgresServer } from '@fullstop/tools/postgres';
import { CHECKOUT } from '@fullstop/tools/process';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { startFauxqs } from 'fauxqs';
import { createHandler, type LambdaHandler } from '../src/lambda/index.js';

const KEY =
  'AWSLogs/111122223333/CloudTrail/us-east-1/2026/03/02/111122223333_CloudTrail_us-east-1_20260302T0915Z_a.json.gz';
const CREDENTIALS = { accessKeyId: 'a', secretAccessKey: 'b' };

let aws: Awaited<ReturnType<typeof startFauxqs>>;
let postgres: PostgresServer;
let sqs: SQSClient;
let deadLetterUrl: string;
let databaseUrl: string;
let handler: LambdaHandler;
const before = { ...process.env };

beforeAll(async () => {
  aws = await startFauxqs({ port: 0, logger: false });
  postgres = await startPostgresServer();
  databaseUrl = await postgres.createDatabase();
  const endpoint = `http://127.0.0.1:${aws.port}`;
  const settings = { endpoint, region: 'us-east-1', credentials: CREDENTIALS };
  const s3 = new S3Client({ ...settings, forcePathStyle: true });
  const launch = aRecord('ec2.amazonaws.com:RunInstances', { awsRegion: 'us-east-1', ...launched('i-1') });
  await s3.send(new CreateBucketCommand({ Bucket: 'trail' }));
  await s3.send(
    new PutObjectCommand({
      Bucket: 'trail',
      Key: KEY,
      Body: gzipSync(JSON.stringify({ Records: [launch] })),
    }),
  );
  sqs = new SQSClient({ ...settings, useQueueUrlAsEndpoint: false });
  deadLetterUrl = (await sqs.send(new CreateQueueCommand({ QueueName: 'dead' }))).QueueUrl!;
  // The SDK reads these itself.
  Object.assign(process.env, {
    AWS_ENDPOINT_URL: endpoint,
    AWS_ACCESS_KEY_ID: 'a',
    AWS_SECRET_ACCESS_KEY: 'b',
    AWS_REGION: 'us-east-1',
  });
  handler = createHandler(CHECKOUT, {
    DATABASE_URL: databaseUrl,
    FULLSTOP_SQS_DEAD_LETTER_URL: deadLetterUrl,
    FULLSTOP_LOG_LEVEL: 'error',
  });
});

afterAll(async () => {
  process.env = before;
  await aws.stop();
  await postgres.stop();
});

function record(messageId: string, body: string, receives = 1) {
  return {
    messageId,
    body,
    attributes: { ApproximateReceiveCount: String(receives), SentTimestamp: '1772442900000' },
  };
}

function announcement(key: string): string {
  return JSON.stringify({ s3Bucket: 'trail', s3ObjectKey: [key] });
}

async function storedInstances(): Promise<(string | null)[]> {
  const database = await openDatabase({ url: databaseUrl });
  try {
    const violations = await new ViolationQueries(database.dataSource).listViolations({ limit: 10 });
    return violations.map(({ instanceId }) => instanceId);
  } finally {
    await database.close();
  }
}

describe('The Lambda handler', () => {
  it('reports only the messages that are not done', async () => {
    const { batchItemFailures } = await handler({
      Records: [
        record('good', announcement(KEY)),
        record('missing', announcement(KEY.replace('_a.', '_missing.'))),
        record('digest', announcement(KEY.replace('_CloudTrail_', '_CloudTrail-Digest_'))),
        record(
          'validation',
          JSON.stringify({ Type: 'Notification', Message: 'CloudTrail validation message.' }),
        ),
      ],
    });
    expect(batchItemFailures).toEqual([{ itemIdentifier: 'missing' }]);
    expect(await storedInstances()).toEqual(['i-1']);
  });

  it('stores nothing twice when a message comes again', async () => {
    expect(await handler({ Records: [record('again', announcement(KEY), 2)] })).toEqual({
      batchItemFailures: [],
    });
    expect(await storedInstances()).toEqual(['i-1']);
  });

  it('puts poison into the dead-letter queue, and is done with it', async () => {
    expect(await handler({ Records: [record('poison', 'not json', 10)] })).toEqual({ batchItemFailures: [] });
    const { Messages = [] } = await sqs.send(
      new ReceiveMessageCommand({ QueueUrl: deadLetterUrl, MessageAttributeNames: ['All'] }),
    );
    expect(Messages.map(({ Body }) => Body)).toEqual(['not json']);
    expect(Messages[0]?.MessageAttributes?.sqs_message_id?.StringValue).toBe('poison');
  });

  it('gives up in time, and reports what is not done', async () => {
    const context = { getRemainingTimeInMillis: () => 3000 };
    expect(await handler({ Records: [record('late', announcement(KEY))] }, context)).toEqual({
      batchItemFailures: [{ itemIdentifier: 'late' }],
    });
  });

  it('called by a schedule, tries pending checks again', async () => {
    expect(await handler({})).toEqual({ batchItemFailures: [] });
  });

  it('that cannot be built rejects, names the remedy, and tries anew at the next call', async () => {
    const environment: Record<string, string> = {};
    const later = createHandler(CHECKOUT, environment);
    await expect(later({ Records: [] })).rejects.toThrow('DATABASE_URL');
    environment.DATABASE_URL = databaseUrl;
    expect(await later({ Records: [] })).toEqual({ batchItemFailures: [] });
  });

  it('loads no NestJS', () => {
    const loaded = importsFrom(resolve(import.meta.dirname, '../src/lambda/index.ts'));
    expect(loaded).toContain('@fullstop/store');
    expect(loaded.filter((name) => name.startsWith('@nestjs/') || name.includes('/service/'))).toEqual([]);
  });
});

/** Every module that a file of ours brings along: packages by name, our own files by path. */
function importsFrom(file: string, seen = new Set<string>()): string[] {
  if (seen.has(file)) return [];
  seen.add(file);
  const text = readFileSync(file, 'utf8');
  for (const [, name] of text.matchAll(/^(?:import|export)(?! type)[^;]*? from '([^']+)';/gm)) {
    if (name!.startsWith('.')) importsFrom(resolve(dirname(file), name!.replace(/\.js$/, '.ts')), seen);
    else seen.add(name!);
  }
  return [...seen];
}
