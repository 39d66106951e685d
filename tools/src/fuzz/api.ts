import { spawnSync } from 'node:child_process';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { REPOSITORY } from '../repository.js';

/** See {@link Subject}. */
export const summary = 'the REST API with hostile requests made from its description, on a real PostgreSQL';

const USAGE = `Usage: npm run fuzz -- api [--requests N] [--seed N]
  --requests N  how many, default 10000
  --seed N      the same seed makes the same requests, default 1`;

const PACKAGE = join(REPOSITORY, 'packages', 'api');
const JEST = join(REPOSITORY, 'node_modules', 'jest', 'bin', 'jest.js');

/** Runs the fuzz test of the API with more requests than `npm test` does. */
export async function run(args: string[]): Promise<number> {
  const { values } = parseArgs({
    args,
    options: { requests: { type: 'string', default: '10000' }, seed: { type: 'string', default: '1' } },
  });
  const requests = Number(values.requests);
  const seed = Number(values.seed);
  if (!(Number.isInteger(requests) && requests > 0) || !Number.isInteger(seed)) {
    console.error(USAGE);
    return 2;
  }
  const options = ['--disable-warning=ExperimentalWarning', '--experimental-vm-modules'];
  const { status, error } = spawnSync(process.execPath, [...options, JEST, 'fuzz'], {
    cwd: PACKAGE,
    env: { ...process.env, FUZZ_REQUESTS: String(requests), FAST_CHECK_SEED: String(seed) },
    stdio: 'inherit',
  });
  if (error) throw error;
  const passed = status === 0;
  if (passed) console.log(`fuzz api: ${requests} requests, seed ${seed}, ok`);
  else console.error(`Failed. Again: npm run fuzz -- api --requests ${requests} --seed ${seed}`);
  return passed ? 0 : 1;
}
