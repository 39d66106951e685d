import { type Speed, speedsOf } from '../reader/measure.js';
import type { BenchObject } from './objects.js';

/** How fast the same logs are only read, per second of CPU time. */
export interface ReadingAlone {
  /** Unpacked, and nothing else. */
  readonly gunzip: Speed;
  /** Unpacked, parsed and filtered. */
  readonly plain: Speed;
}

const OBJECTS_AT_MOST = 100;
const PASSES = 3;

/** Reads some of the objects in this process. */
export function readingAlone(objects: readonly BenchObject[]): Promise<ReadingAlone> {
  return speedsOf(objects.slice(0, OBJECTS_AT_MOST), ['gunzip', 'plain'], PASSES);
}

/** Figures of reading alone, and how many times as fast as that something else is, which is `null` when it is not known. */
export function comparedTo({ gunzip, plain }: ReadingAlone, mbPerCpuSecond: number | undefined) {
  const ratio = ({ mbPerSecond }: Speed) =>
    mbPerCpuSecond === undefined ? null : Number((mbPerCpuSecond / mbPerSecond).toFixed(3));
  return {
    gunzip_mb_per_cpu_s: Math.round(gunzip.mbPerSecond),
    gunzip_records_per_cpu_s: Math.round(gunzip.recordsPerSecond),
    plain_mb_per_cpu_s: Math.round(plain.mbPerSecond),
    plain_records_per_cpu_s: Math.round(plain.recordsPerSecond),
    ratio_gunzip: ratio(gunzip),
    ratio_plain: ratio(plain),
  };
}

/** The same as a line of text. */
export function comparison(figures: ReturnType<typeof comparedTo>): string {
  const { ratio_gunzip, ratio_plain } = figures;
  const speed = (mb: number, records: number) => `${mb} MB/s, ${records.toLocaleString('en')} records/s`;
  const gunzip = speed(figures.gunzip_mb_per_cpu_s, figures.gunzip_records_per_cpu_s);
  const plain = speed(figures.plain_mb_per_cpu_s, figures.plain_records_per_cpu_s);
  const ratios =
    ratio_gunzip === null ? '' : `; all of it has ${ratio_gunzip} and ${ratio_plain} times that speed`;
  return `  of the same per second of CPU, gunzip alone: ${gunzip}; gunzip + JSON.parse + filter: ${plain}${ratios}`;
}
