import type { WriteStream } from 'node:tty';
import { progress } from '@clack/prompts';
import type { ScanProgress } from '@fullstop/app';

/** A progress bar, or nothing where nobody looks. */
export interface ProgressDisplay {
  readonly update: ScanProgress | undefined;
  readonly end: () => void;
}

/** Shows how far a scan is while the stream is a terminal. */
export function scanProgress(stream: NodeJS.WriteStream | WriteStream): ProgressDisplay {
  if (!stream.isTTY) return { update: undefined, end: () => {} };
  // How many files there are is known only at the end, so the bar tells what is done and not what is left.
  const bar = progress({ indicator: 'timer', output: stream });
  bar.start('Reading log files');
  return {
    update: ({ objects, records, bytes }) =>
      bar.message(`${objects} files, ${records} records, ${Math.round(bytes / 1e6)} MB`),
    end: () => bar.stop('Log files read'),
  };
}
