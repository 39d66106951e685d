import { parseArgs } from 'node:util';
import { discoverPlugins, findPluginMetadata } from '@fullstop/core';
import { REPOSITORY } from '../repository.js';
import { LocalAws } from '../support/local-aws.js';
import { startPostgresServer } from '../support/postgres-server.js';
import { type BenchObject, uploadObjects } from './ingest/objects.js';
import { comparedTo, comparison, type ReadingAlone, readingAlone } from './ingest/reading-alone.js';
import { standsAlone } from './ingest/stands-alone.js';
import { type Throughput, throughput } from './ingest/throughput.js';

/** See {@link Subject}. */
export const summary =
  'CPU time of one service from the queue to committed violations, few and many of the records being wanted';

const USAGE = `Usage: npm run bench -- end-to-end [--objects N] [--records N] [--profile FOLDER] [--json]
  --objects N       log objects that are read in each run, default 1500
  --records N       records in each, default 450
  --profile FOLDER  let the service write profiles of its CPU time there; makes it slower
  --json            print one line of JSON`;

/** Shares of the records that some plugin looks at. */
const SHARES = [0.005, 0.05];
const WARM_UP_OBJECTS_AT_MOST = 300;

interface RunOptions {
  readonly objects: number;
  readonly records: number;
  readonly profile: string | undefined;
}

interface Run {
  readonly share: number;
  readonly objects: readonly BenchObject[];
  readonly throughput: Throughput;
  readonly alone: ReadingAlone;
}

/** Runs one service after the other on servers of its own. Exits with 1 where the system does not tell CPU times. */
export async function run(args: string[]): Promise<number> {
  const { values } = parseArgs({
    args,
    options: {
      objects: { type: 'string', default: '1500' },
      records: { type: 'string', default: '450' },
      profile: { type: 'string' },
      json: { type: 'boolean', default: false },
      help: { type: 'boolean', default: false },
    },
  });
  const [objects = 0, records = 0] = [values.objects, values.records].map(Number);
  const isUsable = [objects, records].every((count) => Number.isInteger(count) && count > 0);
  if (values.help || !isUsable) {
    console.error(USAGE);
    return 2;
  }
  const figures = (await measure({ objects, records, profile: values.profile })).map(figuresOf);
  if (values.json) console.log(JSON.stringify({ shares: figures }));
  else for (const line of figures.flatMap((one) => [lineOf(one), comparison(one)])) console.log(line);
  return figures.every(({ cpu_s }) => cpu_s !== null) ? 0 : 1;
}

async function measure({ objects: count, records, profile }: RunOptions): Promise<Run[]> {
  const warmUpCount = Math.min(count, WARM_UP_OBJECTS_AT_MOST);
  const settings = { FULLSTOP_PARTS: 'ingest', ...(await withoutFacts()) };
  const nodeArguments = profile === undefined ? [] : ['--cpu-prof', `--cpu-prof-dir=${profile}`];
  const aws = await LocalAws.start();
  const postgres = await startPostgresServer();
  try {
    const runs: Run[] = [];
    for (const share of SHARES) {
      const look = { count: count + warmUpCount, recordsPerFile: records, interestingShare: share };
      const all = await uploadObjects(aws, look);
      const warmUp = all.slice(0, warmUpCount);
      const objects = all.slice(warmUpCount);
      const place = { aws, postgres, warmUp, objects, settings, nodeArguments };
      const alone = await readingAlone(objects);
      runs.push({ share, objects, throughput: await throughput({ ...place, replicas: 1 }), alone });
    }
    return runs;
  } finally {
    await postgres.stop();
    await aws.stop();
  }
}

/** Settings that switch off the plugins whose checks would wait for facts. */
async function withoutFacts(): Promise<Record<string, string>> {
  const { candidates } = await discoverPlugins(REPOSITORY);
  const ids = candidates
    .filter((candidate) => !standsAlone(candidate))
    .flatMap(({ pluginClass }) => findPluginMetadata(pluginClass)?.id ?? []);
  const variable = (id: string) => `FULLSTOP_PLUGINS_${id.toUpperCase().replaceAll('-', '_')}_ENABLED`;
  return Object.fromEntries(ids.map((id) => [variable(id), 'false']));
}

function figuresOf({ share, objects, throughput: { seconds, cpuSeconds, violations }, alone }: Run) {
  const sum = (amountOf: (object: BenchObject) => number) =>
    objects.reduce((total, object) => total + amountOf(object), 0);
  const records = sum((object) => object.records);
  const mb = sum((object) => object.textBytes) / 1e6;
  const perCpu = (amount: number) => (cpuSeconds === undefined ? null : Math.round(amount / cpuSeconds));
  return {
    share,
    objects: objects.length,
    records,
    mb: rounded(mb),
    violations,
    seconds: rounded(seconds, 2),
    cpu_s: cpuSeconds === undefined ? null : rounded(cpuSeconds, 2),
    records_per_cpu_s: perCpu(records),
    mb_per_cpu_s: perCpu(mb),
    objects_per_cpu_s: perCpu(objects.length),
    ...comparedTo(alone, cpuSeconds && mb / cpuSeconds),
  };
}

function lineOf(figures: ReturnType<typeof figuresOf>): string {
  const { share, objects, records, mb, violations, cpu_s, records_per_cpu_s, mb_per_cpu_s } = figures;
  const speed =
    cpu_s === null
      ? 'CPU time not known here'
      : `${cpu_s} s of CPU: ${records_per_cpu_s?.toLocaleString('en')} records/s, ${mb_per_cpu_s} MB/s`;
  return `${share * 100} % wanted: ${objects} objects, ${records} records, ${mb} MB, ${violations} violations; ${speed}`;
}

function rounded(value: number, digits = 1): number {
  return Number(value.toFixed(digits));
}
