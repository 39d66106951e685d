import { stat } from 'node:fs/promises';
import { basename, resolve } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { type FSWatcher, watch } from 'chokidar';
import pLimit from 'p-limit';
import { type KeyFilter, wantsKey } from '../objects/key-filter.js';
import { classifyObject, LOG_FILE_NAME } from '../objects/object-name.js';
import { fileLogObject } from './file-log-object.js';
import type { LogObject } from './log-object.js';
import { LogPathError } from './log-path-error.js';

/** How a folder is watched. */
export interface WatchOptions {
  /** Ends the watch. */
  readonly signal: AbortSignal;
  /** How long a file must not have grown before it is reported, in milliseconds. Default 2 000. */
  readonly settleMs?: number;
  /** Names of log files. Default: CloudTrail's, packed or not. */
  readonly logName?: RegExp;
  /** Which of them are wanted, by their names. Default: all. */
  readonly filter?: KeyFilter;
  /** Told of what went wrong: the watch itself, a file that vanished, what `onObject` threw. The watch goes on. */
  readonly onError: (error: unknown) => void;
  /**
   * Called once, when nothing that happens from now on is missed. Who wants the older files too lists the folder
   * afterwards. Of a folder that does not exist yet, everything is new.
   */
  readonly onReady?: () => void;
}

const DEFAULT_SETTLE_MS = 2_000;
const MAX_POLL_MS = 500;

/**
 * Reports log files that appear in a folder, or change, one after the other: the next when the promise of `onObject` is
 * settled. The folder may be created later. A file can be reported twice; its id tells whether it is the same version.
 * @returns when the signal was given and the file in work is done. Files that wait are not reported any more.
 */
export async function watchFolder(
  folder: string,
  onObject: (object: LogObject) => void | Promise<void>,
  options: WatchOptions,
): Promise<void> {
  const { signal, onReady } = options;
  const root = resolve(folder);
  const settleMs = options.settleMs ?? DEFAULT_SETTLE_MS;
  const existed = await isFolder(root, options);
  if (!existed) {
    onReady?.();
    await untilFolder(root, options, settleMs);
  }
  if (signal.aborted) return;

  const watcher = watch(root, {
    ignoreInitial: existed,
    awaitWriteFinish: { stabilityThreshold: settleMs, pollInterval: pollMs(settleMs) },
  });
  if (existed && onReady) watcher.once('ready', onReady);
  const finish = report(watcher, root, onObject, options);
  await aborted(signal);
  await watcher.close();
  await finish();
}

/** Connects the watcher to `onObject`; the returned function waits for the file in work. */
function report(
  watcher: FSWatcher,
  root: string,
  onObject: (object: LogObject) => void | Promise<void>,
  { signal, onError, logName = LOG_FILE_NAME, filter = {} }: WatchOptions,
): () => Promise<void> {
  const oneByOne = pLimit(1);
  const take = async (path: string): Promise<void> => {
    if (signal.aborted) return;
    try {
      await onObject(await fileLogObject(root, path));
    } catch (error) {
      onError(error);
    }
  };
  const enqueue = (path: string): void => {
    const isLog = classifyObject(path, { logName }).class === 'log';
    if (isLog && wantsKey(basename(path), filter)) void oneByOne(take, path);
  };
  watcher.on('add', enqueue).on('change', enqueue);
  watcher.on('error', (error) => onError(new LogPathError(root, error)));
  return () => oneByOne(async () => {});
}

async function untilFolder(root: string, options: WatchOptions, settleMs: number): Promise<void> {
  while (!options.signal.aborted) {
    // A loop and not a watch on the parent, which may be missing as well or belong to somebody with a million files.
    await Promise.race([delay(pollMs(settleMs)), aborted(options.signal)]);
    if (await isFolder(root, options)) return;
  }
}

async function isFolder(path: string, { onError }: WatchOptions): Promise<boolean> {
  try {
    return (await stat(path)).isDirectory();
  } catch (error) {
    if (!isMissing(error)) onError(new LogPathError(path, error));
    return false;
  }
}

function isMissing(error: unknown): boolean {
  return typeof error === 'object' && error !== null && 'code' in error && error.code === 'ENOENT';
}

function pollMs(settleMs: number): number {
  return Math.max(10, Math.min(MAX_POLL_MS, settleMs / 4));
}

function aborted(signal: AbortSignal): Promise<void> {
  return new Promise((done) => {
    if (signal.aborted) done();
    else signal.addEventListener('abort', () => done(), { once: true });
  });
}
