import { parseArgs } from 'node:util';
import { compareDamaged, compareDocument, type Outcome } from './reader/differences.js';

/** See {@link Subject}. */
export const summary =
  'the log readers on random, hostile, broken and damaged logs, compared with zlib and JSON.parse';

const USAGE = `Usage: npm run fuzz -- reader [--documents N] [--damaged N] [--seed N]
  --documents N  random logs to read, default 100000
  --damaged N    random gzip bodies to damage and read, default 20000
  --seed N       of the first one, default 1; each further one has the next`;

/** Reads random logs in all ways. Exits with 1 at the first difference. */
export async function run(args: string[]): Promise<number> {
  const { values } = parseArgs({
    args,
    options: {
      documents: { type: 'string', default: '100000' },
      damaged: { type: 'string', default: '20000' },
      seed: { type: 'string', default: '1' },
    },
  });
  const [documents, damaged, seed] = [values.documents, values.damaged, values.seed].map(Number);
  if (![documents, damaged, seed].every((value) => Number.isInteger(value) && value! >= 0)) {
    console.error(USAGE);
    return 2;
  }
  const ways = [
    ['documents', documents!, compareDocument],
    ['damaged', damaged!, compareDamaged],
  ] as const;
  for (const [what, count, compare] of ways) {
    const scanned = await compareAll(what, seed!, count, compare);
    if (scanned === undefined) return 1;
    console.log(
      `fuzz reader: ${count} ${what}, 0 differences (${scanned} scanned to the end, the others parsed)`,
    );
  }
  return 0;
}

async function compareAll(
  what: string,
  seed: number,
  count: number,
  compare: (seed: number) => Promise<Outcome>,
): Promise<number | undefined> {
  let scannedToTheEnd = 0;
  for (let at = 0; at < count; at += 1) {
    const { difference, scanned } = await compare(seed + at);
    if (scanned) scannedToTheEnd += 1;
    if (difference === undefined) continue;
    const others = what === 'documents' ? '--damaged 0' : '--documents 0';
    console.error(`Seed ${seed + at}: ${difference}.`);
    console.error(`Again: npm run fuzz -- reader --${what} 1 ${others} --seed ${seed + at}`);
    return undefined;
  }
  return scannedToTheEnd;
}
