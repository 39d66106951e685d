import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';
import type { PackedLog } from '../../sample-world/index.js';
import { WAYS, type Way, type WayName } from './ways.js';

/** How fast one way is, per second of CPU time of the whole process. */
export interface Speed {
  /** 10^6 bytes of text. */
  readonly mbPerSecond: number;
  readonly recordsPerSecond: number;
  /** Records that were selected in one pass. */
  readonly selected: number;
  /** CPU seconds of each pass. */
  readonly passes: readonly number[];
}

/** The result of the benchmark. */
export interface Figures {
  /** Log files, and what is in them, in one pass. */
  readonly files: number;
  readonly textBytes: number;
  readonly bodyBytes: number;
  readonly records: number;
  readonly passes: number;
  readonly speeds: Readonly<Record<WayName, Speed>>;
  /** Resident memory of the process, at most while the reader ran alone. */
  readonly readerRssBytes: number;
}

const NAMES = Object.keys(WAYS) as WayName[];

/** What is read. */
export type ReadableLog = Pick<PackedLog, 'body' | 'records' | 'textBytes'>;

/** Reads all files in each way, `passes` times. */
export async function measure(logs: readonly ReadableLog[], passes: number): Promise<Figures> {
  // First, while nobody else has left garbage in memory; this also lets the compiler do its work.
  const readerRssBytes = await mostResidentBytes(logs, WAYS.reader);
  return {
    files: logs.length,
    textBytes: sum(logs.map((log) => log.textBytes)),
    bodyBytes: sum(logs.map(({ body }) => body.length)),
    records: sum(logs.map((log) => log.records)),
    passes,
    speeds: await speedsOf(logs, NAMES, passes),
    readerRssBytes,
  };
}

/**
 * Reads all files in some ways, `passes` times; the ways take turns. A turn is all files: long enough that each way works with
 * caches of its own and clears away its own garbage, as it would all day.
 */
export async function speedsOf<Name extends WayName>(
  logs: readonly ReadableLog[],
  names: readonly Name[],
  passes: number,
): Promise<Record<Name, Speed>> {
  for (const name of names) await pass(logs.slice(0, Math.ceil(logs.length / 4)), WAYS[name]);

  const seconds = Object.fromEntries(names.map((name) => [name, [] as number[]])) as Record<Name, number[]>;
  const selected = {} as Record<Name, number>;
  for (let turn = 0; turn < passes; turn += 1) {
    for (const name of names) {
      const result = await pass(logs, WAYS[name]);
      seconds[name].push(result.cpuSeconds);
      selected[name] = result.selected;
    }
  }
  const textBytes = sum(logs.map((log) => log.textBytes));
  const records = sum(logs.map((log) => log.records));
  const speedOf = (name: Name): Speed => {
    const cpuSeconds = sum(seconds[name]);
    return {
      mbPerSecond: (passes * textBytes) / 1e6 / cpuSeconds,
      recordsPerSecond: (passes * records) / cpuSeconds,
      selected: selected[name],
      passes: seconds[name],
    };
  };
  return Object.fromEntries(names.map((name) => [name, speedOf(name)])) as Record<Name, Speed>;
}

/**
 * How many times as fast as `than` this is: by the middle pass of each, which a busy moment of the machine does not change;
 * and the range of the middle half of the passes, each compared with the one beside it.
 */
export function ratioOf(
  speed: Speed,
  than: Speed,
): { readonly middle: number; readonly range: [number, number] } {
  const ratios = speed.passes.map((seconds, turn) => than.passes[turn]! / seconds);
  return {
    middle: quantile(than.passes, 0.5) / quantile(speed.passes, 0.5),
    range: [quantile(ratios, 0.25), quantile(ratios, 0.75)],
  };
}

function quantile(values: readonly number[], share: number): number {
  return [...values].sort((left, right) => left - right)[Math.floor((values.length - 1) * share)]!;
}

interface Pass {
  readonly cpuSeconds: number;
  readonly selected: number;
}

setFlagsFromString('--expose-gc');
const collectGarbage = runInNewContext('gc') as () => void;

async function pass(logs: readonly ReadableLog[], way: Way): Promise<Pass> {
  let selected = 0;
  // What one way left behind is not for the next to clear away.
  collectGarbage();
  const before = process.cpuUsage();
  for (const { body } of logs) selected += await way(body);
  const { user, system } = process.cpuUsage(before);
  return { cpuSeconds: (user + system) / 1e6, selected };
}

/** Not while time is taken: asking for it takes some. */
async function mostResidentBytes(logs: readonly ReadableLog[], way: Way): Promise<number> {
  let most = 0;
  collectGarbage();
  for (const { body } of logs) {
    await way(body);
    most = Math.max(most, process.memoryUsage.rss());
  }
  return most;
}

function sum(values: readonly number[]): number {
  return values.reduce((total, value) => total + value, 0);
}
