import { parseArgs } from 'node:util';
import { LocalAws } from '../support/local-aws.js';
import { startPostgresServer } from '../support/postgres-server.js';
import { type BenchObject, uploadObjects } from './ingest/objects.js';
import { comparedTo, comparison, type ReadingAlone, readingAlone } from './ingest/reading-alone.js';
import { type Shares, shares } from './ingest/shares.js';
import { type Throughput, throughput } from './ingest/throughput.js';

/** See {@link Subject}. */
export const summary =
  'from the queue to committed violations: one replica, two replicas, and where the time goes';

const USAGE = `Usage: npm run bench -- ingest [--objects N] [--records N] [--share S] [--json]
  --objects N  log objects that are read in each run, default 400
  --records N  records in each, default 450
  --share S    share of records that some plugin looks at, default 0.005
  --json       print one line of JSON`;

/** Size of the benchmark. */
export interface IngestBenchOptions {
  readonly objects: number;
  /** In each object. */
  readonly records: number;
  /** Share (0 to 1) of records that some plugin looks at. */
  readonly share: number;
}

/** The result of the benchmark. */
export interface IngestFigures {
  readonly objects: number;
  readonly records: number;
  /** 10^6 bytes of text. */
  readonly mb: number;
  readonly one: Throughput;
  readonly two: Throughput;
  readonly shares: Shares;
  readonly alone: ReadingAlone;
}

const WARM_UP_OBJECTS = 40;
const SHARED_OBJECTS_AT_MOST = 200;

/** Measures how fast announced objects become stored findings. */
export async function run(args: string[]): Promise<number> {
  const { values } = parseArgs({
    args,
    options: {
      objects: { type: 'string', default: '400' },
      records: { type: 'string', default: '450' },
      share: { type: 'string', default: '0.005' },
      json: { type: 'boolean', default: false },
      help: { type: 'boolean', default: false },
    },
  });
  const [objects = 0, records = 0] = [values.objects, values.records].map(Number);
  const share = Number(values.share);
  const isUsable = [objects, records].every((count) => Number.isInteger(count) && count > 0);
  if (values.help || !isUsable || !(share >= 0 && share <= 1)) {
    console.error(USAGE);
    return 2;
  }
  const figures = await measureIngest({ objects, records, share });
  if (values.json) console.log(JSON.stringify(jsonOf(figures)));
  else for (const line of linesOf(figures)) console.log(line);
  return 0;
}

/** Runs everything, on servers of its own that are gone afterwards. */
export async function measureIngest({
  objects: count,
  records: recordsPerFile,
  share: interestingShare,
}: IngestBenchOptions): Promise<IngestFigures> {
  const aws = await LocalAws.start();
  const postgres = await startPostgresServer();
  try {
    const all = await uploadObjects(aws, {
      count: count + WARM_UP_OBJECTS,
      recordsPerFile,
      interestingShare,
    });
    const warmUp = all.slice(0, WARM_UP_OBJECTS);
    const objects = all.slice(WARM_UP_OBJECTS);
    const place = { aws, postgres, warmUp, settings: { FULLSTOP_PARTS: 'ingest' } };
    return {
      objects: objects.length,
      records: sum(objects, ({ records }) => records),
      mb: sum(objects, ({ textBytes }) => textBytes) / 1e6,
      one: await throughput({ ...place, objects, replicas: 1 }),
      two: await throughput({ ...place, objects, replicas: 2 }),
      shares: await shares({ ...place, objects: objects.slice(0, SHARED_OBJECTS_AT_MOST) }),
      alone: await readingAlone(objects),
    };
  } finally {
    await postgres.stop();
    await aws.stop();
  }
}

function jsonOf(figures: IngestFigures): object {
  const { objects, records, mb, one, two } = figures;
  const replicas = ({ seconds, cpuSeconds }: Throughput) => ({
    objects_per_s: rounded(objects / seconds),
    records_per_s: Math.round(records / seconds),
    mb_per_s: rounded(mb / seconds),
    cpu_s: cpuSeconds === undefined ? null : rounded(cpuSeconds, 2),
    records_per_cpu_s: cpuSeconds === undefined ? null : Math.round(records / cpuSeconds),
    mb_per_cpu_s: cpuSeconds === undefined ? null : Math.round(mb / cpuSeconds),
  });
  const shareOf = (name: keyof Shares) => rounded(figures.shares[name], 3);
  return {
    objects,
    records,
    mb: rounded(mb),
    one_replica: replicas(one),
    two_replicas: replicas(two),
    ratio_two_to_one: rounded(one.seconds / two.seconds, 2),
    shares: {
      download: shareOf('download'),
      reading: shareOf('reading'),
      checks: shareOf('checks'),
      database: shareOf('database'),
    },
    ...compared(figures),
  };
}

/** One replica, and reading the same in this process. */
function compared({ alone, mb, one: { cpuSeconds } }: IngestFigures): ReturnType<typeof comparedTo> {
  return comparedTo(alone, cpuSeconds && mb / cpuSeconds);
}

function linesOf(figures: IngestFigures): string[] {
  const { objects, records, mb, one, two } = figures;
  const line = (name: string, { seconds, cpuSeconds }: Throughput) => {
    const perCpu = (amount: number) => Math.round(amount / (cpuSeconds ?? 1)).toLocaleString('en');
    const cpu =
      cpuSeconds === undefined
        ? 'CPU time not known here'
        : `${cpuSeconds.toFixed(1)} s of CPU: ${perCpu(records)} records/s, ${perCpu(mb)} MB/s`;
    const perSecond = [objects, records, mb].map((amount) =>
      Math.round(amount / seconds).toLocaleString('en'),
    );
    return `  ${name.padEnd(12)} ${perSecond[0]} objects/s, ${perSecond[1]} records/s, ${perSecond[2]} MB/s, ${cpu}`;
  };
  const parts = Object.entries(figures.shares).map(([name, share]) => `${name} ${Math.round(share * 100)} %`);
  return [
    `${objects} objects, ${records} records, ${mb.toFixed(0)} MB of text (MB = 10^6 bytes); servers and services share this machine`,
    line('one replica', one),
    line('two replicas', two),
    `two replicas are ${(one.seconds / two.seconds).toFixed(2)} times as fast as one`,
    comparison(compared(figures)),
    `one object at a time: ${parts.join(', ')}`,
  ];
}

function sum(objects: readonly BenchObject[], amountOf: (object: BenchObject) => number): number {
  return objects.reduce((total, object) => total + amountOf(object), 0);
}

function rounded(value: number, digits = 1): number {
  return Number(value.toFixed(digits));
}
