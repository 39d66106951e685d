import { pluginHostOptions, prepareRuntime } from '@fullstop/app';
import { createS3Client } from '@fullstop/cloudtrail/s3';
import { parseEvent, silentLogger } from '@fullstop/core';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { type AwsFault, AwsServer } from '../src/aws-server/index.js';
import {
  CONNECTED_ENVIRONMENT,
  type ConnectedCheck,
  connectedWorld,
  DATA_BUCKET,
  expectedAfter,
  expectedDuring,
  kioContents,
  type Outside,
  pierOneContents,
  TEMPLATE_BUCKET,
} from '../src/sample-world/connected/index.js';
import { type Fault, FaultProxy } from '../src/support/fault-proxy.js';
import { CHECKOUT } from '../src/support/fullstop-process.js';
import { LocalAws } from '../src/support/local-aws.js';
import { type RegistryFault, RegistryServer } from '../src/support/registry-server.js';
import { comparable, stored } from './support/comparable.js';
import { archivesIn, fillBucket } from './support/data-bucket.js';
import { Inspector } from './support/inspector.js';

/** Longest times of calls, in seconds, where all goes well. */
const PATIENT = { awsSeconds: 20, s3Seconds: 20, registrySeconds: 20 };

/** Trouble with some services outside. */
interface Trouble {
  readonly down: readonly Outside[];
  readonly aws?: readonly AwsFault[];
  readonly s3?: Fault;
  readonly kio?: RegistryFault;
  readonly pierOne?: RegistryFault;
  /** Longest times of calls, where they never end, or wait for a throttled client to dare again. */
  readonly impatience?: Partial<typeof PATIENT>;
}

const world = connectedWorld();
const { first } = world;
const origin = { bucket: 'trail', key: 'a-log', recordIndex: 0 };
const events = first.records.map((record, recordIndex) => parseEvent(record, { ...origin, recordIndex }));
const environment = { ...process.env };

let aws: AwsServer;
let local: LocalAws;
let proxy: FaultProxy;
let s3Fault: Fault | undefined;
let kio: RegistryServer;
let pierOne: RegistryServer;
let s3: ReturnType<typeof createS3Client>;
let buckets = 0;

beforeAll(async () => {
  [aws, local, kio, pierOne] = await Promise.all([
    AwsServer.start(first.aws),
    LocalAws.start(),
    RegistryServer.start(kioContents),
    RegistryServer.start(pierOneContents),
  ]);
  Object.assign(process.env, aws.environment);
  proxy = await FaultProxy.start(local.url, { fault: () => s3Fault });
  s3 = createS3Client(local.place);
  await fillBucket(s3, TEMPLATE_BUCKET, world.buckets[TEMPLATE_BUCKET] ?? {});
});

afterAll(async () => {
  for (const name of Object.keys(process.env)) if (name.startsWith('AWS_')) delete process.env[name];
  Object.assign(process.env, environment);
  s3.destroy();
  await Promise.all([aws.stop(), proxy.stop(), kio.stop(), pierOne.stop()]);
  await local.stop();
});

/** A bucket for instance data of its own, and the plugins as they are configured for this world. */
async function newRun() {
  const bucket = `${DATA_BUCKET}-${++buckets}`;
  await fillBucket(s3, bucket, world.buckets[DATA_BUCKET] ?? {});
  const runtime = await prepareRuntime({
    workingFolder: CHECKOUT,
    environment: { ...CONNECTED_ENVIRONMENT, INSTANCE_LOGS_S3_BUCKET: bucket },
  });
  return { bucket, plugins: pluginHostOptions(runtime, silentLogger), since: new Date() };
}

type Run = Awaited<ReturnType<typeof newRun>>;

function inspectorOf({ plugins }: Run, seconds: Partial<typeof PATIENT> = {}): Inspector {
  return new Inspector({
    plugins,
    s3: { ...local.place, endpoint: proxy.url },
    kioUrl: kio.url,
    pierOneUrl: pierOne.url,
    allAtOnce: Object.keys(seconds).length > 0,
    ...PATIENT,
    ...seconds,
  });
}

async function storedBy(inspector: Inspector, { bucket, since }: Run) {
  return stored({ ...inspector.stored, archives: await archivesIn(s3, bucket, since) });
}

/**
 * Events of which some check asks one of these services, and what must come of them. Of checks that are alike in plugin,
 * services and findings one is enough: each costs calls, and trouble comes often.
 */
function concernedBy(down: readonly Outside[]) {
  const seen = new Set<string>();
  const concerned = events.filter(({ eventID, eventName }) => {
    const checks = first.checks.filter(({ event_id }) => event_id === eventID);
    if (!checks.some(({ needs }) => needs.some((service) => down.includes(service)))) return false;
    const news = checks.map((check) => kindOf(check, eventName)).filter((kind) => !seen.has(kind));
    for (const kind of news) seen.add(kind);
    return news.length > 0;
  });
  const ids = new Set<string>(concerned.map(({ eventID }) => eventID));
  const isOf = ({ event_id }: { event_id: string }) => ids.has(event_id);
  return {
    events: concerned,
    expected: {
      checks: first.checks.filter(isOf),
      lifecycle: first.lifecycle.filter(isOf),
      archives: first.archives.filter(isOf),
    },
  };
}

function kindOf({ plugin, needs, findings }: ConnectedCheck, eventName: string): string {
  // What these store is no finding, and differs from event to event.
  const what = plugin === 'lifecycle' || plugin === 'security-group' ? [eventName] : [];
  return [plugin, ...needs, ...what, ...findings.map(({ violation }) => violation.type)].join(' ');
}

