import { appendFile, rename, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { afterEach, describe, expect, it } from '@jest/globals';
import { type KeyFilter, type LogObject, watchFolder } from '../src/index.js';
import { gate, sleep } from './support/async.js';
import { emptyFolder, file, logName, removeFolders } from './support/folders.js';

const SETTLE_MS = 60;
const running: (() => Promise<void>)[] = [];

afterEach(async () => {
  for (const stop of running.splice(0)) await stop();
  await removeFolders();
});

/** Starts a watch and waits until it is ready. */
async function watched(
  folder: string,
  onObject: (object: LogObject) => void | Promise<void> = () => {},
  filter?: KeyFilter,
) {
  const abort = new AbortController();
  const objects: LogObject[] = [];
  const errors: unknown[] = [];
  const ready = gate();
  const done = watchFolder(
    folder,
    (object) => {
      objects.push(object);
      return onObject(object);
    },
    {
      signal: abort.signal,
      settleMs: SETTLE_MS,
      ...(filter && { filter }),
      onError: (error) => errors.push(error),
      onReady: ready.open,
    },
  );
  const stop = () => {
    abort.abort();
    return done;
  };
  running.push(stop);
  await ready.opened;
  return { objects, errors, stop, keys: () => objects.map(({ id }) => id.key) };
}

async function until(condition: () => boolean): Promise<void> {
  const end = Date.now() + 30_000;
  while (!condition() && Date.now() < end) await sleep(10);
  expect(condition()).toBe(true);
}

/** Lays a file into the folder in one piece: between its making and its writing, a slow machine takes any time. */
async function laid(folder: string, name: string, content?: string): Promise<string> {
  const path = join(folder, name);
  await rename(await file(folder, `${name}.part`, content), path);
  return path;
}

describe('a watched folder', () => {
  it('reports a log that appears, packed or not, also in a new folder; older and other files it does not', async () => {
    const folder = await emptyFolder();
    await laid(folder, logName('old'));
    const watch = await watched(folder);
    await laid(folder, 'notes.txt');
    await laid(folder, logName('new'));
    await laid(folder, join('AWSLogs', 'deep', logName('deep', '.json')));
    await until(() => watch.objects.length >= 2);
    await sleep(3 * SETTLE_MS);
    expect(watch.keys().sort()).toEqual([logName('new'), `AWSLogs/deep/${logName('deep', '.json')}`]);
    expect(watch.objects[0]?.id.bucket).toBe(`file://${folder}`);
    expect(watch.errors).toEqual([]);
  });

  it('reports only what its filter wants', async () => {
    const folder = await emptyFolder();
    const other = logName('x').replace('eu-west-1', 'us-east-1');
    const watch = await watched(folder, undefined, { regions: ['us-east-1'] });
    await laid(folder, join('a', logName('x')));
    await laid(folder, join('b', other));
    await until(() => watch.objects.length > 0);
    await sleep(3 * SETTLE_MS);
    expect(watch.keys()).toEqual([`b/${other}`]);
  });

  it('reports a log that changes, under a new id', async () => {
    const folder = await emptyFolder();
    const path = await laid(folder, logName('x'), 'one');
    const watch = await watched(folder);
    await appendFile(path, ' and more');
    await until(() => watch.objects.length > 0);
    expect(watch.objects[0]).toMatchObject({ sizeBytes: 12, keyAccountId: '123456789012' });
  });

  it('waits until a log does not grow any more', async () => {
    const folder = await emptyFolder();
    const watch = await watched(folder);
    const changes = [{ began: performance.now(), ended: 0 }];
    const path = await laid(folder, logName('x'), '0');
    for (let at = 1; at <= 8; at += 1) {
      await sleep(SETTLE_MS / 4);
      changes.push({ began: performance.now(), ended: 0 });
      await appendFile(path, `${at}`);
      changes[at]!.ended = performance.now();
    }
    await until(() => watch.objects.at(-1)?.sizeBytes === 9);
    // Where the machine stood still between two changes, the log did not grow; how long exactly, the watch knows to two looks.
    const rests = changes.filter(({ began }, at) => {
      const ended = changes[at + 1]?.ended ?? Number.POSITIVE_INFINITY;
      return ended - began > SETTLE_MS / 2;
    });
    expect(watch.objects.length).toBeLessThanOrEqual(rests.length);
  });

  it('may be created later, and all that is in it then is new', async () => {
    const folder = join(await emptyFolder(), 'not', 'yet');
    const watch = await watched(folder);
    await laid(folder, logName('first'));
    await until(() => watch.objects.length === 1);
    await laid(folder, join('below', logName('second')));
    await until(() => watch.objects.length === 2);
    expect(watch.keys()).toEqual([logName('first'), `below/${logName('second')}`]);
    expect(watch.errors).toEqual([]);
  });

  it('reports one log at a time, and what its consumer throws', async () => {
    const folder = await emptyFolder();
    let busy = 0;
    let most = 0;
    const watch = await watched(folder, async ({ id }) => {
      busy += 1;
      most = Math.max(most, busy);
      await sleep(20);
      busy -= 1;
      throw new Error(id.key);
    });
    for (const unique of ['a', 'b', 'c']) await laid(folder, logName(unique));
    await until(() => watch.errors.length === 3);
    expect(most).toBe(1);
    expect(watch.errors.map((error) => (error as Error).message).sort()).toEqual(watch.keys().sort());
  });

  it('reports a log that vanished before its turn as an error, and goes on', async () => {
    const folder = await emptyFolder();
    const turn = gate();
    const watch = await watched(folder, () => turn.opened);
    await laid(folder, logName('a'));
    await until(() => watch.objects.length === 1);
    // Tells when the first one has seen it, too, a few looks at the file earlier or later.
    const other = await watched(folder);
    const gone = await laid(folder, logName('b'));
    await until(() => other.objects.length === 1);
    await sleep(SETTLE_MS);
    await rm(gone);
    turn.open();
    await until(() => watch.errors.length === 1);
    expect(watch.errors[0]).toMatchObject({ code: 'ENOENT', path: gone });
    await laid(folder, logName('c'));
    await until(() => watch.objects.length === 2);
  });
});

describe('the end of a watch', () => {
  it('waits for the log in work, and reports nothing more', async () => {
    const folder = await emptyFolder();
    const turn = gate();
    let finished = false;
    const watch = await watched(folder, async () => {
      await turn.opened;
      finished = true;
    });
    await laid(folder, logName('a'));
    await laid(folder, logName('b'));
    await until(() => watch.objects.length === 1);
    const stopped = watch.stop().then(() => finished);
    setTimeout(turn.open, 50);
    expect(await stopped).toBe(true);
    await laid(folder, logName('c'));
    await sleep(3 * SETTLE_MS);
    expect(watch.objects).toHaveLength(1);
  });

  it('comes at once when the signal was given before', async () => {
    const folder = await emptyFolder();
    const seen: unknown[] = [];
    const options = { signal: AbortSignal.abort(), onError: (error: unknown) => seen.push(error) };
    await watchFolder(folder, (object) => void seen.push(object), options);
    await watchFolder(join(folder, 'missing'), (object) => void seen.push(object), options);
    expect(seen).toEqual([]);
  });

  it('comes also while the folder does not exist', async () => {
    const watch = await watched(join(await emptyFolder(), 'missing'));
    await watch.stop();
    expect(watch.objects).toEqual([]);
  });
});
