import { progress } from '@clack/prompts';

/** A progress display, or nothing where nobody looks. */
export interface ProgressDisplay {
  readonly update: (message: string) => void;
  readonly end: () => void;
}

/**
 * Shows what is done while the stream is a terminal. How much there is is known only at the end, so nothing tells what is
 * left.
 */
export function progressOf(stream: NodeJS.WriteStream, title: string): ProgressDisplay {
  if (!stream.isTTY) return { update: () => {}, end: () => {} };
  const bar = progress({ indicator: 'timer', output: stream });
  bar.start(title);
  return { update: (message) => bar.message(`${title}: ${message}`), end: () => bar.stop(`${title}: done`) };
}
