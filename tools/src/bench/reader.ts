import { parseArgs } from 'node:util';
import { corpus, PASS_BYTES } from './reader/corpus.js';
import { type Figures, measure, ratioOf } from './reader/measure.js';
import type { WayName } from './reader/ways.js';
import { measureWorkers, type WorkerFigures, type WorkerPass } from './reader/workers.js';

/** See {@link Subject}. */
export const summary = 'our log reader against unpacking alone and against gunzip + JSON.parse + filter';

const USAGE = `Usage: npm run bench -- reader [--mb N] [--share S] [--seed N] [--json]
  --mb N      read this much log text (10^6 bytes) in each way, default 1024; 64 of them are different
  --share S   share of records that are subscribed, default 0.005
  --seed N    of the generated text, default 1
  --json      print one line of JSON`;

/** Reads generated log files in several ways. Exits with 1 when they do not select the same number of records. */
export async function run(args: string[]): Promise<number> {
  const { values } = parseArgs({
    args,
    options: {
      mb: { type: 'string', default: '1024' },
      share: { type: 'string', default: '0.005' },
      seed: { type: 'string', default: '1' },
      json: { type: 'boolean', default: false },
      help: { type: 'boolean', default: false },
    },
  });
  const [mb, share, seed] = [values.mb, values.share, values.seed].map(Number);
  if (values.help || !mb || share === undefined || Number.isNaN(share) || seed === undefined) {
    console.error(USAGE);
    return 2;
  }
  const logs = corpus({ bytes: mb * 1e6, interestingShare: share, seed });
  const passes = Math.ceil((mb * 1e6) / PASS_BYTES);
  const figures = await measure(logs, passes);
  const workers = await measureWorkers(logs, passes, WORKERS);
  if (values.json) console.log(JSON.stringify({ ...resultOf(figures), ...workersOf(workers) }));
  else print(figures, workers);
  return selectAlike(figures, workers) ? 0 : 1;
}

const WORKERS = 2;

/**
 * How many times as fast as one thread the threads are, the middle of all passes: by CPU time, on a machine that has a
 * processor for each of them, and on the clock of this machine.
 */
function workersOf(figures: WorkerFigures) {
  const ratio = (timeOf: (pass: WorkerPass) => number, threads: number) => {
    const ratios = figures.with.map(
      (pass, turn) => (timeOf(figures.without[turn]!) * threads) / timeOf(pass),
    );
    return rounded(ratios.sort((left, right) => left - right)[Math.floor(ratios.length / 2)]!, 2);
  };
  return {
    workers: figures.workers,
    ratio_workers: ratio(({ cpuSeconds }) => cpuSeconds, figures.workers),
    ratio_workers_clock: ratio(({ clockSeconds }) => clockSeconds, 1),
  };
}

/** The numbers of the benchmark; ratios are those of CPU time, ours being the one that is asked about. */
function resultOf({ speeds, readerRssBytes }: Figures) {
  const ratio = (name: WayName, than: WayName) => rounded(ratioOf(speeds[name], speeds[than]).middle, 3);
  return {
    gunzip_mb_s: rounded(speeds.gunzip.mbPerSecond),
    reader_mb_s: rounded(speeds.reader.mbPerSecond),
    plain_mb_s: rounded(speeds.plain.mbPerSecond),
    ratio_gunzip: ratio('reader', 'gunzip'),
    ratio_plain: ratio('reader', 'plain'),
    records_per_s: Math.round(speeds.reader.recordsPerSecond),
    rss_mb: rounded(readerRssBytes / 1e6),
    unchecked_mb_s: rounded(speeds.unchecked.mbPerSecond),
    ratio_gunzip_unchecked: ratio('unchecked', 'gunzip'),
    uncounted_mb_s: rounded(speeds.uncounted.mbPerSecond),
    ratio_gunzip_uncounted: ratio('uncounted', 'gunzip'),
    streaming_mb_s: rounded(speeds.streaming.mbPerSecond),
  };
}

function selectAlike({ speeds: { gunzip, ...readers } }: Figures, workers: WorkerFigures): boolean {
  const selected = Object.entries(readers).map(([name, speed]) => `${name} ${speed.selected}`);
  const counts = [...Object.values(readers), ...workers.with, ...workers.without].map((way) => way.selected);
  selected.push(`workers ${workers.with[0]?.selected}`);
  const alike = new Set(counts).size === 1;
  if (!alike) console.error(`Not the same records were selected: ${selected.join(', ')}.`);
  return alike;
}

function print(figures: Figures, workers: WorkerFigures): void {
  const { files, textBytes, bodyBytes, records, passes, speeds, readerRssBytes } = figures;
  const packed = `${(textBytes / bodyBytes).toFixed(1)} times smaller when packed`;
  const text = `${files} files, ${(textBytes / 1e6).toFixed(0)} MB of text (${packed}), ${records} records`;
  console.log(`${text}, ${speeds.reader.selected} of them selected; ${passes} passes.`);
  console.log('Per second of CPU time, MB = 10^6 bytes of text; in brackets the middle half of the passes:');
  for (const [name, speed] of Object.entries(speeds)) {
    const { middle, range } = ratioOf(speed, speeds.gunzip);
    const [low, high] = range.map((ratio) => ratio.toFixed(2));
    console.log(
      `  ${name.padEnd(10)} ${speed.mbPerSecond.toFixed(0).padStart(6)} MB/s ${Math.round(
        speed.recordsPerSecond,
      )
        .toLocaleString('en')
        .padStart(10)} records/s   ${middle.toFixed(2)} times gunzip (${low} to ${high})`,
    );
  }
  const { middle } = ratioOf(speeds.reader, speeds.plain);
  console.log(`The reader is ${middle.toFixed(1)} times as fast as gunzip + JSON.parse + filter.`);
  const { ratio_workers, ratio_workers_clock } = workersOf(workers);
  console.log(
    `From files, ${WORKERS} threads are ${ratio_workers} times as fast as one, if each has a processor; here and now ${ratio_workers_clock} times.`,
  );
  console.log(`Resident memory while it ran alone: ${(readerRssBytes / 1e6).toFixed(0)} MB at most.`);
}

function rounded(value: number, digits = 1): number {
  return Number(value.toFixed(digits));
}
