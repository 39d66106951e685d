import { parseArgs } from 'node:util';
import { type CpuByRound, type GetBenchOptions, measureGets } from './get/measure.js';

/** See {@link Subject}. */
export const summary = 'CPU time of getting objects from S3: our own request against that of the AWS SDK';

const USAGE = `Usage: npm run bench -- get [--objects N] [--bytes N] [--parallel N] [--json]
  --objects N   objects that are got in each way, default 10000
  --bytes N     size of each, default 90000
  --parallel N  objects that are under way at the same time, default 8
  --json        print one line of JSON`;

/** Gets objects from a server on loopback, in a process of its own. */
export async function run(args: string[]): Promise<number> {
  const { values } = parseArgs({
    args,
    options: {
      objects: { type: 'string', default: '10000' },
      bytes: { type: 'string', default: '90000' },
      parallel: { type: 'string', default: '8' },
      json: { type: 'boolean', default: false },
      help: { type: 'boolean', default: false },
    },
  });
  const [objects = 0, objectBytes = 0, parallel = 0] = [values.objects, values.bytes, values.parallel].map(
    Number,
  );
  const isUsable = [objects, objectBytes, parallel].every((count) => Number.isInteger(count) && count > 0);
  if (values.help || !isUsable) {
    console.error(USAGE);
    return 2;
  }
  const options = { objects, objectBytes, parallel };
  const result = resultOf(options, await measureGets(options));
  if (values.json) console.log(JSON.stringify(result));
  else for (const line of linesOf(result)) console.log(line);
  return 0;
}

type Result = ReturnType<typeof resultOf>;

/** Times are CPU time of this process for one object, in microseconds; a ratio is that of ours to the SDK's. */
function resultOf({ objects, objectBytes, parallel }: GetBenchOptions, { lean, sdk }: CpuByRound) {
  const ratios = lean.map((micros, round) => micros / sdk[round]!).sort((left, right) => left - right);
  const at = (share: number) => rounded(ratios[Math.floor((ratios.length - 1) * share)]!, 3);
  return {
    objects,
    object_bytes: objectBytes,
    parallel,
    lean_us: rounded(mean(lean)),
    sdk_us: rounded(mean(sdk)),
    ratio: at(0.5),
    ratio_low: at(0.25),
    ratio_high: at(0.75),
  };
}

function linesOf({ objects, object_bytes, lean_us, sdk_us, ratio, ratio_low, ratio_high }: Result): string[] {
  return [
    `${objects} objects of ${object_bytes} bytes, CPU time of this process for one object:`,
    `  lean  ${lean_us.toFixed(0).padStart(6)} µs`,
    `  sdk   ${sdk_us.toFixed(0).padStart(6)} µs`,
    `Ours takes ${ratio} of the SDK's time (middle of all rounds; ${ratio_low} to ${ratio_high} in the middle half).`,
  ];
}

function mean(values: readonly number[]): number {
  return values.reduce((sum, value) => sum + value, 0) / values.length;
}

function rounded(value: number, digits = 1): number {
  return Number(value.toFixed(digits));
}
