import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { listLogObjects, readAhead, WorkerLogReader } from '@fullstop/cloudtrail';
import type { PackedLog } from '../../sample-world/index.js';
import { SELECTOR } from './ways.js';

// By its place, because tests of this benchmark run on sources, which threads cannot load.
const SCRIPT = new URL('../../../../packages/cloudtrail/dist/reader/workers/scan-worker.js', import.meta.url);

/** What threads cost and bring, in seconds for one pass. */
export interface WorkerPass {
  /** CPU time of all threads. */
  readonly cpuSeconds: number;
  /** Time on the clock; on a busy machine it says nothing. */
  readonly clockSeconds: number;
  readonly selected: number;
}

/** Passes without threads and passes with them, which took turns. */
export interface WorkerFigures {
  readonly workers: number;
  readonly without: readonly WorkerPass[];
  readonly with: readonly WorkerPass[];
}

/** Reads the logs from files, as `fullstop scan` does, with and without threads. */
export async function measureWorkers(
  logs: readonly PackedLog[],
  passes: number,
  workers: number,
): Promise<WorkerFigures> {
  const folder = await mkdtemp(join(tmpdir(), 'fullstop-bench-'));
  const alone = new WorkerLogReader({ workers: 0 });
  const together = new WorkerLogReader({ workers, script: SCRIPT });
  try {
    for (const [at, { body }] of logs.entries()) await writeFile(join(folder, `${at}.json.gz`), body);
    const figures = { workers, without: [] as WorkerPass[], with: [] as WorkerPass[] };
    for (const reader of [alone, together]) await pass(reader, folder);
    for (let turn = 0; turn < passes; turn += 1) {
      figures.without.push(await pass(alone, folder));
      figures.with.push(await pass(together, folder));
    }
    return figures;
  } finally {
    await together.close();
    await rm(folder, { recursive: true });
  }
}

async function pass(reader: WorkerLogReader, folder: string): Promise<WorkerPass> {
  let selected = 0;
  const startedAt = performance.now();
  const before = process.cpuUsage();
  for await (const { object, release } of readAhead(begun(reader, folder), reader.objectsAhead)) {
    await reader.read(object.open(), SELECTOR, async (records) => {
      selected += records.length;
    });
    release();
  }
  const { user, system } = process.cpuUsage(before);
  return {
    cpuSeconds: (user + system) / 1e6,
    clockSeconds: (performance.now() - startedAt) / 1000,
    selected,
  };
}

async function* begun(reader: WorkerLogReader, folder: string) {
  for await (const entry of listLogObjects([folder], { logName: /\.gz$/ })) {
    if (entry.kind === 'log') yield reader.begin(entry.object, SELECTOR);
  }
}
