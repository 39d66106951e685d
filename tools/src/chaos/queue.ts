import { parseArgs } from 'node:util';
import { type QueueChaosOptions, type QueueChaosReport, queueChaos } from './queue/queue-run.js';

/** See {@link Subject}. */
export const summary =
  'replicas on one queue, with kills, lost connections, S3 errors and poison: nothing lost, nothing twice';

const USAGE = `Usage: npm run chaos -- queue [--objects N] [--records N] [--minutes M] [--consumers N] [--seed N]
  --objects N    log objects that are announced, default 600
  --records N    records in each, default 400
  --minutes M    trouble lasts so long at most, then what is left is done in peace; default 3
  --consumers N  processes that share the queue, default 3
  --seed N       of logs and messages, default 1; when what goes wrong is chance`;

/** Trouble of the size that the project promises to stand. */
const TROUBLE = {
  visibilityTimeoutSeconds: 5,
  maxReceiveCount: 50,
  duplicated: 0.1,
  poisoned: 0.01,
  s3Faults: 0.05,
  sqsFaults: 0.02,
  killEveryMs: 300,
  dropEveryMs: 2000,
  calmSeconds: 150,
} satisfies Partial<QueueChaosOptions>;

/** Exits with 1 when something is lost, twice, left behind or wrongly given up. */
export async function run(args: string[]): Promise<number> {
  const options = optionsOf(args);
  if (!options) {
    console.error(USAGE);
    return 2;
  }
  const report = await queueChaos({ ...options, say: (line) => console.log(line) });
  for (const line of linesOf(report)) console.log(line);
  return wrongIn(report).length === 0 ? 0 : 1;
}

/** Options from the command line; nothing when they are none. */
export function optionsOf(args: string[]): QueueChaosOptions | undefined {
  const { values } = parseArgs({
    args,
    options: {
      objects: { type: 'string', default: '600' },
      records: { type: 'string', default: '400' },
      minutes: { type: 'string', default: '3' },
      consumers: { type: 'string', default: '3' },
      seed: { type: 'string', default: '1' },
      help: { type: 'boolean', default: false },
    },
  });
  const minutes = Number(values.minutes);
  const counts = [values.objects, values.records, values.consumers].map(Number);
  const seed = Number(values.seed);
  const isUsable = counts.every((count) => Number.isInteger(count) && count > 0);
  if (values.help || !isUsable || !(minutes > 0) || !Number.isInteger(seed)) return undefined;
  const [objects = 0, records = 0, consumers = 0] = counts;
  return { ...TROUBLE, objects, records, consumers, troubleSeconds: minutes * 60, seed };
}

/** Everything that must not have happened: a word for it, and what it happened to. */
export function wrongIn(report: QueueChaosReport): (readonly [string, string])[] {
  const { lost, added, unsettled, buried, vanished, crashes } = report;
  const all = { lost, 'twice or made up': added, 'left in the queue': unsettled, crashed: crashes };
  return Object.entries({ ...all, 'wrongly given up': buried, 'poison that vanished': vanished }).flatMap(
    ([word, things]) => things.map((thing) => [word, thing] as const),
  );
}

function linesOf(report: QueueChaosReport): string[] {
  const { objects, records, notifications, duplicates, poison, deadLetters } = report;
  const { consumers, kills, starts, failedStarts, drops, s3Faults, lostAnswers, redeliveries } = report;
  return [
    `${objects} objects, ${records} records; ${notifications} notifications, ${duplicates} of them duplicates, ${poison} poison`,
    `${consumers} consumers: ${kills} kills, ${starts} starts (${failedStarts} failed); ${drops} times all database connections dropped`,
    `${s3Faults} faults of S3, ${lostAnswers} lost answers of SQS, ${redeliveries} redeliveries, ${deadLetters} dead letters`,
    `trouble ${report.troubleSeconds.toFixed(0)} s (${report.leftAfterTrouble} messages left after it), calm ${report.calmSeconds.toFixed(0)} s, all ${report.seconds.toFixed(0)} s`,
    `${report.expected} findings expected: ${report.lost.length} lost, ${report.added.length} twice or made up; ` +
      `queue: ${report.unsettled.length} left, ${report.buried.length} wrongly given up, ${report.vanished.length} poison vanished; ` +
      `${report.crashes.length} crashes`,
    ...wrongIn(report).map(([word, thing]) => `  ${word}: ${thing}`),
  ];
}
