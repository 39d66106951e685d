import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { setTimeout as delay } from 'node:timers/promises';
import { type Database, JobRunQueries, JobRuns, openDatabase } from '@fullstop/store';
import { type PostgresServer, startPostgresServer } from '@fullstop/tools/postgres';
import { afterAll, beforeAll, expect, it, jest } from '@jest/globals';

// Two processes and a database are started.
jest.setTimeout(60_000);

const HOOKS = join(import.meta.dirname, '../../store/test/support/typescript-hooks.mjs');
const SCRIPT = join(import.meta.dirname, 'support/scheduler-process.ts');

let server: PostgresServer;
let url: string;
let database: Database;
const children: ChildProcess[] = [];

beforeAll(async () => {
  server = await startPostgresServer();
  url = await server.createDatabase();
  database = await openDatabase({ url });
});
afterAll(async () => {
  for (const child of children) child.kill('SIGKILL');
  await database?.close();
  await server?.stop();
});

/** A scheduler in a process of its own. @returns the process, and what resolves when it says a word. */
function aProcess(speed: 'slow' | 'quick', owner: string) {
  const child = spawn(
    process.execPath,
    ['--conditions=@fullstop/source', '--import', HOOKS, SCRIPT, url, speed, owner],
    { env: { ...process.env, NODE_OPTIONS: '' }, stdio: ['ignore', 'pipe', 'inherit'] },
  );
  children.push(child);
  const lines = createInterface({ input: child.stdout })[Symbol.asyncIterator]();
  const says = async (word: string) => {
    for (;;) {
      const { value, done } = await lines.next();
      if (done) throw new Error(`${owner} ended without saying ${word}`);
      if (value === word) return;
    }
  };
  return { child, says };
}

it('F6: a process that is killed in the middle of a run is followed by another, which ends the run', async () => {
  const slow = aProcess('slow', 'first');
  await slow.says('ready');
  const runs = new JobRuns(database.dataSource);
  const queries = new JobRunQueries(database.dataSource);
  const id = await runs.request('aJob', { by: 'jdoe' }, new Date());
  await slow.says('scanning');
  await aProcess('quick', 'second').says('ready');
  expect(await queries.find('aJob', id)).toMatchObject({ status: 'running', owner: 'first', attempt: 1 });
  slow.child.kill('SIGKILL');
  await once(slow.child, 'exit');

  let run = await queries.find('aJob', id);
  for (const until = Date.now() + 20_000; run?.finishedAt === null && Date.now() < until; ) {
    await delay(50);
    run = await queries.find('aJob', id);
  }
  expect(run).toMatchObject({ status: 'succeeded', owner: 'second', attempt: 2, accountsOk: 1 });
});
