import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { setTimeout as delay } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';
import type { JobRun } from '@fullstop/core';
import { type Database, JobRunQueries, JobRuns, openDatabase } from '@fullstop/store';
import { startPostgresServer } from '../support/postgres-server.js';
import { ACCOUNTS, JOB } from './jobs/chaos-job.js';

/** See {@link Subject}. */
export const summary =
  'kill -9 of processes that run jobs: no run goes missing, no finding is lost or stored twice';

const USAGE = `Usage: npm run chaos -- jobs [--processes N] [--kills N]
  --processes N  schedulers on one database, default 3
  --kills N      how often the process that runs is killed, default 20`;

/** Longest time in which another process must have taken over, in milliseconds; the lease is 1.5 s. */
const PATIENCE_MILLISECONDS = 30_000;

/** What came of it. */
interface Report {
  readonly kills: number;
  readonly runs: readonly JobRun[];
  /** Violations that are stored. */
  readonly violations: number;
}

/** Exits with 1 when a run is not ended, or findings are not stored exactly once. */
export async function run(args: string[]): Promise<number> {
  const { values } = parseArgs({
    args,
    options: {
      processes: { type: 'string', default: '3' },
      kills: { type: 'string', default: '20' },
      help: { type: 'boolean', default: false },
    },
  });
  const [processes, kills] = [Number(values.processes), Number(values.kills)];
  if (values.help || !(processes > 1) || !(kills > 0)) {
    console.error(USAGE);
    return 2;
  }
  const report = await jobsChaos(processes, kills);
  const statuses = report.runs.map(({ status }) => status);
  const endings = [...new Set(statuses)]
    .map((status) => `${statuses.filter((each) => each === status).length} ${status}`)
    .join(', ');
  const open = report.runs.filter(({ finishedAt }) => finishedAt === null);
  console.log(
    `${processes} processes, ${report.kills} kills; ${report.runs.length} runs: ${endings}; ` +
      `${report.violations} of ${ACCOUNTS} findings stored; ${open.length} runs without an end`,
  );
  return open.length === 0 && report.violations === ACCOUNTS ? 0 : 1;
}

async function jobsChaos(processes: number, kills: number): Promise<Report> {
  const server = await startPostgresServer();
  const url = await server.createDatabase();
  const database = await openDatabase({ url });
  const pool = new Pool(url, processes);
  try {
    await pool.fill();
    const killed = await killRunners(database, pool, kills);
    await untilAllEnded(database);
    const runs = await new JobRunQueries(database.dataSource).list(JOB, undefined, 10_000);
    const [row] = await database.dataSource.query<{ count: string }[]>(
      'SELECT count(*) AS count FROM fullstop_data.violation',
    );
    return { kills: killed, runs, violations: Number(row?.count) };
  } finally {
    await pool.stop();
    await database.close();
    await server.stop();
  }
}

/** Kills whoever runs, again and again; asks for another run when there is none. */
async function killRunners(database: Database, pool: Pool, kills: number): Promise<number> {
  const runs = new JobRuns(database.dataSource);
  const queries = new JobRunQueries(database.dataSource);
  let killed = 0;
  for (const until = Date.now() + kills * 10_000; killed < kills && Date.now() < until; ) {
    const running = await queries.findRunning(JOB);
    if (running === undefined) await runs.request(JOB, { by: 'chaos', queue: true }, new Date());
    else if (await pool.kill(running.owner ?? '')) killed += 1;
    await pool.fill();
    await delay(150 + Math.random() * 300);
  }
  return killed;
}

async function untilAllEnded(database: Database): Promise<void> {
  const queries = new JobRunQueries(database.dataSource);
  for (const until = Date.now() + PATIENCE_MILLISECONDS; Date.now() < until; await delay(200)) {
    const runs = await queries.list(JOB, undefined, 10_000);
    if (runs.every(({ finishedAt }) => finishedAt !== null)) return;
  }
}

/** Processes with a scheduler each. */
class Pool {
  readonly #children = new Map<string, ChildProcess>();
  #names = 0;

  constructor(
    private readonly url: string,
    private readonly size: number,
  ) {}

  /** Starts as many as are missing. */
  async fill(): Promise<void> {
    while (this.#children.size < this.size) {
      const name = `process ${++this.#names}`;
      const script = fileURLToPath(new URL('./jobs/scheduler-process.js', import.meta.url));
      const child = spawn(process.execPath, [script, this.url, name], {
        stdio: ['ignore', 'pipe', 'inherit'],
      });
      this.#children.set(name, child);
      await once(child.stdout, 'data');
    }
  }

  /** @returns whether there was one of this name. */
  async kill(name: string): Promise<boolean> {
    const child = this.#children.get(name);
    if (child === undefined) return false;
    this.#children.delete(name);
    const exit = once(child, 'exit');
    child.kill('SIGKILL');
    await exit;
    return true;
  }

  async stop(): Promise<void> {
    for (const name of [...this.#children.keys()]) await this.kill(name);
  }
}
