import type { JobRun } from '@fullstop/core';
import { type Database, JobRunQueries, openDatabase } from '@fullstop/store';
import { type PostgresServer, startPostgresServer } from '@fullstop/tools/postgres';
import { afterAll, beforeAll, expect, it, jest } from '@jest/globals';
import { DELIVERED_JOBS, deliveredSlots } from './support/delivered-slots.js';
import { SchedulerProcesses } from './support/scheduler-processes.js';

// Three processes are started, and five days pass; with all slots, that takes minutes.
jest.setTimeout(600_000);

/** Five days. The third has 25 hours: that from 2 to 3 twice. */
const DAYS = {
  after: '2026-10-22T21:59:00.000Z',
  until: '2026-10-27T22:59:00.000Z',
  timeZone: 'Europe/Berlin',
  // The jobs that run every five minutes do so in this hour only: 4000 more slots take a minute of CPU. They come with
  // FULLSTOP_ALL_SLOTS=1 npm test -w packages/jobs -- two-processes
  ...(process.env.FULLSTOP_ALL_SLOTS ? {} : { hours: [2] }),
};
/** A quarter past 2 on the third day, for the second time. */
const KILLED_SLOT = '2026-10-25T01:15:00.000Z';
const KILLED_AT = '2026-10-25T01:15:30.000Z';
/** The first look around after the lease has ended. */
const TAKEN_OVER_AT = '2026-10-25T01:17:00.000Z';
const REPLACED_AT = '2026-10-25T11:00:00.000Z';
const LAST_SCAN_ENDED_AT = '2026-10-27T22:59:30.000Z';

let server: PostgresServer;
let database: Database;
let queries: JobRunQueries;
let processes: SchedulerProcesses;
/** The run in the middle of which its process is killed. */
let killed: JobRun;

beforeAll(async () => {
  server = await startPostgresServer();
  const url = await server.createDatabase();
  database = await openDatabase({ url });
  queries = new JobRunQueries(database.dataSource);
  processes = new SchedulerProcesses({ ...DAYS, url, start: DAYS.after });
  await Promise.all([processes.start('first'), processes.start('second')]);
  await processes.advanceTo(KILLED_AT);
  killed = (await queries.findRunning('crossAccountPolicyForIAMJob'))!;
  await processes.kill(killed.owner!);
  await processes.advanceTo(REPLACED_AT);
  await processes.start('third');
  await processes.advanceTo(DAYS.until);
  await processes.advanceTo(LAST_SCAN_ENDED_AT);
});
afterAll(async () => {
  await processes?.killAll();
  await database?.close();
  await server?.stop();
});

/** Runs and scans are compared as lines of text. */
const line = (at: Date | null, ...more: readonly unknown[]) => [at?.toISOString(), ...more].join(' ');

it.each(DELIVERED_JOBS)('F4, F5: every slot of %s in five days is run exactly once', async (job) => {
  const slots = deliveredSlots(job, DAYS);
  const runs = (await queries.list(job, undefined, 10_000)).reverse();
  expect(runs.map(({ slot, status, attempt }) => line(slot, status, attempt))).toEqual(
    slots.map((slot) => `${slot} succeeded ${job === killed.job && slot === KILLED_SLOT ? 2 : 1}`),
  );
  const scans = processes.begins.filter((begin) => begin.job === job);
  const again = job === killed.job ? [TAKEN_OVER_AT] : [];
  expect(scans.map(({ at }) => line(at))).toEqual([...slots, ...again].sort());
  // Who is recorded as the owner is who scanned.
  const lastScans = scans.filter(({ at }) => !(job === killed.job && line(at) === KILLED_SLOT));
  expect(runs.map(({ owner }) => owner)).toEqual(lastScans.map(({ owner }) => owner));
});

it('F6: the run of a process that is killed is taken over by the other one, and stays one run', async () => {
  const survivor = killed.owner === 'first' ? 'second' : 'first';
  expect(killed).toMatchObject({ slot: new Date(KILLED_SLOT), status: 'running', attempt: 1 });
  expect(await queries.find(killed.job, killed.id)).toMatchObject({
    status: 'succeeded',
    owner: survivor,
    attempt: 2,
    accountsOk: 1,
    // A scan takes 150 s.
    finishedAt: new Date(Date.parse(TAKEN_OVER_AT) + 150_000),
  });
});

it('none but these jobs are delivered', () => {
  expect(new Set(processes.begins.map(({ job }) => job))).toEqual(new Set(DELIVERED_JOBS));
});

it.each([
  ['two', DAYS.after, KILLED_AT, 2],
  ['the one that is left', KILLED_AT, REPLACED_AT, 1],
  ['two again, one of them new', REPLACED_AT, DAYS.until, 2],
])('F5: slots are shared out between %s', (_who, after, until, count) => {
  const scans = processes.begins.filter(({ at }) => at > new Date(after) && at <= new Date(until));
  const owners = new Set(scans.map(({ owner }) => owner));
  expect(owners.size).toBe(count);
  expect(owners.has(killed.owner!)).toBe(until === KILLED_AT);
  expect(owners.has('third')).toBe(until === DAYS.until);
});
