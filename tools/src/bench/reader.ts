import { parseArgs } from 'node:util';
import { corpus } from './reader/corpus.js';
import { type Figures, measure } from './reader/measure.js';

/** See {@link Subject}. */
export const summary = 'our log reader against unpacking alone and against gunzip + JSON.parse + filter';

const USAGE = `Usage: npm run bench -- reader [--mb N] [--rounds N] [--share S] [--seed N] [--json]
  --mb N      read this much log text (10^6 bytes) per way and round, default 256
  --rounds N  the result is the median of so many rounds, default 3
  --share S   share of records that are subscribed, default 0.005
  --seed N    of the generated text, default 1
  --json      print one line of JSON`;

/** Reads generated log files in three ways. Exits with 1 when they do not select the same number of records. */
export async function run(args: string[]): Promise<number> {
  const { values } = parseArgs({
    args,
    options: {
      mb: { type: 'string', default: '256' },
      rounds: { type: 'string', default: '3' },
      share: { type: 'string', default: '0.005' },
      seed: { type: 'string', default: '1' },
      json: { type: 'boolean', default: false },
      help: { type: 'boolean', default: false },
    },
  });
  const [mb, rounds, share, seed] = [values.mb, values.rounds, values.share, values.seed].map(Number);
  if (values.help || !mb || !rounds || share === undefined || Number.isNaN(share) || seed === undefined) {
    console.error(USAGE);
    return 2;
  }
  const logs = corpus({ bytes: mb * 1e6, interestingShare: share, seed });
  const figures = await measure(logs, rounds);
  print(figures, values.json);
  if (figures.plainSelected === figures.readerSelected) return 0;
  console.error(
    `The reader selected ${figures.readerSelected} records, JSON.parse ${figures.plainSelected}.`,
  );
  return 1;
}

function print(figures: Figures, asJson: boolean): void {
  const { gunzip, plain, reader } = figures;
  if (asJson) {
    const result = {
      gunzip_mb_s: rounded(gunzip.mbPerSecond),
      reader_mb_s: rounded(reader.mbPerSecond),
      plain_mb_s: rounded(plain.mbPerSecond),
      ratio_gunzip: rounded(reader.mbPerSecond / gunzip.mbPerSecond, 3),
      ratio_plain: rounded(reader.mbPerSecond / plain.mbPerSecond, 3),
      records_per_s: Math.round(reader.recordsPerSecond),
      rss_mb: rounded(figures.readerRssBytes / 1e6),
    };
    console.log(JSON.stringify(result));
    return;
  }
  const { files, textBytes, bodyBytes, records } = figures;
  const packed = `${(textBytes / bodyBytes).toFixed(1)} times smaller when packed`;
  console.log(`${files} files, ${(textBytes / 1e6).toFixed(0)} MB of text (${packed}), ${records} records`);
  console.log(`${figures.readerSelected} of them selected. Per second of CPU time, MB = 10^6 bytes of text:`);
  for (const [name, { mbPerSecond, recordsPerSecond }] of Object.entries({ gunzip, plain, reader })) {
    const share = `${(reader.mbPerSecond / mbPerSecond).toFixed(2)}`;
    console.log(
      `  ${name.padEnd(8)} ${mbPerSecond.toFixed(0).padStart(6)} MB/s ${Math.round(recordsPerSecond)
        .toLocaleString('en')
        .padStart(10)} records/s   reader is ${share} times as fast`,
    );
  }
  console.log(
    `resident memory while the reader ran: ${(figures.readerRssBytes / 1e6).toFixed(0)} MB at most`,
  );
}

function rounded(value: number, digits = 1): number {
  return Number(value.toFixed(digits));
}
