import type { EventNames, ResumePoint, ScanOptions, ScanProblem } from '@fullstop/logscan';

/** What a thread that scans files is told when it starts. */
export interface WorkerOrders {
  readonly names: EventNames;
  readonly options: ScanOptions;
  readonly maxCompressedBytes: number;
}

/** What the main thread says: read a file, send more of it, or leave it. Files are read in the order of their numbers. */
export type Request =
  | { readonly kind: 'read'; readonly job: number; readonly path: string; readonly sizeBytes: number }
  | { readonly kind: 'more'; readonly job: number }
  | { readonly kind: 'leave'; readonly job: number };

/** What a scan and its body say of themselves after a step. */
export interface ScanState {
  readonly resumePoint: ResumePoint | undefined;
  readonly isCounted: boolean;
  readonly records: number;
  readonly textBytes: number;
  readonly problem: ScanProblem | undefined;
  readonly bytesRead: number;
  readonly exceeded: boolean;
}

/** A step of a scan, its bytes copied. `ends` says where in `bytes` each element ends. */
export type SentStep = { readonly state: ScanState } & (
  | {
      readonly kind: 'elements';
      readonly indexes: readonly number[];
      readonly ends: readonly number[];
      readonly bytes: Uint8Array;
    }
  | { readonly kind: 'text'; readonly text: Uint8Array }
  | { readonly kind: 'end' }
);

/** An error of the file system, which threads cannot send as it is. */
export interface SentError {
  readonly message: string;
  readonly code: string | undefined;
}

/**
 * What a thread answers. `steps`: what comes next in a file. `foreign`: the file is not packed, so a scan cannot read it.
 * `failed`: the file cannot be read, or not any more.
 */
export type Answer = { readonly job: number; readonly steps: readonly SentStep[] } & (
  | { readonly kind: 'steps' }
  | { readonly kind: 'foreign' }
  | { readonly kind: 'failed'; readonly error: SentError }
);

/** Messages of one file that may be under way before one of them is taken: what a thread reads ahead is bounded. */
export const MESSAGES_AHEAD = 3;

/** Whether an answer is the last one of its file. */
export function isLast({ kind, steps }: Answer): boolean {
  return kind !== 'steps' || steps.at(-1)?.kind === 'end';
}
