import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';
import { AccountCredentialsError, AssumeRoleDeniedError } from '@fullstop/aws';
import {
  installJobs,
  type JobFinding,
  type RunFinding,
  type ScanFindings,
  silentLogger,
} from '@fullstop/core';
import { type Database, JobFindings, JobRuns, openDatabase } from '@fullstop/store';
import { FixedClock, RecordingLogger } from '@fullstop/testing';
import { emptyDatabase, rememberSeeds } from '@fullstop/tools/emptied-database';
import { type PostgresServer, startPostgresServer } from '@fullstop/tools/postgres';
import { afterAll, beforeAll, beforeEach, describe, expect, it, jest } from '@jest/globals';
import { JobRunner } from '../src/framework/job-runner.js';
import { ScanErrorLog } from '../src/framework/scan-error-log.js';
import type { JobServiceOptions } from '../src/index.js';
import { FakeTime } from './support/fake-time.js';
import { accountIds, aJob, badThing, fakeAccounts, JobWorld } from './support/job-world.js';

// Starting a database takes seconds, more on a busy machine.
jest.setTimeout(60_000);

/** How many are still there when the garbage collector has been everywhere. */
function aliveOf(references: readonly WeakRef<object>[]): number {
  setFlagsFromString('--expose-gc');
  (runInNewContext('gc') as () => void)();
  return references.filter((reference) => reference.deref() !== undefined).length;
}

const DENIED = new AssumeRoleDeniedError('1', 'arn:aws:iam::1:role/fullstop', new Date(0));

/** An error of the SDK with this code. */
function awsError(code: string | undefined): Error {
  return Object.assign(new Error('from AWS'), {
    ...(code !== undefined && { name: code }),
    $metadata: { httpStatusCode: 400 },
  });
}

describe('what goes wrong in a scan', () => {
  it.each<[string, unknown, 'warn' | 'error', boolean]>([
    ['F1: an error of anybody', new Error('x'), 'error', true],
    ['F1: RequestLimitExceeded', awsError('RequestLimitExceeded'), 'warn', false],
    ['F1: Throttling', awsError('Throttling'), 'warn', false],
    ['F1: ThrottlingException', awsError('ThrottlingException'), 'warn', false],
    ['F1: TooManyRequestsException', awsError('TooManyRequestsException'), 'warn', false],
    ['F1: SlowDown', awsError('SlowDown'), 'warn', false],
    ['F1: a denied role', DENIED, 'warn', false],
    ['F1: a denied role that somebody wrapped', new Error('no', { cause: DENIED }), 'warn', false],
    ['F1: no credentials', new AccountCredentialsError('1', 'AssumeRole', new Error('down')), 'warn', false],
    ['F1: another error of AWS', awsError('UnauthorizedOperation'), 'error', true],
    ['F2: an error of AWS without code', awsError(undefined), 'error', true],
    ['F2: an error of AWS that is nearly empty', { $metadata: {} }, 'error', true],
    ['F2: nothing', undefined, 'error', true],
  ])('%s is logged once, and never throws', (_what, error, level, withStack) => {
    const logger = new RecordingLogger();
    new ScanErrorLog(logger, new FixedClock()).log(error, {
      job: 'aJob',
      accountId: '1',
      region: 'eu-west-1',
    });
    expect(logger.lines).toHaveLength(1);
    const [line] = logger.lines;
    expect(line).toMatchObject({ level, fields: { job: 'aJob', account_id: '1', region: 'eu-west-1' } });
    expect('err' in line!.fields).toBe(withStack);
  });

  it('F2: may be an error that cannot even be looked at', () => {
    const logger = new RecordingLogger();
    const nasty = Object.defineProperty(new Error('x'), 'name', {
      get() {
        throw new Error('no name');
      },
    });
    new ScanErrorLog(logger, new FixedClock()).log(nasty, { job: 'aJob', accountId: '1' });
    expect(logger.lines).toMatchObject([{ level: 'error', message: expect.stringContaining('no name') }]);
  });

  it('J-11: a denied role is said once an hour for each account', () => {
    const logger = new RecordingLogger();
    const clock = new FixedClock();
    const log = new ScanErrorLog(logger, clock);
    for (const accountId of ['1', '1', '2']) log.log(DENIED, { job: 'aJob', accountId });
    clock.advance(3599);
    log.log(DENIED, { job: 'bJob', accountId: '1' });
    expect(logger.lines.map(({ fields }) => fields.account_id)).toEqual(['1', '2']);
    clock.advance(1);
    log.log(DENIED, { job: 'aJob', accountId: '1' });
    expect(logger.lines).toHaveLength(3);
  });
});

