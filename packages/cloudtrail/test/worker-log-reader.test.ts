import { rm } from 'node:fs/promises';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import {
  type LogObject,
  listLogObjects,
  type ReadReport,
  readAhead,
  ScanningLogReader,
  type SelectedRecord,
  WorkerLogReader,
  type WorkerReaderOptions,
} from '../src/index.js';
import { emptyFolder, file, removeFolders } from './support/folders.js';
import { beginningWith, call, everything, logOf, named, packed } from './support/reading.js';

// Threads run built code: jest's way of loading sources ends at its own thread.
const script = new URL('../dist/reader/workers/scan-worker.js', import.meta.url);
const deadlyScript = new URL('./support/deadly-worker.mjs', import.meta.url);

const wanted = named('RunInstances');
const limits = { maxDecompressedBytes: 30_000_000, maxCompressedBytes: 3_000_000 };

/** What came of a file: everything that a reader says, or the error that it threw. */
interface Outcome {
  readonly key: string;
  readonly selected: readonly SelectedRecord[];
  readonly report?: Omit<ReadReport, 'problems'> & { readonly problems: readonly string[] };
  readonly error?: { readonly code: unknown; readonly message: string };
}

let hostile: string;
let numbered: string;

beforeAll(async () => {
  hostile = await hostileFolder();
  numbered = await emptyFolder();
  for (let n = 0; n < 60; n += 1) {
    const log = packed(call('RunInstances', { eventID: `${n}` }), call('DescribeImages'));
    await file(numbered, `${String(n).padStart(2, '0')}.json.gz`, log);
  }
});
afterAll(removeFolders);

async function hostileFolder(): Promise<string> {
  const folder = await emptyFolder();
  const run = (n: number, members = {}) => call('RunInstances', { eventID: `${n}`, ...members });
  const whole = packed(...Array.from({ length: 400 }, (_, n) => run(n, { noise: `${Math.sin(n)}` })));
  const corrupt = Buffer.from(whole);
  corrupt.fill(0xff, 2000, 2020);
  const many = Array.from({ length: 9000 }, (_, n) => run(n, { text: 'x'.repeat(1000) }));
  const quiet = Array.from({ length: 60_000 }, (_, n) => call('DescribeImages', { eventID: `${n}` }));
  const bodies: Record<string, string | Buffer> = {
    good: whole,
    truncated: whole.subarray(0, whole.length - 300),
    corrupt,
    'wrong-checksum': Buffer.concat([whole.subarray(0, -8), Buffer.alloc(8)]),
    'several-members': Buffer.concat([gzipSync('{"Records":['), gzipSync(`${JSON.stringify(run(1))}]}`)]),
    'two-documents': Buffer.concat([packed(run(1)), packed(run(2))]),
    'trailing-garbage': Buffer.concat([whole, Buffer.from('garbage')]),
    plain: logOf(run(1), call('Other')),
    empty: '',
    'one-byte': 'x',
    escaped: gzipSync('{"Records":[{"eventSource":"ec2.amazonaws.com","event\\u004eame":"RunInstances"}]}'),
    'later-records': gzipSync(JSON.stringify({ first: { Records: [run(7)] }, Records: [run(8)] })),
    'mark-at-the-start': gzipSync(`\ufeff${logOf(run(1))}`),
    'not-a-list': gzipSync('{"Records":null}'),
    broken: gzipSync(`{"Records":[${JSON.stringify(run(1))},{"eventID":},"text",${JSON.stringify(run(2))}]}`),
    'garbage-inside': gzipSync(`{"Records":[${JSON.stringify(run(1))} no comma ${JSON.stringify(run(2))}`),
    'nonsense-then-much': gzipSync(`{"Records":[1}${' '.repeat(5_000_000)}`),
    'nested-name': packed(call('Other', { requestParameters: { eventName: 'RunInstances' } })),
    'much-wanted': packed(...many),
    'much-unwanted': packed(...quiet, run(1)),
    bomb: gzipSync(Buffer.alloc(40_000_000, ' ')),
    'too-large': Buffer.concat([whole, Buffer.alloc(3_000_000)]),
  };
  for (const [name, body] of Object.entries(bodies)) await file(folder, `${name}.json.gz`, body);
  return folder;
}

async function objectsOf(folder: string): Promise<LogObject[]> {
  const objects: LogObject[] = [];
  for await (const entry of listLogObjects([folder], { logName: /./ }))
    if (entry.kind === 'log') objects.push(entry.object);
  return objects;
}

/** Reads objects one after the other, others being begun meanwhile. */
async function readInOrder(
  objects: readonly LogObject[],
  options: WorkerReaderOptions,
  selector = wanted,
): Promise<Outcome[]> {
  const reader = new WorkerLogReader({ script, ...limits, ...options });
  const outcomes: Outcome[] = [];
  async function* begun() {
    for (const object of objects) yield reader.begin(object, selector);
  }
  try {
    for await (const { object, release } of readAhead(begun(), reader.objectsAhead)) {
      outcomes.push(await outcomeOf(reader, object, selector));
      release();
    }
  } finally {
    await reader.close();
  }
  return outcomes;
}

