import { readFileSync } from 'node:fs';
import { hostname } from 'node:os';
import { isErrorCode } from './error-code.js';

/** Names one process, so that another one can see whether it still runs. */
export interface ProcessIdentity {
  readonly pid: number;
  readonly host: string;
  /** Tells apart two processes with the same pid, one after the other; `null` where the system does not say. */
  readonly birth: string | null;
}

/** This process. */
export function currentProcess(): ProcessIdentity {
  return { pid: process.pid, host: hostname(), birth: lookUp(process.pid)?.birth ?? null };
}

/** Whether a process of this host is still the one that was meant, and not another with the same pid. */
export function isAlive(identity: ProcessIdentity): boolean {
  if (!isRunning(identity.pid)) return false;
  const found = lookUp(identity.pid);
  if (found === undefined) return true;
  return !found.dead && (identity.birth === null || identity.birth === found.birth);
}

function isRunning(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    // EPERM: it runs, and belongs to somebody else.
    return isErrorCode(error, 'EPERM');
  }
}

/**
 * Reads Linux' `/proc`. `birth` is boot id and start time in clock ticks: in containers pids repeat, and a restarted one
 * would otherwise take itself for the process that was killed. `dead` are zombies, which have a pid until somebody asks.
 */
function lookUp(pid: number): { birth: string; dead: boolean } | undefined {
  try {
    const boot = readFileSync('/proc/sys/kernel/random/boot_id', 'utf8').trim();
    const stat = readFileSync(`/proc/${pid}/stat`, 'utf8');
    // The second field is the program's name in parentheses and may hold blanks. State is the 3rd, start time the 22nd.
    const fields = stat.slice(stat.lastIndexOf(')') + 2).split(' ');
    return { birth: `${boot}:${fields[19]}`, dead: fields[0] === 'Z' || fields[0] === 'X' };
  } catch (error) {
    // Not Linux, or not for us to read.
    if (['ENOENT', 'EACCES', 'ESRCH'].some((code) => isErrorCode(error, code))) return undefined;
    throw error;
  }
}