function begin({ aws: faults = [], s3: fault, kio: kioFault, pierOne: pierOneFault }: Trouble): void {
  for (const each of faults) aws.fail(each);
  s3Fault = fault;
  kio.fault = kioFault;
  pierOne.fault = pierOneFault;
}

function heal(): void {
  aws.heal();
  s3Fault = undefined;
  kio.fault = undefined;
  pierOne.fault = undefined;
}

async function retryUntilDecided(inspector: Inspector, seconds = 40): Promise<void> {
  const endsAt = Date.now() + seconds * 1000;
  while (inspector.store.checks.length > 0 && Date.now() < endsAt) await inspector.retry();
}

describe('While everybody outside answers', () => {
  it('the plugins find exactly what the world says, with nothing left to decide', async () => {
    const run = await newRun();
    const inspector = inspectorOf(run);
    expect(inspector.active).toHaveLength(15);
    await inspector.inspect(events);
    expect(await storedBy(inspector, run)).toEqual(comparable(expectedDuring(first, [])));
    await inspector.stop();
  });
});

const status = (code: number): RegistryFault => ({ kind: 'status', status: code });
const body = (text: string): RegistryFault => ({ kind: 'body', body: text });
const refused = (code: number, text: string): Fault => ({
  kind: 'answer',
  status: code,
  body: `<Error><Code>${text}</Code><Message>The test wants it</Message></Error>`,
});
const REGISTRIES: readonly Outside[] = ['kio', 'pierone'];
const HANG: RegistryFault = { kind: 'hang' };
const RESET: RegistryFault = { kind: 'reset' };

const TROUBLES: readonly (readonly [string, Trouble])[] = [
  [
    'STS denies every role',
    { down: ['sts'], aws: [{ action: 'AssumeRole', code: 'AccessDenied', status: 403 }] },
  ],
  [
    'STS is throttled',
    {
      down: ['sts'],
      aws: [{ action: 'AssumeRole', code: 'Throttling' }],
      impatience: { awsSeconds: 0.5 },
    },
  ],
  [
    'STS never answers',
    { down: ['sts'], aws: [{ action: 'AssumeRole', hang: true }], impatience: { awsSeconds: 0.5 } },
  ],
  [
    'EC2 refuses, IAM breaks, S3 denies',
    {
      down: ['ec2', 'iam', 's3'],
      aws: [
        { service: 'ec2', code: 'UnauthorizedOperation', status: 403 },
        { service: 'iam', code: 'ServiceFailure', status: 500 },
      ],
      s3: refused(403, 'AccessDenied'),
    },
  ],
  [
    'EC2 and IAM are throttled, S3 asks to slow down',
    {
      down: ['ec2', 'iam', 's3'],
      aws: [
        { service: 'ec2', code: 'RequestLimitExceeded', status: 503 },
        { service: 'iam', code: 'Throttling' },
      ],
      s3: refused(503, 'SlowDown'),
      impatience: { awsSeconds: 0.5 },
    },
  ],
  [
    'EC2 and IAM never answer, connections to S3 break',
    {
      down: ['ec2', 'iam', 's3'],
      aws: [
        { service: 'ec2', hang: true },
        { service: 'iam', hang: true },
      ],
      s3: { kind: 'reset', share: 0 },
      impatience: { awsSeconds: 0.5 },
    },
  ],
  [
    'EC2 breaks, IAM denies',
    {
      down: ['ec2', 'iam'],
      aws: [
        { service: 'ec2', code: 'InternalError', status: 500 },
        { service: 'iam', code: 'AccessDenied', status: 403 },
      ],
    },
  ],
  ['S3 denies', { down: ['s3'], s3: refused(403, 'AccessDenied') }],
  ['S3 never answers', { down: ['s3'], s3: { kind: 'hang' }, impatience: { s3Seconds: 0.5 } }],
  ['S3 breaks', { down: ['s3'], s3: refused(500, 'InternalError') }],
  ['Kio answers 503', { down: ['kio'], kio: status(503) }],
  ['Pier One answers 500', { down: ['pierone'], pierOne: status(500) }],
  ['Kio answers 401, and Pier One 403', { down: REGISTRIES, kio: status(401), pierOne: status(403) }],
  ['Kio answers 429, and Pier One redirects', { down: REGISTRIES, kio: status(429), pierOne: status(302) }],
  ['the registries answer no JSON', { down: REGISTRIES, kio: body('<html>Sign in'), pierOne: body('') }],
  ['the registries answer another shape', { down: REGISTRIES, kio: body('[{}]'), pierOne: body('"1.4.2"') }],
  [
    'the registries never answer',
    { down: REGISTRIES, kio: HANG, pierOne: HANG, impatience: { registrySeconds: 0.3 } },
  ],
  ['connections to the registries break', { down: REGISTRIES, kio: RESET, pierOne: RESET }],
];

describe('While', () => {
  it.each(TROUBLES)('%s, what depends on it stays pending; then all is decided', async (_, trouble) => {
    const { down, impatience } = trouble;
    const concerned = concernedBy(down);
    const run = await newRun();
    let inspector = inspectorOf(run, impatience);
    begin(trouble);
    try {
      await inspector.inspect(concerned.events);
      await inspector.retry();
      expect(await storedBy(inspector, run)).toEqual(comparable(expectedDuring(concerned.expected, down)));
    } finally {
      heal();
    }
    // The SDK slows down for minutes after it was throttled; only a new process begins afresh, and with patience.
    if (impatience) inspector = await inspector.restarted({ ...PATIENT, allAtOnce: false });
    await retryUntilDecided(inspector);
    expect(await storedBy(inspector, run)).toEqual(comparable(expectedAfter(concerned.expected, down)));
    await inspector.stop();
  });
});
