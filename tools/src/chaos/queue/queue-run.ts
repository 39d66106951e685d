import { mkdtemp, readdir, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join, relative } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { writeSampleWorld } from '../../sample-world/index.js';
import { Random } from '../../sample-world/random.js';
import { cleanRun } from '../../support/clean-run.js';
import { FaultProxy } from '../../support/fault-proxy.js';
import { awsEnvironment, BUCKET, LocalAws, type LocalQueue } from '../../support/local-aws.js';
import { type PostgresServer, startPostgresServer } from '../../support/postgres-server.js';
import { type Difference, difference, storedFindings } from '../../support/stored-findings.js';
import { announcementsOf } from './announcements.js';
import { Consumers } from './consumers.js';
import { type QueueFaults, queueFaults } from './dead-letters.js';
import type { StoredLog } from './notifications.js';
import { nowAndThen } from './now-and-then.js';
import { POISON, poisonBodies } from './poison.js';
import { Traffic } from './traffic.js';

/** Size of a run, and of the trouble in it. */
export interface QueueChaosOptions {
  readonly objects: number;
  /** In each object. */
  readonly records: number;
  readonly consumers: number;
  readonly seed: number;
  /** Trouble lasts at most so long; it ends earlier when nothing is left to do, and there was a kill and a drop. */
  readonly troubleSeconds: number;
  /** What is left then may take so long. */
  readonly calmSeconds: number;
  readonly visibilityTimeoutSeconds: number;
  /** So high that what goes wrong by chance makes no message poison. */
  readonly maxReceiveCount: number;
  /** Share (0 to 1) of notifications that come twice. */
  readonly duplicated: number;
  /** Share (0 to 1) of poison among the notifications; one of each kind at least. */
  readonly poisoned: number;
  /** Share (0 to 1) of requests to S3 that go wrong. */
  readonly s3Faults: number;
  /** Share (0 to 1) of requests to SQS whose answer is lost. */
  readonly sqsFaults: number;
  /** Mean time between two kills, in milliseconds; only processes that have come to poll are killed. */
  readonly killEveryMs: number;
  /** Default: no limit. */
  readonly maxKills?: number;
  /** Mean time between two moments at which all database connections are dropped, in milliseconds. */
  readonly dropEveryMs: number;
  /** Told what happens next. */
  readonly say?: (line: string) => void;
}

/** What came of a run. */
export interface QueueChaosReport extends Difference, QueueFaults {
  readonly objects: number;
  readonly records: number;
  /** Messages in the queue at the beginning, duplicates and poison included. */
  readonly notifications: number;
  readonly duplicates: number;
  readonly poison: number;
  readonly deadLetters: number;
  readonly consumers: number;
  readonly kills: number;
  readonly starts: number;
  readonly failedStarts: number;
  /** How often all database connections were dropped. */
  readonly drops: number;
  readonly s3Faults: number;
  readonly lostAnswers: number;
  readonly redeliveries: number;
  /** Violations and unfinished checks of a clean run. */
  readonly expected: number;
  /** Last words of services that ended by themselves. */
  readonly crashes: readonly string[];
  readonly leftAfterTrouble: number;
  readonly troubleSeconds: number;
  readonly calmSeconds: number;
  readonly seconds: number;
}

const SEVERAL_OBJECTS = 0.2;
const PARALLEL_UPLOADS = 8;
/** Nobody answers for the accounts of the sample world, so that checks in need of facts stay what they are. */
const NO_RETRIES = { FULLSTOP_CHECK_FIRST_DELAY_SECONDS: '3600' };
const DROP_CONNECTIONS = `
  SELECT pg_terminate_backend(pid) FROM pg_stat_activity
   WHERE pid <> pg_backend_pid() AND datname = current_database()`;