describe('a run', () => {
  let server: PostgresServer;
  let database: Database;
  let time: FakeTime;
  let world: JobWorld;

  beforeAll(async () => {
    server = await startPostgresServer();
    database = await openDatabase({ url: await server.createDatabase() });
    await rememberSeeds(database.dataSource);
  });
  afterAll(async () => {
    await database?.close();
    await server?.stop();
  });
  beforeEach(async () => {
    await emptyDatabase(database.dataSource);
    time = new FakeTime('2026-03-02T00:30:00.000Z');
    world = new JobWorld(database, time);
  });

  /** Runs a job once. @returns the run with its targets. */
  async function runOnce(job: ReturnType<typeof aJob>, more: Partial<JobServiceOptions> = {}, seconds = 0) {
    const service = world.service([job], more);
    await service.start();
    const id = await service.control.run('aJob', { by: 'jdoe' });
    await time.advance(seconds);
    await time.settle();
    let details = await service.control.runDetails('aJob', id);
    while (details.finishedAt === null) {
      await time.settle();
      details = await service.control.runDetails('aJob', id);
    }
    await service.stop();
    return details;
  }

  it('F8: scans 7 accounts of 10 when 3 deny their role, says which are not, and resolves nothing there', async () => {
    const ids = accountIds(10);
    let denied: string[] = [];
    let found: JobFinding[] = [badThing('i-1')];
    const job = aJob('aJob', async ({ accountId }) => {
      if (denied.includes(accountId)) throw DENIED;
      return found;
    });
    expect(await runOnce(job, fakeAccounts(ids))).toMatchObject({ status: 'succeeded', opened: 10 });
    found = [];
    denied = ids.slice(0, 3);
    for (const closed of [0, 7, 0]) {
      const run = await runOnce(job, fakeAccounts(ids));
      expect(run).toMatchObject({ status: 'partial', accountsOk: 7, accountsFailed: 3, closed });
      expect(run.error).toBe('3 of 10 accounts could not be scanned as a whole');
      const failed = run.targets.filter(({ status }) => status === 'failed');
      expect(failed.map(({ accountId }) => accountId)).toEqual(denied);
      expect(failed[0]?.error).toContain('may not be assumed');
    }
    const open = (await world.violations()).filter(({ comment }) => comment === null);
    expect(open.map(({ account_id }) => account_id).sort()).toEqual(denied);
  });

  it('F9: is not held up by an account that is slow or hangs, whose time ends', async () => {
    const [slow, hanging, quick] = accountIds(3);
    const ended: string[] = [];
    const job = aJob('aJob', async ({ accountId }, { signal }) => {
      if (accountId === hanging) return new Promise<never>(() => {});
      if (accountId === slow) {
        // Backs off again and again, as the SDK does in a storm of throttling.
        for (let pause = 1; !signal.aborted; pause *= 2) await time.sleep(pause);
        ended.push(accountId);
        signal.throwIfAborted();
      }
      return [badThing('i-1')];
    });
    const run = await runOnce(job, fakeAccounts([slow!, hanging!, quick!]), 300);
    expect(run).toMatchObject({ status: 'partial', accountsOk: 1, accountsFailed: 2, opened: 1 });
    expect(run.finishedAt).toEqual(new Date('2026-03-02T00:35:00.000Z'));
    expect(run.targets.map(({ status, error }) => [status, error?.slice(0, 50)])).toEqual([
      ['failed', `Job aJob did not finish account ${slow} withi`.slice(0, 50)],
      ['failed', `Job aJob did not finish account ${hanging} withi`.slice(0, 50)],
      ['ok', undefined],
    ]);
    await time.advance(600);
    expect(ended).toEqual([slow]);
  });

  it('goes on after a resource that cannot be looked at, and closes nothing in its target', async () => {
    let problems = false;
    const job = aJob('aJob', async ({ region }, context) => {
      if (!problems) return [badThing(`there in ${region}`)];
      if (region === 'eu-west-1') context.problem('i-9', awsError('Throttling'));
      return [];
    });
    await runOnce(job, fakeAccounts(['111122223333'], ['eu-west-1', 'us-east-1']));
    problems = true;
    await runOnce(job, fakeAccounts(['111122223333'], ['eu-west-1', 'us-east-1']));
    const run = await runOnce(job, fakeAccounts(['111122223333'], ['eu-west-1', 'us-east-1']));
    expect(run).toMatchObject({ status: 'failed', accountsFailed: 1, closed: 1 });
    expect(run.targets).toMatchObject([
      { region: 'eu-west-1', status: 'incomplete', problems: [{ resource: 'i-9', error: 'from AWS' }] },
      { region: 'us-east-1', status: 'ok' },
    ]);
    const states = (await world.violations()).map(({ region, comment }) => [region, comment === null]);
    expect(Object.fromEntries(states)).toEqual({ 'eu-west-1': true, 'us-east-1': false });
  });

  it('fails in a target whose job returns what is no finding, and nowhere else', async () => {
    const job = aJob('aJob', async ({ accountId }) =>
      accountId.endsWith('0') ? [{ type: 'UNKNOWN' }] : [badThing('i-1')],
    );
    const run = await runOnce(job, fakeAccounts(accountIds(2)));
    expect(run).toMatchObject({ status: 'partial', accountsOk: 1 });
    expect(run.targets[0]?.error).toContain('Job aJob: a finding has the type UNKNOWN');
  });

  it('F12: is a failure when there is no account to scan', async () => {
    const run = await runOnce(aJob('aJob'), fakeAccounts([]));
    expect(run).toMatchObject({ status: 'failed', error: expect.stringContaining('has no account to scan') });
  });

  it('does not scan an excluded account, whoever asks for it', async () => {
    const scanned: string[] = [];
    const job = aJob('aJob', async ({ accountId }) => {
      scanned.push(accountId);
      return [];
    });
    const { accounts, regions } = fakeAccounts(accountIds(1));
    const excluding = { ...accounts, isExcluded: (id: string) => id === '999999999999' };
    const service = world.service([job], { accounts: excluding, regions });
    await service.start();
    for (const [account, status] of [
      ['999999999999', 'failed'],
      ['888888888888', 'succeeded'],
    ] as const) {
      const id = await service.control.run('aJob', { by: 'jdoe', account });
      await time.settle();
      expect(await service.control.runDetails('aJob', id)).toMatchObject({ status });
    }
    await service.stop();
    expect(scanned).toEqual(['888888888888']);
  });

  it('names an account whose regions cannot be found out', async () => {
    const regions = { regionsOf: () => Promise.reject(DENIED) };
    const run = await runOnce(aJob('aJob'), { ...fakeAccounts(['111122223333']), regions });
    expect(run).toMatchObject({ status: 'failed', targets: [{ region: null, status: 'failed' }] });
  });

  it('scans accounts as a whole when the job says so, and stores with the region that it names', async () => {
    const job = aJob('aJob', async () => [badThing('i-1')], { scope: { region: 'no-region' } });
    const regions = { regionsOf: () => Promise.reject(new Error('asked for regions')) };
    expect(await runOnce(job, { ...fakeAccounts(['111122223333']), regions })).toMatchObject({
      status: 'succeeded',
      targets: [{ region: 'no-region' }],
    });
    expect(await world.violations()).toMatchObject([{ region: 'no-region', event_id: 'aJobEvent' }]);
  });

  it('lets a job conclude from all scans, but only when all were complete', async () => {
    let fails = false;
    const concluded: number[] = [];
    const conclude = (results: readonly ScanFindings[]): RunFinding[] => {
      concluded.push(results.length);
      const all = results.flatMap(({ findings }) => findings.map(({ instanceId }) => instanceId ?? null));
      return [
        { ...badThing('all', { metaInfo: all.sort() }), accountId: '999999999999', region: 'no-region' },
      ];
    };
    const job = aJob(
      'aJob',
      async ({ accountId }) => {
        if (fails && accountId.endsWith('0')) throw new Error('no');
        return [badThing(`i-${accountId}`)];
      },
      { conclude },
    );
    await runOnce(job, fakeAccounts(accountIds(2)));
    fails = true;
    await runOnce(job, fakeAccounts(accountIds(2)));
    expect(concluded).toEqual([2]);
    const rows = await world.violations();
    expect(rows.filter(({ account_id }) => account_id === '999999999999')).toMatchObject([
      { instance_id: 'all', meta_info: ['i-100000000000', 'i-100000000001'] },
    ]);
  });

  it('stores how far it is in the order in which it got there, however long storing takes', async () => {
    const stored: number[] = [];
    const { jobs } = installJobs([aJob('aJob')], {}, () => []);
    const runner = new JobRunner({
      ...fakeAccounts(accountIds(4)),
      runs: {
        progress: async (_lease, _total, ok) => {
          // The later it is, the quicker.
          for (let turns = 20; turns > 5 * ok; turns -= 1)
            await new Promise<void>((done) => setImmediate(done));
          stored.push(ok);
        },
      },
      findings: new JobFindings(database.dataSource),
      clock: time,
      timers: time,
      logger: silentLogger,
    });
    const runs = new JobRuns(database.dataSource);
    await runs.request('aJob', { by: 'jdoe', dryRun: true }, time.now());
    const leaseUntil = new Date(time.now().getTime() + 60_000);
    const run = await runs.claimQueued({ job: 'aJob', owner: 'me', now: time.now(), leaseUntil });
    const { id: runId, attempt } = run!;
    await runner.run(jobs[0]!, run!, { runId, owner: 'me', attempt }, new AbortController().signal);
    expect(stored).toEqual([...stored].sort());
    expect(stored.at(-1)).toBe(4);
  });

  it('takes accounts in an order of chance', async () => {
    const order: string[] = [];
    const job = aJob('aJob', async ({ accountId }) => {
      order.push(accountId);
      return [];
    });
    await runOnce(job, { ...fakeAccounts(accountIds(5)), accountConcurrency: 1, random: () => 0 });
    expect(order).not.toEqual(accountIds(5));
    expect([...order].sort()).toEqual(accountIds(5));
  });

  it('of 300 accounts with 3 regions keeps within its concurrency, hands results on, and tells how far it is', async () => {
    const regions = ['eu-west-1', 'us-east-1', 'us-west-2'];
    let current = 0;
    let most = 0;
    const seen: number[] = [];
    const handedOver: WeakRef<JobFinding[]>[] = [];
    let inMemory = Number.POSITIVE_INFINITY;
    const job = aJob('aJob', async ({ accountId, region }) => {
      current += 1;
      most = Math.max(most, current);
      if (region === regions[0] && accountId.endsWith('50')) {
        const [run] = await world.runs('aJob');
        seen.push(run!.accountsOk);
        if (handedOver.length > 600) inMemory = aliveOf(handedOver);
        expect(run!.accountsTotal).toBe(300);
      } else await new Promise<void>((resolve) => setImmediate(resolve));
      current -= 1;
      const findings = [badThing('i-1', { metaInfo: 'x'.repeat(10_000) })];
      handedOver.push(new WeakRef(findings));
      return findings;
    });
    // In order, so that the 250th account comes late.
    const run = await runOnce(job, { ...fakeAccounts(accountIds(300), regions), random: () => 0.999_999 });
    expect(run).toMatchObject({ status: 'succeeded', accountsOk: 300, findings: 900, opened: 900 });
    expect(most).toBe(8);
    expect(seen).toHaveLength(3);
    expect(seen.every((ok, place) => ok >= (seen[place - 1] ?? 0) && ok < 300)).toBe(true);
    // What was stored is nobody's any more: of some 700 results, only those in hand are still there.
    expect(inMemory).toBeLessThan(100);
  });
});
