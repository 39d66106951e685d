import { findJobMetadata } from '@fullstop/core';
import { type Database, JobRuns, openDatabase } from '@fullstop/store';
import { type EmbeddedFolder, embeddedFolder } from '@fullstop/tools/embedded-folder';
import { emptyDatabase, rememberSeeds } from '@fullstop/tools/emptied-database';
import { type PostgresServer, startPostgresServer } from '@fullstop/tools/postgres';
import { afterAll, afterEach, beforeAll, describe, expect, it, jest } from '@jest/globals';
import { Schedule } from '../src/framework/schedule.js';
import { BUILT_IN_JOBS, type JobService } from '../src/index.js';
import { DELIVERED_JOBS, deliveredSlots } from './support/delivered-slots.js';
import { FakeTime } from './support/fake-time.js';
import { accountIds, aJob, badThing, fakeAccounts, JobWorld } from './support/job-world.js';

// Starting a database takes seconds, more on a busy machine.
jest.setTimeout(120_000);

const START = '2026-03-02T00:30:00.000Z';
const DAY = 86_400;
/** Of looks and signs of life that a test is not about. */
const SELDOM = { pollSeconds: 600, leaseSeconds: 600 };

let server: PostgresServer;
let folder: EmbeddedFolder;
let databases: Readonly<Record<'PostgreSQL' | 'PGlite', Database>>;
const services: JobService[] = [];

beforeAll(async () => {
  server = await startPostgresServer();
  folder = await embeddedFolder();
  databases = {
    PostgreSQL: await openDatabase({ url: await server.createDatabase() }),
    PGlite: await openDatabase({ dataDirectory: folder.dataDirectory }),
  };
  for (const { dataSource } of Object.values(databases)) await rememberSeeds(dataSource);
});
afterEach(async () => {
  for (const service of services.splice(0)) await service.stop();
});
afterAll(async () => {
  for (const database of Object.values(databases ?? {})) await database.close();
  await folder?.remove();
  await server?.stop();
});

async function started(service: JobService, stops = true): Promise<JobService> {
  await service.start();
  if (stops) services.push(service);
  return service;
}

/** An empty database, in a time of its own. */
async function emptyWorld(backend: 'PostgreSQL' | 'PGlite' = 'PostgreSQL') {
  const database = databases[backend];
  await emptyDatabase(database.dataSource);
  const time = new FakeTime(START);
  return { time, world: new JobWorld(database, time) };
}

describe.each(['PostgreSQL', 'PGlite'] as const)('one process on %s', (backend) => {
  it('F3: runs jobs again and again, and makes up for late slots by the newest', async () => {
    const { time, world } = await emptyWorld(backend);
    const quick: string[] = [];
    await started(
      world.service(
        [
          aJob('slowJob', () => time.sleep(12 * 60).then(() => []), { schedule: '*/5 * * * *' }),
          aJob(
            'quickJob',
            async () => {
              quick.push(time.now().toISOString().slice(11, 16));
              return [];
            },
            { schedule: '*/5 * * * *' },
          ),
        ],
        { ...SELDOM, accountDeadlineSeconds: 3600, settings: { slowJob: { deadlineSeconds: 3600 } } },
      ),
    );
    await time.advance(45 * 60);
    expect(quick).toEqual(['00:35', '00:40', '00:45', '00:50', '00:55', '01:00', '01:05', '01:10', '01:15']);
    const runs = await world.runs('slowJob');
    const slots = runs.map(({ slot, startedAt, status }) => {
      return [slot, startedAt].map((at) => at?.toISOString().slice(11, 16)).concat(status);
    });
    expect(slots.sort()).toEqual([
      ['00:35', '00:35', 'succeeded'],
      ['00:40', undefined, 'skipped'],
      ['00:45', '00:47', 'succeeded'],
      ['00:50', undefined, 'skipped'],
      ['00:55', '00:59', 'succeeded'],
      ['01:00', undefined, 'skipped'],
      ['01:05', undefined, 'skipped'],
      ['01:10', '01:11', 'running'],
    ]);
  });

  it('F14: records a run as interrupted when it stops, and gives the lease back', async () => {
    const { time, world } = await emptyWorld(backend);
    const signals: AbortSignal[] = [];
    const service = await started(
      world.service(
        [
          aJob('hourlyJob', async (target, { signal }) => {
            signals.push(signal);
            if (target.accountId.endsWith('0')) return [badThing('i-1')];
            return new Promise<never>(() => {});
          }),
        ],
        { ...fakeAccounts(accountIds(2)), ...SELDOM },
      ),
      false,
    );
    await time.advance(1800);
    expect(await world.runs('hourlyJob')).toMatchObject([{ status: 'running', accountsOk: 1 }]);
    await service.stop();
    expect(signals.filter(({ aborted }) => aborted)).toHaveLength(1);
    expect(await world.runs('hourlyJob')).toMatchObject([
      {
        status: 'interrupted',
        leaseUntil: null,
        finishedAt: time.now(),
        error: 'The process stopped during the run.',
      },
    ]);
    // What was found by then is stored, and the next process goes on with the next slot.
    expect(await world.violations()).toHaveLength(1);
    await started(world.service([aJob('hourlyJob')], SELDOM));
    await time.advance(3600);
    expect((await world.runs('hourlyJob')).map(({ status }) => status)).toEqual(['interrupted', 'succeeded']);
  });
});

