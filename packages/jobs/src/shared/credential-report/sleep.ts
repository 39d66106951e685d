import { setTimeout } from 'node:timers/promises';

/** Waits so many milliseconds. Rejects at once when the signal is aborted. */
export type Sleep = (milliseconds: number, signal: AbortSignal) => Promise<void>;

/** Waits by the machine's timers. */
export const systemSleep: Sleep = (milliseconds, signal) => setTimeout(milliseconds, undefined, { signal });
