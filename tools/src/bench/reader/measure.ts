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

// Short turns: a busy moment of the machine shall not hit one way alone.
const FILES_PER_TURN = 24;

/** Reads all files in each way, `passes` times; the ways take turns every few files. */
export async function measure(logs: readonly PackedLog[], passes: number): Promise<Figures> {
  // First, while nobody else has left garbage in memory; this also lets the compiler do its work.
  const readerRssBytes = await mostResidentBytes(logs, WAYS.reader);
  for (const name of NAMES) await pass(logs.slice(0, Math.ceil(logs.length / 4)), WAYS[name]);

  const seconds = Object.fromEntries(NAMES.map((name) => [name, [] as number[]])) as Record<
    WayName,
    number[]
  >;
  const selected = {} as Record<WayName, number>;
  for (let turn = 0; turn < passes; turn += 1) {
    const results = await interleavedPass(logs);
    for (const name of NAMES) {
      seconds[name].push(results[name].cpuSeconds);
      selected[name] = results[name].selected;
    }
  }
  const textBytes = sum(logs.map((log) => log.textBytes));
  const records = sum(logs.map((log) => log.records));
  const speedOf = (name: WayName): Speed => {
    const cpuSeconds = sum(seconds[name]);
    return {
      mbPerSecond: (passes * textBytes) / 1e6 / cpuSeconds,
      recordsPerSecond: (passes * records) / cpuSeconds,
      selected: selected[name],
      passes: seconds[name],
    };
  };
  return {
    files: logs.length,
    textBytes,
    bodyBytes: sum(logs.map(({ body }) => body.length)),
    records,
    passes,
    speeds: Object.fromEntries(NAMES.map((name) => [name, speedOf(name)])) as Record<WayName, Speed>,
    readerRssBytes,
  };
}

/** How many times as fast as `than` this is: the middle of all passes, and the range of the middle half of them. */
export function ratioOf(
  speed: Speed,
  than: Speed,
): { readonly middle: number; readonly range: [number, number] } {
  const ratios = speed.passes
    .map((seconds, turn) => than.passes[turn]! / seconds)
    .sort((left, right) => left - right);
  const at = (share: number) => ratios[Math.floor((ratios.length - 1) * share)]!;
  return { middle: at(0.5), range: [at(0.25), at(0.75)] };
}

interface Pass {
  readonly cpuSeconds: number;
  readonly selected: number;
}

async function interleavedPass(logs: readonly PackedLog[]): Promise<Record<WayName, Pass>> {
  const sums = Object.fromEntries(NAMES.map((name) => [name, { cpuSeconds: 0, selected: 0 }])) as Record<
    WayName,
    Pass
  >;
  for (let start = 0; start < logs.length; start += FILES_PER_TURN) {
    const some = logs.slice(start, start + FILES_PER_TURN);
    for (const name of NAMES) {
      const { cpuSeconds, selected } = await pass(some, WAYS[name]);
      const sum = sums[name];
      sums[name] = { cpuSeconds: sum.cpuSeconds + cpuSeconds, selected: sum.selected + selected };
    }
  }
  return sums;
}

setFlagsFromString('--expose-gc');
const collectGarbage = runInNewContext('gc') as () => void;

async function pass(logs: readonly PackedLog[], way: Way): Promise<Pass> {
  let selected = 0;
  // What one way left behind is not for the next to clear away.
  collectGarbage();
  const before = process.cpuUsage();
  for (const { body } of logs) selected += await way(body);
  const { user, system } = process.cpuUsage(before);
  return { cpuSeconds: (user + system) / 1e6, selected };
}

/** Not while time is taken: asking for it takes some. */
async function mostResidentBytes(logs: readonly PackedLog[], way: Way): Promise<number> {
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