/** Lets replicas work on one queue in the middle of trouble, and compares with what an undisturbed service stores. */
export async function queueChaos(options: QueueChaosOptions): Promise<QueueChaosReport> {
  const startedAt = performance.now();
  const say = options.say ?? (() => undefined);
  const folder = await mkdtemp(join(tmpdir(), 'fullstop-chaos-'));
  const closing: (() => Promise<void>)[] = [() => rm(folder, { recursive: true, force: true })];
  try {
    const world = await writeSampleWorld(folder, {
      files: options.objects,
      recordsPerFile: options.records,
      seed: options.seed,
    });
    say(`${world.files} log files with ${world.records} records are written; a clean run reads them`);
    const postgres = await startPostgresServer();
    closing.unshift(() => postgres.stop());
    const aws = await LocalAws.start();
    closing.unshift(() => aws.stop());
    const clean = { DATABASE_URL: await postgres.createDatabase() };
    const expected = await cleanRun(world.logs, clean, { ...awsEnvironment(aws.url), ...NO_RETRIES });

    const messages = await fillBucket(aws, world.logs, options);
    const disturbed = await disturbedRun(options, aws, postgres, messages, closing);
    const { url, queue, deadLetters, ...figures } = disturbed;
    const stored = await storedFindings({ DATABASE_URL: url });
    const { poison } = messages;
    const dead = deadLetters.bodies;
    return {
      objects: world.files,
      records: world.records,
      notifications: messages.all.length,
      duplicates: messages.duplicates,
      poison: poison.length,
      deadLetters: dead.length,
      consumers: options.consumers,
      ...figures,
      expected: expected.length,
      ...difference(expected, stored),
      ...queueFaults({ poison, left: queue.bodies, dead }),
      seconds: (performance.now() - startedAt) / 1000,
    };
  } finally {
    for (const close of closing) await close();
  }
}

interface Messages {
  /** All bodies, in the order in which they are sent. */
  readonly all: readonly string[];
  readonly duplicates: number;
  readonly poison: readonly string[];
}

/** Puts all log files of the folder into the bucket, and writes the messages about them. */
async function fillBucket(aws: LocalAws, logs: string, options: QueueChaosOptions): Promise<Messages> {
  const random = new Random(options.seed);
  const put = async ({ key, body }: { key: string; body: Uint8Array }): Promise<StoredLog> => ({
    bucket: BUCKET,
    key,
    etag: await aws.put(key, body),
    sizeBytes: body.length,
  });

  const paths = await logPaths(logs);
  const stored: StoredLog[] = [];
  for (let at = 0; at < paths.length; at += PARALLEL_UPLOADS) {
    const some = paths.slice(at, at + PARALLEL_UPLOADS);
    const uploads = some.map(async (path) => put({ key: relative(logs, path), body: await readFile(path) }));
    stored.push(...(await Promise.all(uploads)));
  }

  const kinds = Object.keys(POISON).length;
  const poison = await poisonBodies(Math.max(kinds, Math.ceil(options.objects * options.poisoned)), {
    random,
    bucket: BUCKET,
    // The first one is never taken: `takeLog` takes from the end.
    anyLog: await readFile(paths[0]!),
    takeLog: () => stored.pop()!,
    put,
  });
  const shares = { duplicated: options.duplicated, several: SEVERAL_OBJECTS };
  const { bodies, duplicates } = announcementsOf(stored, shares, random);
  const all = random.shuffled([...bodies, ...duplicates, ...poison]);
  return { all, duplicates: duplicates.length, poison };
}

async function logPaths(folder: string): Promise<string[]> {
  const entries = await readdir(folder, { recursive: true, withFileTypes: true });
  const files = entries.filter((entry) => entry.isFile() && entry.name.endsWith('.json.gz'));
  return files.map(({ parentPath, name }) => join(parentPath, name)).sort();
}

type Disturbed = Pick<
  QueueChaosReport,
  | 'kills'
  | 'starts'
  | 'failedStarts'
  | 'drops'
  | 's3Faults'
  | 'lostAnswers'
  | 'redeliveries'
  | 'crashes'
  | 'leftAfterTrouble'
  | 'troubleSeconds'
  | 'calmSeconds'