describe('a scheduler', () => {
  it('F6: loses its run when it gives no sign of life, and stores nothing when it comes back', async () => {
    const { time, world } = await emptyWorld();
    const dead = new FakeTime(START);
    const lateScan: { finish?: () => void } = {};
    const first = new JobWorld(world.database, {
      // Its clock goes on, but nothing of it is called any more: as with a process that hangs.
      now: () => time.now(),
      after: (milliseconds, callback) => dead.after(milliseconds, callback),
      watched: (object) => time.watched(object),
    }).service(
      [
        aJob('hourlyJob', async () => {
          await new Promise<void>((resolve) => {
            lateScan.finish = resolve;
          });
          return [badThing('found by the dead')];
        }),
      ],
      { owner: 'dead' },
    );
    await started(first, false);
    await first.control.run('hourlyJob', { by: 'jdoe' });
    await time.settle();
    const second = world.service([aJob('hourlyJob', async () => [badThing('found by the living')])], {
      owner: 'living',
    });
    await started(second);
    await time.advance(45);
    expect(await world.runs('hourlyJob')).toMatchObject([{ status: 'running', owner: 'dead', attempt: 1 }]);
    await time.advance(30);
    expect(await world.runs('hourlyJob')).toMatchObject([
      { status: 'succeeded', owner: 'living', attempt: 2 },
    ]);
    lateScan.finish?.();
    await time.settle();
    expect((await world.violations()).map(({ instance_id }) => instance_id)).toEqual(['found by the living']);
    expect(await world.runs('hourlyJob')).toHaveLength(1);
    await first.stop();
  });

  it('goes on where the one before left off: of the slots between, the newest runs', async () => {
    const { time, world } = await emptyWorld();
    const service = await started(world.service([aJob('hourlyJob')], SELDOM), false);
    await time.advance(1800);
    await service.stop();
    await time.advance(4 * 3600);
    await started(world.service([aJob('hourlyJob')]));
    await time.settle();
    const runs = await world.runs('hourlyJob');
    const slots = runs.map(({ slot, status }) => [slot?.toISOString().slice(11, 16), status]);
    expect(slots.sort()).toEqual([
      ['01:00', 'succeeded'],
      ['02:00', 'skipped'],
      ['03:00', 'skipped'],
      ['04:00', 'skipped'],
      ['05:00', 'succeeded'],
    ]);
  });

  it('F7: ends a run whose accounts cannot be had in its deadline, while other jobs go on', async () => {
    const { time, world } = await emptyWorld();
    let asked = 0;
    const accounts = {
      accounts: () => {
        asked += 1;
        return asked === 1 ? new Promise<never>(() => {}) : Promise.resolve([{ id: '111122223333' }]);
      },
    };
    await started(world.service([aJob('aJob'), aJob('bJob')], { ...SELDOM, accounts }));
    await time.advance(1800);
    expect(await world.runs('bJob')).toMatchObject([{ status: 'succeeded' }]);
    expect(await world.runs('aJob')).toMatchObject([{ status: 'running' }]);
    await time.advance(0.8 * 3600 + 1);
    expect(await world.runs('aJob')).toMatchObject([
      { status: 'failed', error: expect.stringContaining('did not finish within 2880 s') },
    ]);
  });

  it('F7: records a run as failed when the accounts cannot be had at all', async () => {
    const { time, world } = await emptyWorld();
    const accounts = { accounts: () => Promise.reject(new Error('the team service is down')) };
    await started(world.service([aJob('aJob')], { ...SELDOM, accounts }));
    await time.advance(1800);
    expect(await world.runs('aJob')).toMatchObject([{ status: 'failed', error: 'the team service is down' }]);
  });

  it('keeps a run alive that takes longer than a lease', async () => {
    const { time, world } = await emptyWorld();
    await started(world.service([aJob('aJob', () => time.sleep(200).then(() => []))]));
    await time.advance(1800 + 250);
    expect(await world.runs('aJob')).toMatchObject([{ status: 'succeeded', attempt: 1 }]);
  });

  it('stops a run that was taken over while it was away', async () => {
    const { time, world } = await emptyWorld();
    const aborted: unknown[] = [];
    const job = aJob('aJob', (_target, { signal }) => {
      signal.addEventListener('abort', () => aborted.push(signal.reason));
      return new Promise<never>(() => {});
    });
    await started(world.service([job], { owner: 'first', pollSeconds: 3600 }));
    await time.advance(1800);
    const runs = new JobRuns(world.database.dataSource);
    const later = new Date(time.now().getTime() + 61_000);
    await runs.claimExpired({
      job: 'aJob',
      owner: 'second',
      now: later,
      leaseUntil: new Date(later.getTime() + 6e6),
    });
    await time.advance(20);
    expect(aborted).toMatchObject([{ code: 'JOB_LEASE_LOST' }]);
    expect(await world.runs('aJob')).toMatchObject([{ status: 'running', owner: 'second' }]);
  });

  it('runs what is asked for at once, after what goes on when it may wait', async () => {
    const { time, world } = await emptyWorld();
    const service = await started(
      world.service([aJob('aJob', () => time.sleep(60).then(() => [badThing('i-1')]))], {
        ...fakeAccounts(accountIds(3), ['eu-west-1', 'us-east-1']),
      }),
    );
    const { control } = service;
    const first = await control.run('aJob', { by: 'jdoe', dryRun: true });
    await time.settle();
    await expect(control.run('aJob', { by: 'jdoe' })).rejects.toMatchObject({
      code: 'JOB_BUSY',
      runId: first,
    });
    const second = await control.run('aJob', { by: 'jdoe', queue: true, account: '999999999999' });
    await time.advance(130);
    expect(await world.violations()).toEqual([]);
    await time.advance(120);
    expect(await control.runDetails('aJob', first)).toMatchObject({
      status: 'succeeded',
      dryRun: true,
      findings: 6,
      opened: 0,
      requestedBy: 'jdoe',
      dryRunFindings: Array.from({ length: 6 }, () => expect.objectContaining({ type: 'TEST_BAD_THING' })),
    });
    expect(await control.runDetails('aJob', second)).toMatchObject({
      status: 'succeeded',
      accountsTotal: 1,
      opened: 2,
    });
    expect(new Set((await world.violations()).map(({ account_id }) => account_id))).toEqual(
      new Set(['999999999999']),
    );
    expect(await control.details('aJob')).toMatchObject({
      nextRun: new Date('2026-03-02T01:00:00.000Z'),
      running: null,
      lastRun: { id: second },
      lastSuccess: null,
    });
    await expect(control.run('other', { by: 'jdoe' })).rejects.toMatchObject({ code: 'JOB_NOT_FOUND' });
  });
});

