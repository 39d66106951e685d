import { readFileSync } from 'node:fs';

/** Linux counts in hundredths of a second, whatever its own clock does. */
const TICKS_PER_SECOND = 100;
// Counted behind the name of the program, which may hold blanks and brackets.
const USER_TIME = 11;
const SYSTEM_TIME = 12;

/** CPU time that a process has used so far, in seconds; `undefined` where the system has no `/proc`. */
export function cpuSecondsOf(pid: number): number | undefined {
  try {
    return cpuSecondsIn(readFileSync(`/proc/${pid}/stat`, 'utf8'));
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return undefined;
    throw error;
  }
}

/** CPU time in a text of `/proc/<pid>/stat`, in seconds. */
export function cpuSecondsIn(stat: string): number {
  const fields = stat.slice(stat.lastIndexOf(')') + 2).split(' ');
  return (Number(fields[USER_TIME]) + Number(fields[SYSTEM_TIME])) / TICKS_PER_SECOND;
}
