import { spawnSync } from 'node:child_process';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { REPOSITORY } from '../repository.js';

/** See {@link Subject}. */
export const summary = 'the log reader on random, hostile and broken logs, compared with parsing everything';

const USAGE = `Usage: npm run fuzz -- reader [--seconds N] [--seed N]
  --seconds N  go on with new seeds for so long, default 60
  --seed N     begin with this seed, default 1`;

const PACKAGE = join(REPOSITORY, 'packages', 'cloudtrail');
const JEST = join(REPOSITORY, 'node_modules', 'jest', 'bin', 'jest.js');
const PROPERTIES = 'log-reader.property';

/** Runs the property tests of the reader again and again, each time with another seed, until one fails or time is up. */
export async function run(args: string[]): Promise<number> {
  const { values } = parseArgs({
    args,
    options: { seconds: { type: 'string', default: '60' }, seed: { type: 'string', default: '1' } },
  });
  const seconds = Number(values.seconds);
  const first = Number(values.seed);
  if (!(seconds > 0) || !Number.isInteger(first)) {
    console.error(USAGE);
    return 2;
  }
  const end = performance.now() + seconds * 1000;
  let seed = first;
  do {
    const failure = failureWith(seed);
    if (failure !== undefined) {
      console.error(failure);
      console.error(`Failed with seed ${seed}. Again: npm run fuzz -- reader --seconds 1 --seed ${seed}`);
      return 1;
    }
    console.log(`seed ${seed}: ok`);
    seed += 1;
  } while (performance.now() < end);
  console.log(`fuzz reader: ${seed - first} seeds, ok`);
  return 0;
}

/** What the property tests print when they fail with this seed. */
function failureWith(seed: number): string | undefined {
  const options = ['--disable-warning=ExperimentalWarning', '--experimental-vm-modules'];
  const { status, error, stdout, stderr } = spawnSync(process.execPath, [...options, JEST, PROPERTIES], {
    cwd: PACKAGE,
    env: { ...process.env, FAST_CHECK_SEED: String(seed) },
    encoding: 'utf8',
  });
  if (error) throw error;
  return status === 0 ? undefined : `${stdout}${stderr}`;
}