async function outcomeOf(
  reader: WorkerLogReader | ScanningLogReader,
  object: LogObject,
  selector = wanted,
): Promise<Outcome> {
  const { key } = object.id;
  const selected: SelectedRecord[] = [];
  try {
    const report = await reader.read(object.open(), selector, async (records) => {
      selected.push(...records);
    });
    return { key, selected, report: { ...report, problems: report.problems.map(({ message }) => message) } };
  } catch (error) {
    const { code, message } = error as NodeJS.ErrnoException;
    return { key, selected, error: { code, message } };
  }
}

describe('A reader with threads', () => {
  it.each([0, 1, 2])(
    'reads a hostile folder with %i threads like a reader without',
    async (workers) => {
      const objects = await objectsOf(hostile);
      const plain = new ScanningLogReader(limits);
      const expected: Outcome[] = [];
      for (const object of objects) expected.push(await outcomeOf(plain, object));
      expect(expected).toHaveLength(22);
      expect(new Set(expected.map(({ report }) => report?.path))).toEqual(
        new Set(['scan', 'scan-then-stream', 'stream']),
      );
      expect(await readInOrder(objects, { workers })).toEqual(expected);
    },
    60_000,
  );

  it('reads what a scan cannot look for', async () => {
    const objects = await objectsOf(numbered);
    const plain = new ScanningLogReader();
    const expected: Outcome[] = [];
    for (const object of objects) expected.push(await outcomeOf(plain, object, everything));
    expect(await readInOrder(objects, { workers: 2 }, everything)).toEqual(expected);
  });

  it('says of a file that is gone what a reader without threads says', async () => {
    const folder = await emptyFolder();
    await file(folder, 'gone.json.gz', packed(call('RunInstances')));
    const objects = await objectsOf(folder);
    await rm(join(folder, 'gone.json.gz'));
    const [expected] = await readInOrder(objects, { workers: 0 });
    expect(expected?.error?.code).toBe('ENOENT');
    expect(await readInOrder(objects, { workers: 1 })).toEqual([expected]);
  });

  it('reads several files at the same time, each for its selector', async () => {
    const reader = new WorkerLogReader({ script, workers: 2 });
    const objects = await objectsOf(numbered);
    const outcomes = await Promise.all(
      objects.flatMap((object) => [
        outcomeOf(reader, object),
        outcomeOf(reader, object, beginningWith('Describe')),
      ]),
    );
    await reader.close();
    const names = outcomes.map(({ selected }) => selected.map(({ record }) => record.eventName));
    expect(names).toEqual(objects.flatMap(() => [['RunInstances'], ['DescribeImages']]));
  });

  it('throws what its caller throws, and reads the next file', async () => {
    const reader = new WorkerLogReader({ script, workers: 1, ...limits });
    const [much] = (await objectsOf(hostile)).filter(({ id }) => id.key.startsWith('much-wanted'));
    const failing = reader.read(much!.open(), wanted, async () => {
      throw new Error('enough');
    });
    await expect(failing).rejects.toThrow('enough');
    const { report } = await outcomeOf(reader, much!);
    await reader.close();
    expect(report).toMatchObject({ complete: true, records: 9000 });
  });

  it('does not wait for files that were begun and are not read', async () => {
    const reader = new WorkerLogReader({ script, workers: 1, ...limits });
    const much = (await objectsOf(hostile)).find(({ id }) => id.key.startsWith('much-wanted'))!;
    const [small] = await objectsOf(numbered);
    const left = [much, much, much, much, much].map((object) => reader.begin(object, wanted));
    for (const { release } of left) release();
    const { selected } = await outcomeOf(reader, small!);
    await reader.close();
    expect(selected).toHaveLength(1);
  });

  it.each([1, 2])('loses nothing when one of %i threads ends, and names the file', async (workers) => {
    const folder = await emptyFolder();
    const names = ['a', 'b', 'c', 'deadly-1', 'deadly-2', 'e', 'f', 'g', 'h', 'i', 'j'];
    for (const name of names) await file(folder, `${name}.json.gz`, packed(call('RunInstances')));
    const outcomes = await readInOrder(await objectsOf(folder), { workers, script: deadlyScript });
    const found = outcomes.filter(({ selected }) => selected.length === 1).map(({ key }) => key);
    expect(found).toEqual(
      names.filter((name) => !name.startsWith('deadly')).map((name) => `${name}.json.gz`),
    );
    for (const { key, error } of outcomes.filter((outcome) => outcome.error)) {
      expect(key).toMatch(/deadly/);
      expect(error?.code).toBe('LOG_WORKER_ENDED');
      expect(error?.message).toContain(`The thread that read ${join(folder, key)} ended`);
    }
    expect(outcomes).toHaveLength(names.length);
  });

  it('fails what is being read when it is closed, and can be used again', async () => {
    const reader = new WorkerLogReader({ script, workers: 1 });
    const objects = await objectsOf(numbered);
    const begun = objects.slice(0, 8).map((object) => outcomeOf(reader, object));
    await reader.close();
    const codes = (await Promise.all(begun)).map(({ error }) => error?.code);
    expect(codes.every((code) => code === 'LOG_WORKER_ENDED')).toBe(true);
    expect((await outcomeOf(reader, objects[0]!)).selected).toHaveLength(1);
    await reader.close();
  });
});
