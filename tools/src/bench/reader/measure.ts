import type { PackedLog } from '../../sample-world/index.js';
import { gunzip, ours, plain, type Way } from './ways.js';

/** How fast one way is, per second of CPU time of the whole process. */
export interface Speed {
  /** 10^6 bytes of text. */
  readonly mbPerSecond: number;
  readonly recordsPerSecond: number;
}

/** The result of the benchmark. */
export interface Figures {
  readonly files: number;
  readonly textBytes: number;
  readonly bodyBytes: number;
  readonly records: number;
  readonly gunzip: Speed;
  readonly plain: Speed;
  readonly reader: Speed;
  readonly plainSelected: number;
  readonly readerSelected: number;
  /** Resident memory of the process, at most while the reader ran. */
  readonly readerRssBytes: number;
}

interface Pass {
  readonly cpuSeconds: number;
  readonly selected: number;
  readonly rssBytes: number;
}

const WARM_UP_FILES = 20;

/** Reads all files in each way, round by round, so that a busy moment of the machine does not hit one way alone. */
export async function measure(logs: readonly PackedLog[], rounds: number): Promise<Figures> {
  const passes = { reader: [] as Pass[], gunzip: [] as Pass[], plain: [] as Pass[] };
  for (const way of [ours, gunzip, plain]) await pass(logs.slice(0, WARM_UP_FILES), way);
  for (let round = 0; round < rounds; round += 1) {
    passes.reader.push(await pass(logs, ours));
    passes.gunzip.push(await pass(logs, gunzip));
    passes.plain.push(await pass(logs, plain));
  }

  const textBytes = sum(logs.map((log) => log.textBytes));
  const records = sum(logs.map((log) => log.records));
  const speedOf = (all: readonly Pass[]): Speed => {
    const seconds = median(all.map(({ cpuSeconds }) => cpuSeconds));
    return { mbPerSecond: textBytes / 1e6 / seconds, recordsPerSecond: records / seconds };
  };
  return {
    files: logs.length,
    textBytes,
    bodyBytes: sum(logs.map(({ body }) => body.length)),
    records,
    gunzip: speedOf(passes.gunzip),
    plain: speedOf(passes.plain),
    reader: speedOf(passes.reader),
    plainSelected: passes.plain[0]?.selected ?? 0,
    readerSelected: passes.reader[0]?.selected ?? 0,
    readerRssBytes: Math.max(...passes.reader.map(({ rssBytes }) => rssBytes)),
  };
}

async function pass(logs: readonly PackedLog[], way: Way): Promise<Pass> {
  let selected = 0;
  let rssBytes = 0;
  const before = process.cpuUsage();
  for (const { body } of logs) {
    selected += await way(body);
    rssBytes = Math.max(rssBytes, process.memoryUsage.rss());
  }
  const { user, system } = process.cpuUsage(before);
  return { cpuSeconds: (user + system) / 1e6, selected, rssBytes };
}

function sum(values: readonly number[]): number {
  return values.reduce((total, value) => total + value, 0);
}

function median(values: readonly number[]): number {
  const sorted = [...values].sort((left, right) => left - right);
  return sorted[Math.floor(sorted.length / 2)] ?? Number.NaN;
}
