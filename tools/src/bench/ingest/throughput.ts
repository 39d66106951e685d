import { randomUUID } from 'node:crypto';
import { setTimeout as delay } from 'node:timers/promises';
import pg from 'pg';
import { cpuSecondsOf } from '../../support/cpu-time.js';
import { ServeProcess } from '../../support/fullstop-process.js';
import { awsEnvironment, type LocalAws, type LocalQueue } from '../../support/local-aws.js';
import type { PostgresServer } from '../../support/postgres-server.js';
import { announcementOf, type BenchObject } from './objects.js';

/** What to measure on. */
export interface ThroughputOptions {
  readonly aws: LocalAws;
  readonly postgres: PostgresServer;
  readonly replicas: number;
  /** Read before the measurement. */
  readonly warmUp: readonly BenchObject[];
  readonly objects: readonly BenchObject[];
  /** Settings of the services, beside those of the places. */
  readonly settings?: Readonly<Record<string, string>>;
  /** Arguments of Node in the services. */
  readonly nodeArguments?: readonly string[];
}

/** What so many replicas did. */
export interface Throughput {
  /** From the moment when the first message is sent until the last one is deleted. */
  readonly seconds: number;
  /** Of the service processes together; absent where the system does not tell. */
  readonly cpuSeconds: number | undefined;
  /** Rows in the table of violations afterwards, those of the warm-up included. */
  readonly violations: number;
}

const LONGEST_SECONDS = 600;
const COUNTS = `SELECT
  (SELECT count(*)::int FROM fullstop_data.processed_object) AS objects,
  (SELECT count(*)::int FROM fullstop_data.violation) AS violations`;

/**
 * Lets replicas read the objects from a queue of their own into a database of their own.
 * @throws when they do not get done, or not all objects are in the ledger then.
 */
export async function throughput(options: ThroughputOptions): Promise<Throughput> {
  const { aws, postgres, replicas, warmUp, objects, settings, nodeArguments } = options;
  const url = await postgres.createDatabase();
  const queue = aws.createQueue(`bench-${randomUUID()}`);
  const env = { ...settings, ...awsEnvironment(aws.url), DATABASE_URL: url, FULLSTOP_SQS_URL: queue.url };
  const services = Array.from({ length: replicas }, () => new ServeProcess({ env, nodeArguments }));
  try {
    for (const service of services) await service.line(/"message":"Polling /);
    await readAll(queue, warmUp);
    const cpuBefore = cpuSeconds(services);
    const startedAt = performance.now();
    await readAll(queue, objects);
    const seconds = (performance.now() - startedAt) / 1000;
    const cpuAfter = cpuSeconds(services);
    const violations = await checkStored(url, warmUp.length + objects.length);
    const isKnown = cpuAfter !== undefined && cpuBefore !== undefined;
    return { seconds, cpuSeconds: isKnown ? cpuAfter - cpuBefore : undefined, violations };
  } finally {
    await Promise.all(services.map((service) => service.end()));
  }
}

/** Announces objects, and resolves when no message is left: each is deleted after its object is stored. */
async function readAll(queue: LocalQueue, objects: readonly BenchObject[]): Promise<void> {
  const endsAt = performance.now() + LONGEST_SECONDS * 1000;
  await queue.send(objects.map(announcementOf));
  while (queue.size > 0) {
    if (performance.now() > endsAt) throw new Error(`${queue.size} messages are left`);
    await delay(10);
  }
}

function cpuSeconds(services: readonly ServeProcess[]): number | undefined {
  const times = services.map(({ pid }) => (pid === undefined ? undefined : cpuSecondsOf(pid)));
  return times.reduce((sum, time) => (sum === undefined || time === undefined ? undefined : sum + time), 0);
}

/** @returns the number of violations. @throws when not all objects are in the ledger. */
async function checkStored(connectionString: string, expected: number): Promise<number> {
  const client = new pg.Client({ connectionString });
  await client.connect();
  try {
    const { rows } = await client.query<{ objects: number; violations: number }>(COUNTS);
    const { objects = 0, violations = 0 } = rows[0] ?? {};
    if (objects === expected) return violations;
    throw new Error(`${objects} of ${expected} objects are in the ledger`);
  } finally {
    await client.end();
  }
}