> & { readonly url: string; readonly queue: LocalQueue; readonly deadLetters: LocalQueue };

/** Trouble, and then as much calm as it takes to get done. */
async function disturbedRun(
  options: QueueChaosOptions,
  aws: LocalAws,
  postgres: PostgresServer,
  messages: Messages,
  closing: (() => Promise<void>)[],
): Promise<Disturbed> {
  const { say = () => undefined, visibilityTimeoutSeconds } = options;
  const url = await postgres.createDatabase();
  const queue = aws.createQueue('logs');
  const deadLetters = aws.createQueue('logs-dead');
  const traffic = new Traffic({ ...options, bucket: BUCKET, queueUrl: queue.url });
  const proxy = await FaultProxy.start(aws.url, traffic);
  closing.unshift(() => proxy.stop());
  await queue.send(messages.all);
  say(`${messages.all.length} messages are in the queue; trouble begins`);

  const beginsAt = performance.now();
  const consumers = new Consumers(options.consumers, {
    ...awsEnvironment(proxy.url),
    ...NO_RETRIES,
    FULLSTOP_PARTS: 'ingest',
    DATABASE_URL: url,
    FULLSTOP_SQS_URL: queue.url,
    FULLSTOP_SQS_DEAD_LETTER_URL: deadLetters.url,
    FULLSTOP_SQS_VISIBILITY_TIMEOUT_SECONDS: String(visibilityTimeoutSeconds),
    FULLSTOP_SQS_MAX_RECEIVE_COUNT: String(options.maxReceiveCount),
  });
  closing.unshift(() => consumers.stop());
  const drops = await trouble(options, consumers, queue, () => postgres.execute(url, DROP_CONNECTIONS));
  traffic.calm();
  const leftAfterTrouble = queue.size;
  const troubleSeconds = (performance.now() - beginsAt) / 1000;
  say(`trouble is over after ${troubleSeconds.toFixed(0)} s; ${leftAfterTrouble} messages are left`);

  await until(() => queue.size === 0, options.calmSeconds);
  await consumers.stop();
  const calmSeconds = (performance.now() - beginsAt) / 1000 - troubleSeconds;
  const { kills, starts, failedStarts, crashes } = consumers;
  const { s3Faults, lostAnswers, redeliveries } = traffic;
  return {
    ...{ url, queue, deadLetters, kills, starts, failedStarts, crashes, drops },
    ...{ s3Faults, lostAnswers, redeliveries, leftAfterTrouble, troubleSeconds, calmSeconds },
  };
}

/**
 * Kills and drops until the queue is empty, and both have happened at least once, or the time is over.
 * @returns how often connections were dropped.
 */
async function trouble(
  options: QueueChaosOptions,
  consumers: Consumers,
  queue: LocalQueue,
  dropConnections: () => Promise<void>,
): Promise<number> {
  const over = new AbortController();
  const { maxKills = Number.POSITIVE_INFINITY } = options;
  let drops = 0;
  const kill = () => consumers.kills < maxKills && consumers.kill();
  const drop = async () => {
    await dropConnections();
    drops += 1;
  };
  const troubles = Promise.all([
    nowAndThen(options.killEveryMs, kill, over.signal),
    nowAndThen(options.dropEveryMs, drop, over.signal),
  ]);
  try {
    const isOver = () => queue.size === 0 && consumers.kills > 0 && drops > 0;
    await Promise.race([until(isOver, options.troubleSeconds), troubles]);
  } finally {
    over.abort();
    await troubles;
  }
  return drops;
}

/** Resolves when something is true, or the time is over. */
async function until(condition: () => boolean, seconds: number): Promise<void> {
  const endsAt = performance.now() + seconds * 1000;
  while (!condition() && performance.now() < endsAt) await delay(100);
}
