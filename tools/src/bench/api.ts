import { isDeepStrictEqual, parseArgs } from 'node:util';
import { type Database, openDatabase } from '@fullstop/store';
import { startPostgresServer } from '../support/postgres-server.js';
import { copyAsOriginal, fill } from './api/fill.js';
import { FAR_PAGE, type Question, questions } from './api/questions.js';

/** See {@link Subject}. */
export const summary =
  'lists and counts of many violations in PostgreSQL, against the queries of the old system';

const USAGE = `Usage: npm run bench -- api [--violations N] [--rounds N] [--json]
  --violations N  rows in the database, a fifth of them open, default 1000000; at least 10000
  --rounds N      each figure is the median of so many rounds, default 15
  --json          print one line of JSON`;

/** Median times in milliseconds. */
interface Answered {
  readonly name: string;
  readonly isList: boolean;
  readonly ours: number;
  readonly naive: number;
  /** Whether both ways gave the same rows. */
  readonly agrees: boolean;
}

interface Figures {
  readonly violations: number;
  readonly open: number;
  readonly answered: readonly Answered[];
}

/** Asks each question in both ways. Exits with 1 when the answers differ. */
export async function run(args: string[]): Promise<number> {
  const { values } = parseArgs({
    args,
    options: {
      violations: { type: 'string', default: '1000000' },
      rounds: { type: 'string', default: '15' },
      json: { type: 'boolean', default: false },
      help: { type: 'boolean', default: false },
    },
  });
  const [violations = 0, rounds = 0] = [values.violations, values.rounds].map(Number);
  const isUsable = [violations, rounds].every(Number.isInteger) && violations >= 10_000 && rounds > 0;
  if (values.help || !isUsable) {
    console.error(USAGE);
    return 2;
  }
  const figures = await measure(violations, rounds);
  if (values.json) console.log(JSON.stringify(jsonOf(figures)));
  else for (const line of linesOf(figures)) console.log(line);
  const wrong = figures.answered.filter(({ agrees }) => !agrees).map(({ name }) => name);
  if (wrong.length > 0) console.error(`The two ways gave different answers: ${wrong.join(', ')}.`);
  return wrong.length > 0 ? 1 : 0;
}

async function measure(violations: number, rounds: number): Promise<Figures> {
  const postgres = await startPostgresServer();
  try {
    const database = await openDatabase({ url: await postgres.createDatabase() });
    try {
      await fill(database, violations);
      await copyAsOriginal(database);
      const open = await countOpen(database);
      const answered = [];
      for (const question of await questions(database, open)) answered.push(await ask(question, rounds));
      return { violations, open, answered };
    } finally {
      await database.close();
    }
  } finally {
    await postgres.stop();
  }
}

async function countOpen({ dataSource }: Database): Promise<number> {
  const [row] = await dataSource.query<{ count: string }[]>(
    'SELECT count(*) FROM fullstop_data.violation WHERE comment IS NULL AND rule_entity_id IS NULL',
  );
  return Number(row?.count);
}

/** In turns, so that both ways see the machine in the same mood; the first turn warms up. */
async function ask({ name, isList, ours, naive }: Question, rounds: number): Promise<Answered> {
  const agrees = isDeepStrictEqual(await ours(), await naive());
  const times: { ours: number[]; naive: number[] } = { ours: [], naive: [] };
  for (let round = 0; round < rounds; round++) {
    times.ours.push(await millisecondsOf(ours));
    times.naive.push(await millisecondsOf(naive));
  }
  return { name, isList, agrees, ours: median(times.ours), naive: median(times.naive) };
}

async function millisecondsOf(work: () => Promise<unknown>): Promise<number> {
  const start = performance.now();
  await work();
  return performance.now() - start;
}

function median(values: readonly number[]): number {
  const sorted = [...values].sort((a, b) => a - b);
  return sorted[Math.floor(sorted.length / 2)] ?? Number.NaN;
}

function farPageOf({ answered }: Figures): number {
  return answered.find(({ name }) => name === FAR_PAGE)?.naive ?? Number.NaN;
}

function jsonOf(figures: Figures): object {
  const { violations, open, answered } = figures;
  const lists = answered.filter(({ isList }) => isList);
  return {
    violations,
    open,
    naive_page_10000_ms: rounded(farPageOf(figures)),
    slowest_list_ms: rounded(Math.max(...lists.map(({ ours }) => ours))),
    least_ratio_to_naive_page_10000: rounded(Math.min(...lists.map(({ ours }) => farPageOf(figures) / ours))),
    queries: Object.fromEntries(
      answered.map(({ name, ours, naive }) => [name, { ms: rounded(ours), naive_ms: rounded(naive) }]),
    ),
  };
}

function linesOf(figures: Figures): string[] {
  const { violations, open, answered } = figures;
  const far = farPageOf(figures);
  const lines = answered.map(({ name, isList, ours, naive }) => {
    const times = `${ours.toFixed(1).padStart(7)} ms, naive ${naive.toFixed(1).padStart(7)} ms`;
    const ratio = isList ? `   ${Math.round(far / ours)} times as fast as the naive page 10,000` : '';
    return `  ${name.replaceAll('_', ' ').padEnd(30)} ${times}${ratio}`;
  });
  return [
    `${violations} violations, ${open} of them open; medians, through the store and the driver, server on this machine`,
    ...lines,
  ];
}

function rounded(value: number): number {
  return Number(value.toFixed(1));
}
