import { createS3Clients, type S3ClientKind, S3ObjectSource } from '@fullstop/cloudtrail/s3';
import { LoopbackS3 } from './loopback-s3.js';

/** Size of the benchmark. */
export interface GetBenchOptions {
  /** Objects that are got in each way. */
  readonly objects: number;
  readonly objectBytes: number;
  /** Objects that are under way at the same time. */
  readonly parallel: number;
}

/** CPU time of this process for one object, in microseconds, round by round. */
export type CpuByRound = Readonly<Record<S3ClientKind, readonly number[]>>;

const ROUNDS = 20;
const WARM_UP_ROUNDS = 2;
const BUCKET = 'trail-logs';

/** Gets objects in both ways, which take turns so that a busy moment of the machine does not hit one of them alone. */
export async function measureGets({ objects, objectBytes, parallel }: GetBenchOptions): Promise<CpuByRound> {
  const server = await LoopbackS3.start(objectBytes);
  const clients = createS3Clients({
    endpoint: server.url,
    region: 'us-east-1',
    credentials: { accessKeyId: 'test', secretAccessKey: 'test', sessionToken: 'x'.repeat(700) },
    maxSockets: parallel,
  });
  const sources = {
    lean: new S3ObjectSource(clients, { client: 'lean' }),
    sdk: new S3ObjectSource(clients, { client: 'sdk' }),
  };
  const perRound = Math.max(1, Math.round(objects / ROUNDS));
  const cpu: Record<S3ClientKind, number[]> = { lean: [], sdk: [] };
  try {
    for (let round = -WARM_UP_ROUNDS; round < ROUNDS; round += 1) {
      const order: S3ClientKind[] = round % 2 === 0 ? ['lean', 'sdk'] : ['sdk', 'lean'];
      for (const name of order) {
        const get = (at: number) => got(sources[name], keyOf(round, at), server.etag, objectBytes);
        const micros = await cpuOf(() => inParallel(perRound, parallel, get));
        if (round >= 0) cpu[name].push(micros / perRound);
      }
    }
  } finally {
    clients.destroy();
    await server.stop();
  }
  return cpu;
}

function keyOf(round: number, at: number): string {
  const name = `123456789012_CloudTrail_eu-west-1_20260101T0000Z_${round + WARM_UP_ROUNDS}x${at}.json.gz`;
  return `AWSLogs/123456789012/CloudTrail/eu-west-1/2026/01/01/${name}`;
}

async function got(source: S3ObjectSource, key: string, etag: string, size: number): Promise<void> {
  let bytes = 0;
  for await (const piece of source.versionOf({ bucket: BUCKET, key, etag }).open()) bytes += piece.length;
  if (bytes !== size) throw new Error(`${bytes} bytes came of an object of ${size}`);
}

async function inParallel(
  count: number,
  parallel: number,
  work: (at: number) => Promise<void>,
): Promise<void> {
  let next = 0;
  const lane = async () => {
    for (let at = next++; at < count; at = next++) await work(at);
  };
  await Promise.all(Array.from({ length: parallel }, lane));
}

async function cpuOf(work: () => Promise<void>): Promise<number> {
  const before = process.cpuUsage();
  await work();
  const { user, system } = process.cpuUsage(before);
  return user + system;
}
