import { readFileSync } from 'node:fs';
import { setTimeout as delay } from 'node:timers/promises';
import { parseArgs } from 'node:util';
import { createS3Client } from '@fullstop/cloudtrail/s3';
import { ServeProcess } from '../support/fullstop-process.js';
import { awsEnvironment, BUCKET, LocalAws } from '../support/local-aws.js';
import { startPostgresServer } from '../support/postgres-server.js';
import { type LargeLog, largeLog, putInParts } from './large/large-object.js';

export const summary =
  'one log object of 1.5 GB of text through the queue: bounded memory, heartbeat, every record';

const KEY =
  'AWSLogs/111122223333/CloudTrail/eu-central-1/2026/03/02/111122223333_CloudTrail_eu-central-1_20260302T0915Z_large.json.gz';
const MB = 1e6;
/** Shorter than the object takes, so that its message must be extended. */
const VISIBILITY_SECONDS = 3;
const MAX_GROWTH_MB = 100;

/** `npm run chaos -- large [--mb N]`: N megabytes of text, 1500 unless told otherwise. */
export async function run(args: string[]): Promise<number> {
  const { values } = parseArgs({ args, options: { mb: { type: 'string', default: '1500' } } });
  const log = largeLog(Number(values.mb) * MB);
  const seen = await processLarge(log);
  const growthMb = (seen.peakBytes - seen.baseBytes) / MB;
  console.log(
    `${(log.compressedBytes / MB).toFixed(0)} MB compressed, ${(log.textBytes / MB).toFixed(0)} MB of text, ` +
      `${log.records} records in the object, ${seen.records} counted, in ${seen.seconds.toFixed(1)} s; ` +
      `${seen.extensions} extensions of a visibility of ${VISIBILITY_SECONDS} s, received ${seen.receives} times; ` +
      `resident memory ${(seen.baseBytes / MB).toFixed(0)} MB before, ${(seen.peakBytes / MB).toFixed(0)} MB at most ` +
      `(+${growthMb.toFixed(0)} MB)`,
  );
  const isGood =
    seen.records === log.records && seen.receives === 1 && seen.extensions > 0 && growthMb < MAX_GROWTH_MB;
  if (!isGood)
    console.error(`Expected: every record, received once, extended, less than +${MAX_GROWTH_MB} MB.`);
  return isGood ? 0 : 1;
}

interface Seen {
  readonly records: number;
  readonly extensions: number;
  readonly receives: number;
  readonly seconds: number;
  readonly baseBytes: number;
  readonly peakBytes: number;
}

async function processLarge(log: LargeLog): Promise<Seen> {
  const postgres = await startPostgresServer();
  const aws = await LocalAws.start();
  const s3 = createS3Client(aws.place);
  let service: ServeProcess | undefined;
  try {
    const queue = aws.createQueue('large');
    await putInParts(s3, BUCKET, KEY, log.members);
    const env = {
      ...awsEnvironment(aws.url),
      DATABASE_URL: await postgres.createDatabase(),
      FULLSTOP_SQS_URL: queue.url,
      FULLSTOP_SQS_VISIBILITY_TIMEOUT_SECONDS: String(VISIBILITY_SECONDS),
    };
    service = new ServeProcess({ env });
    const metricsUrl = (await service.healthUrl()).replace('/health', '/metrics');
    await delay(2000);
    const baseBytes = residentBytes(service.pid);
    const started = performance.now();
    await queue.send([JSON.stringify({ s3Bucket: BUCKET, s3ObjectKey: [KEY] })]);
    let peakBytes = baseBytes;
    while (queue.bodies.length > 0) {
      peakBytes = Math.max(peakBytes, residentBytes(service.pid));
      if (performance.now() - started > 300_000) throw new Error('not done within 300 s');
      await delay(50);
    }
    const seconds = (performance.now() - started) / 1000;
    const metrics = await (await fetch(metricsUrl)).text();
    return {
      records: sum(metrics, /^fullstop_records_total\{/),
      extensions: sum(metrics, /^fullstop_messages_total\{event="extended"/),
      receives: sum(metrics, /^fullstop_messages_total\{event="received"/),
      seconds,
      baseBytes,
      peakBytes,
    };
  } finally {
    await service?.end('SIGKILL');
    s3.destroy();
    await aws.stop();
    await postgres.stop();
  }
}

/** Sum of the metrics whose line matches. */
function sum(metrics: string, line: RegExp): number {
  const values = metrics.split('\n').filter((text) => line.test(text));
  return values.reduce((total, text) => total + Number(text.split(' ').at(-1)), 0);
}

function residentBytes(pid = 0): number {
  const [, kilobytes] = /^VmRSS:\s+(\d+) kB/m.exec(readFileSync(`/proc/${pid}/status`, 'utf8')) ?? [];
  return Number(kilobytes) * 1024;
}
