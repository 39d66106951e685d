import { type DoctorLine, DoctorLines } from '../doctor-line.js';

/** Amazon refuses requests whose time is further off than five minutes. */
const MAX_SKEW_SECONDS = 300;
const NOTABLE_SKEW_SECONDS = 60;

/**
 * What a difference between the clock of this machine and another one means.
 * @param skewSeconds how far this one is ahead; `undefined` when the other did not tell the time.
 */
export function clockLines(
  whose: 'SQS' | 'the database',
  skewSeconds: number | undefined,
): readonly DoctorLine[] {
  const lines = new DoctorLines('clock');
  if (skewSeconds === undefined) return lines.warn(`${whose} did not tell the time`, 'See the queue.').lines;
  const off = `${Math.abs(skewSeconds).toFixed(0)} s ${skewSeconds < 0 ? 'behind' : 'ahead of'} that of ${whose}`;
  const remedy = 'Have the clock of this machine set by NTP (chronyd).';
  if (whose === 'SQS' && Math.abs(skewSeconds) >= MAX_SKEW_SECONDS)
    return lines.fail(`${off}: AWS refuses requests`, remedy).lines;
  if (Math.abs(skewSeconds) >= NOTABLE_SKEW_SECONDS) return lines.warn(off, remedy).lines;
  return lines.ok(`agrees with that of ${whose}`).lines;
}