describe('a schedule', () => {
  it.each([
    ['0 22 * * *', 'UTC', ['2026-03-28T22:00:00.000Z', '2026-03-29T22:00:00.000Z']],
    ['0 22 * * *', 'Europe/Berlin', ['2026-03-28T21:00:00.000Z', '2026-03-29T20:00:00.000Z']],
  ])('F4: %s in %s has two slots in 48 hours: %j', (pattern, zone, slots) => {
    const schedule = new Schedule(pattern, zone);
    const found = schedule.between(new Date('2026-03-28T00:00:00Z'), new Date('2026-03-30T00:00:00Z'));
    expect(found.map((slot) => slot.toISOString())).toEqual(slots);
  });

  it.each(DELIVERED_JOBS)('F4: of %s has the slots of days with 23 and 25 hours, too', (job) => {
    const timeZone = 'Europe/Berlin';
    const delivered = BUILT_IN_JOBS.map((jobClass) => findJobMetadata(jobClass)!);
    const schedule = new Schedule(delivered.find(({ id }) => id === job)!.schedule, timeZone);
    for (const [after, until] of [
      ['2026-03-28T23:00:00.000Z', '2026-03-29T22:00:00.000Z'],
      ['2026-10-24T22:00:00.000Z', '2026-10-25T23:00:00.000Z'],
    ] as const) {
      const slots = schedule.between(new Date(after), new Date(until));
      expect(slots.map((slot) => slot.toISOString())).toEqual(
        deliveredSlots(job, { after, until, timeZone }),
      );
    }
  });

  it.each([
    ['*/5 * * * *', 600],
    ['0 * * * *', 2880],
    ['0 22 * * *', 0.8 * DAY],
  ])('%s gives a run %d seconds', (pattern, seconds) => {
    expect(new Schedule(pattern, 'UTC').deadlineSeconds(new Date(START))).toBe(seconds);
  });

  it('contains the end of a span, and not its beginning', () => {
    const at = (text: string) => new Date(`2026-03-02T${text}Z`);
    const schedule = new Schedule('0 * * * *', 'UTC');
    expect(schedule.between(at('01:00:00.000'), at('03:00:00.000'))).toEqual([
      at('02:00:00.000'),
      at('03:00:00.000'),
    ]);
    expect(schedule.between(at('01:00:00.000'), at('01:59:59.999'))).toEqual([]);
  });
});
