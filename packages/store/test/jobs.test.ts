import { fingerprintOf, type JobRun, type JsonValue, type Violation } from '@fullstop/core';
import { FixedClock } from '@fullstop/testing';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it, jest } from '@jest/globals';
import {
  type Database,
  JobFindings,
  type JobLease,
  JobRunQueries,
  JobRuns,
  NEVER,
  Resolutions,
  RuleStore,
  TypeormFindingsStore,
} from '../src/index.js';
import { embeddedSupply, serverSupply } from './support/databases.js';

// Starting a database takes seconds, more on a busy machine.
jest.setTimeout(60_000);

const JOB = 'fetchRdsJob';
const TARGET = { accountId: '111122223333', region: 'eu-west-1' };
const EVENT = 'checkRdsJob';
const PROBLEM = { resource: 'db-9', error: 'throttled' };

/** What a scan found: resources with their evidence. */
type Found = Readonly<Record<string, JsonValue>>;

const NOTHING: Found = {};
const DB_1: Found = { 'db-1': {} };

describe.each([
  ['PGlite', embeddedSupply()],
  ['PostgreSQL', serverSupply()],
])('on %s', (_name, supply) => {
  let database: Database;
  let clock: FixedClock;
  let runs: JobRuns;
  let lease: JobLease;

  beforeAll(() => supply.start());
  afterAll(() => supply.stop());
  beforeEach(async () => {
    database = await supply.fresh();
    clock = new FixedClock();
    runs = new JobRuns(database.dataSource);
    lease = leaseOf(await claimed('owner-1'));
  });
  afterEach(() => database.close());

  async function claimed(owner: string, job = JOB): Promise<JobRun> {
    const run = await runs.claimSlot(claimOf(owner, job), clock.now(), []);
    if (!run) throw new Error('the slot is taken');
    return run;
  }

  function claimOf(owner: string, job = JOB, leaseSeconds = 60) {
    const now = clock.now();
    return { job, owner, now, leaseUntil: new Date(now.getTime() + leaseSeconds * 1000) };
  }

  function scan(
    found: Found,
    more: { problems?: (typeof PROBLEM)[]; by?: JobLease; accountId?: string } = {},
  ) {
    clock.advance(300);
    const target = { ...TARGET, ...(more.accountId && { accountId: more.accountId }) };
    const violations = Object.entries(found).map(([instanceId, metaInfo]) =>
      violationOf(target, instanceId, metaInfo, clock.now()),
    );
    const findings = new JobFindings(database.dataSource, { clock });
    const given = { job: JOB, ...target, violations, problems: more.problems ?? [] };
    return findings.applyScan(more.by ?? lease, given);
  }

  interface Row {
    id: string;
    event_id: string;
    comment: string | null;
    rule_entity_id: string | null;
    meta_info: JsonValue;
    occurrences: number;
    recurrence_of: string | null;
    first_seen: Date;
    last_seen: Date;
    last_modified_by: string;
    version: string;
  }
  const rows = (sql: string) => database.dataSource.query<Row[]>(sql);
  const violations = () => rows('SELECT * FROM fullstop_data.violation ORDER BY id');
  const history = () =>
    database.dataSource.query('SELECT history FROM fullstop_data.job_finding ORDER BY instance_id');

  describe('what jobs find over time', () => {
    it('E5: is a violation once; seen again, only its last_seen moves', async () => {
      expect(await scan({ 'db-1': { port: 1 }, 'db-2': {} })).toEqual({ findings: 2, opened: 2, closed: 0 });
      const first = await violations();
      expect(await scan({ 'db-1': { port: 1 }, 'db-2': {} })).toEqual({ findings: 2, opened: 0, closed: 0 });
      const second = await violations();
      expect(second).toEqual(first.map((row) => ({ ...row, last_seen: clock.now() })));
      expect(second[0]).toMatchObject({ event_id: EVENT, occurrences: 1, recurrence_of: null, version: '0' });
      expect(second[0]!.last_seen.getTime() - second[0]!.first_seen.getTime()).toBe(300_000);
    });

    it('keeps earlier evidence when it changes, and nothing when it does not', async () => {
      await scan({ 'db-1': { port: 1, b: [1, { c: null }] } });
      await scan({ 'db-1': { b: [1, { c: null }], port: 1 } });
      expect(await history()).toEqual([{ history: [] }]);
      await scan({ 'db-1': { port: 2 } });
      expect(await violations()).toMatchObject([{ meta_info: { port: 2 }, version: '1' }]);
      expect(await history()).toEqual([
        { history: [{ until: clock.now().toISOString(), meta_info: { port: 1, b: [1, { c: null }] } }] },
      ]);
    });

    it('is resolved by the system, with a comment and a line of history, when two complete scans miss it', async () => {
      await scan({ 'db-1': {}, 'db-2': {} });
      expect(await scan({ 'db-2': {} })).toMatchObject({ closed: 0 });
      expect(await violations()).toMatchObject([{ comment: null }, { comment: null }]);
      expect(await scan({ 'db-2': {} })).toMatchObject({ closed: 1 });
      const comment = 'No longer found by fetchRdsJob in 2 complete scans; resolved automatically.';
      const [gone, there] = await violations();
      expect(gone).toMatchObject({ comment, last_modified_by: 'FULLSTOP', version: '1' });
      expect(there).toMatchObject({ comment: null });
      const audit = await new Resolutions(database.dataSource).history(Number(gone!.id));
      expect(audit).toMatchObject([{ action: 'resolve', comment, previousComment: null, actor: 'FULLSTOP' }]);
      expect(await scan({ 'db-2': {} })).toMatchObject({ closed: 0 });
    });

    it('is not gone when one scan of two missed it', async () => {
      await scan({ 'db-1': {} });
      for (const found of [NOTHING, DB_1, NOTHING, DB_1, NOTHING]) await scan(found);
      expect(await violations()).toMatchObject([{ comment: null }]);
    });

    it('stays as it is in scans that are incomplete, which store what they did find', async () => {
      await scan({ 'db-1': {} });
      for (let scans = 0; scans < 3; scans += 1) await scan({ 'db-2': {} }, { problems: [PROBLEM] });
      expect(await violations()).toMatchObject([
        { instance_id: 'db-1', comment: null },
        { instance_id: 'db-2', comment: null, last_seen: clock.now() },
      ]);
    });

    it('is not touched by scans of other accounts', async () => {
      await scan({ 'db-1': {} });
      for (let scans = 0; scans < 3; scans += 1) await scan({}, { accountId: '444455556666' });
      expect(await violations()).toMatchObject([{ comment: null }]);
    });

    it('that comes back is another violation each time, which counts on and names the one before', async () => {
      const states = [DB_1, NOTHING, NOTHING, DB_1, DB_1, NOTHING, NOTHING, DB_1];
      for (const found of states) await scan(found);
      const [first, second, third] = await violations();
      expect(first).toMatchObject({ event_id: EVENT, comment: expect.stringContaining('No longer found') });
      expect(second).toMatchObject({ event_id: `${EVENT}#2`, recurrence_of: first!.id, occurrences: 2 });
      expect(third).toMatchObject({ event_id: `${EVENT}#3`, recurrence_of: second!.id, occurrences: 3 });
      expect([second!.comment, third!.comment]).toEqual([expect.any(String), null]);
      expect(third!.first_seen).toEqual(first!.first_seen);
    });

    it('stays resolved when a person resolved it and it is still there; gone and back, it is a recurrence', async () => {
      await scan({ 'db-1': {} });
      const [{ id } = { id: '' }] = await violations();
      await new Resolutions(database.dataSource).resolve(Number(id), 'accepted', 'jdoe');
      await scan({ 'db-1': { port: 5 } });
      expect(await violations()).toMatchObject([{ comment: 'accepted', last_seen: clock.now() }]);
      for (const found of [NOTHING, NOTHING, DB_1]) await scan(found);
      expect(await violations()).toMatchObject([
        { comment: 'accepted' },
        { comment: null, recurrence_of: id, event_id: `${EVENT}#2` },
      ]);
    });

    it('that a person opened again while it was gone goes on, and is resolved when it is still gone', async () => {
      for (const found of [DB_1, NOTHING, NOTHING]) await scan(found);
      const [{ id } = { id: '' }] = await violations();
      const resolutions = new Resolutions(database.dataSource);
      await resolutions.unresolve(Number(id), 'jdoe');
      expect(await scan({})).toMatchObject({ closed: 1 });
      await resolutions.unresolve(Number(id), 'jdoe');
      await scan({ 'db-1': {} });
      expect(await violations()).toMatchObject([{ id, comment: null, last_seen: clock.now() }]);
    });

    it('is recognised when the old system stored it', async () => {
      const old = violationOf(TARGET, 'db-1', { old: true }, clock.now());
      await new TypeormFindingsStore(database.dataSource, { clock }).commit({ violations: [old] });
      expect(await scan({ 'db-1': { old: true } })).toMatchObject({ opened: 0 });
      await scan({});
      expect(await scan({})).toMatchObject({ closed: 1 });
      expect(await violations()).toHaveLength(1);
    });

    it('tells findings of one type without resource apart by their event ids', async () => {
      const keys = ['check-access-key_A', 'check-access-key_B'].map((eventId) => {
        const violation = { ...violationOf(TARGET, null, {}, clock.now()), eventId };
        return { ...violation, fingerprint: fingerprintOf(violation, eventId) };
      });
      const findings = new JobFindings(database.dataSource, { clock });
      const given = { job: JOB, ...TARGET, problems: [] };
      await findings.applyScan(lease, { ...given, violations: keys });
      await findings.applyScan(lease, { ...given, violations: keys.slice(0, 1) });
      await findings.applyScan(lease, { ...given, violations: keys.slice(0, 1) });
      expect(await violations()).toMatchObject([
        { event_id: 'check-access-key_A', comment: null, occurrences: 1 },
        { event_id: 'check-access-key_B', comment: expect.any(String), occurrences: 1 },
      ]);
    });

    it('is whitelisted by rules, and judged anew when its evidence changes', async () => {
      const rules = new RuleStore(database.dataSource, { clock });
      const draft = {
        accountId: TARGET.accountId,
        region: null,
        applicationId: null,
        applicationVersion: null,
        imageName: null,
        imageOwner: null,
        type: 'UNSECURED_PUBLIC_ENDPOINT',
        metaInfoJsonPath: '$[?(@.port == 1)]',
        reason: 'known',
        expiryDate: NEVER,
      };
      await rules.create(draft, { by: 'jdoe' });
      await scan({ 'db-1': [{ port: 1 }] });
      expect(await violations()).toMatchObject([{ rule_entity_id: expect.any(String) }]);
      await scan({ 'db-1': [{ port: 2 }] });
      expect(await violations()).toMatchObject([{ rule_entity_id: null, comment: null }]);
      await scan({ 'db-1': [{ port: 1 }] });
      expect(await violations()).toMatchObject([{ rule_entity_id: expect.any(String) }]);
      for (const found of [NOTHING, NOTHING, { 'db-1': [{ port: 1 }] }]) await scan(found as Found);
      expect(await violations()).toMatchObject([
        { rule_entity_id: expect.any(String), last_seen: clock.now() },
      ]);
    });

    it('is stored by the owner of the run only', async () => {
      await scan({ 'db-1': {} });
      clock.advance(120);
      const taken = await runs.claimExpired(claimOf('owner-2'));
      expect(taken).toMatchObject({ id: lease.runId, attempt: 2, owner: 'owner-2' });
      const late = scan({ 'db-2': {} });
      await expect(late).rejects.toMatchObject({ code: 'JOB_LEASE_LOST' });
      await scan({ 'db-3': {} }, { by: leaseOf(taken!) });
      expect(await violations()).toMatchObject([{ instance_id: 'db-1' }, { instance_id: 'db-3' }]);
    });

    it('of a conclusion has a life of its own beside what is found in targets', async () => {
      const findings = new JobFindings(database.dataSource, { clock });
      const concluded = violationOf(TARGET, 'all', {}, clock.now());
      await findings.applyConclusion(lease, JOB, [concluded]);
      await scan({});
      await scan({});
      expect(await violations()).toMatchObject([{ comment: null }]);
      await findings.applyConclusion(lease, JOB, []);
      await findings.applyConclusion(lease, JOB, []);
      expect(await violations()).toMatchObject([{ comment: expect.any(String) }]);
    });
  });

  describe('runs', () => {
    it('have each slot once, and one run of a job at a time', async () => {
      const slot = clock.now();
      expect(await runs.claimSlot(claimOf('owner-2'), slot, [])).toBeUndefined();
      clock.advance(30);
      expect(await runs.claimSlot(claimOf('owner-2'), clock.now(), [])).toBeUndefined();
      await runs.finish(lease, { status: 'succeeded', error: null, at: clock.now() });
      expect(await runs.claimSlot(claimOf('owner-2'), slot, [])).toBeUndefined();
      const next = await runs.claimSlot(claimOf('owner-2'), clock.now(), []);
      expect(next).toMatchObject({
        status: 'running',
        trigger: 'schedule',
        slot: clock.now(),
        owner: 'owner-2',
      });
      expect(await runs.claimSlot(claimOf('owner-2', 'otherJob'), slot, [])).toBeDefined();
    });

    it('record slots that passed as skipped', async () => {
      await runs.finish(lease, { status: 'succeeded', error: null, at: clock.now() });
      const slots = [1, 2, 3].map((number) => new Date(clock.now().getTime() + number * 60_000));
      await runs.claimSlot(claimOf('owner-1'), slots[2]!, slots.slice(0, 2));
      const listed = await new JobRunQueries(database.dataSource).list(JOB, undefined, 10);
      expect(listed.map(({ slot, status }) => [slot, status])).toEqual([
        [slots[1], 'skipped'],
        [slots[0], 'skipped'],
        [slots[2], 'running'],
        [expect.any(Date), 'succeeded'],
      ]);
    });

    it('that are asked for wait for the one that goes on, or are refused', async () => {
      await expect(runs.request(JOB, { by: 'jdoe' }, clock.now())).rejects.toMatchObject({
        code: 'JOB_BUSY',
        runId: lease.runId,
      });
      const id = await runs.request(
        JOB,
        { by: 'jdoe', queue: true, account: '1', dryRun: true },
        clock.now(),
      );
      expect(await runs.claimQueued(claimOf('owner-1'))).toBeUndefined();
      await runs.finish(lease, { status: 'failed', error: 'x', at: clock.now() });
      await expect(runs.request(JOB, { by: 'jdoe' }, clock.now())).rejects.toMatchObject({
        code: 'JOB_BUSY',
      });
      expect(await runs.claimQueued(claimOf('owner-1'))).toMatchObject({
        id,
        trigger: 'manual',
        slot: null,
        requestedBy: 'jdoe',
        account: '1',
        dryRun: true,
      });
    });

    it('of dead owners are given up after the third', async () => {
      for (const attempt of [2, 3]) {
        clock.advance(60);
        expect(await runs.claimExpired(claimOf(`owner-${attempt}`))).toMatchObject({ attempt });
      }
      clock.advance(60);
      expect(await runs.claimExpired(claimOf('owner-4'))).toBeUndefined();
      expect(await new JobRunQueries(database.dataSource).findLast(JOB)).toMatchObject({
        status: 'interrupted',
        finishedAt: clock.now(),
        leaseUntil: null,
        error: '3 processes that ran it ended without a word',
      });
    });

    it('are nobody’s to take over while their owner gives signs of life', async () => {
      clock.advance(50);
      await runs.renew(lease, claimOf('owner-1').leaseUntil);
      clock.advance(50);
      expect(await runs.claimExpired(claimOf('owner-2'))).toBeUndefined();
      clock.advance(10);
      expect(await runs.claimExpired(claimOf('owner-2'))).toBeDefined();
      await expect(runs.renew(lease, clock.now())).rejects.toMatchObject({ code: 'JOB_LEASE_LOST' });
    });

    it('of jobs that nobody has any more are given up', async () => {
      clock.advance(61);
      await runs.giveUpOrphans([JOB], clock.now(), clock.now());
      expect((await runs.states([JOB])).get(JOB)?.leaseUntil).not.toBeNull();
      await runs.giveUpOrphans(['otherJob'], clock.now(), clock.now());
      expect((await runs.states([JOB])).get(JOB)?.leaseUntil).toBeNull();
    });

    it('show targets that could not be scanned first, with reasons', async () => {
      const findings = new JobFindings(database.dataSource, { clock });
      await scan({ 'db-1': {} });
      await scan({}, { accountId: '222222222222', problems: [PROBLEM] });
      await findings.noteFailure(lease, { accountId: '333333333333', region: null, error: 'denied' });
      await runs.progress(lease, 3, 1, 2);
      const found = await new JobRunQueries(database.dataSource).find(JOB, lease.runId);
      expect(found).toMatchObject({
        accountsTotal: 3,
        accountsOk: 1,
        accountsFailed: 2,
        findings: 1,
        opened: 1,
      });
      const line = { findings: 0, error: null, problems: [], region: 'eu-west-1' };
      expect(found?.targets).toEqual([
        { ...line, accountId: '222222222222', status: 'incomplete', problems: [PROBLEM] },
        { ...line, accountId: '333333333333', region: null, status: 'failed', error: 'denied' },
        { ...line, accountId: '111122223333', status: 'ok', findings: 1 },
      ]);
    });

    it('are forgotten when they are old, but never the newest', async () => {
      await runs.finish(lease, { status: 'succeeded', error: null, at: clock.now() });
      clock.advance(3600);
      const second = await claimed('owner-1');
      await runs.finish(leaseOf(second), { status: 'succeeded', error: null, at: clock.now() });
      await runs.prune(JOB, new Date(clock.now().getTime() + 1));
      const left = await new JobRunQueries(database.dataSource).list(JOB, undefined, 10);
      expect(left.map(({ id }) => id)).toEqual([second.id]);
      expect((await runs.states([JOB])).get(JOB)).toEqual({
        lastSlot: second.slot,
        leaseUntil: null,
        isQueued: false,
        lastSuccess: clock.now(),
      });
    });

    it('are forgotten but for what tells from where to go on, and when the job last was successful', async () => {
      const end = async (run: JobRun | undefined, status: 'succeeded' | 'failed') => {
        clock.advance(60);
        await runs.finish(leaseOf(run!), { status, error: null, at: clock.now() });
        return clock.now();
      };
      await runs.finish(lease, { status: 'succeeded', error: null, at: clock.now() });
      clock.advance(60);
      const lastSuccess = await end(await claimed('owner-1'), 'succeeded');
      const last = await claimed('owner-1');
      await end(last, 'failed');
      for (const [request, status] of [
        [{ account: '1' }, 'succeeded'],
        [{ dryRun: true }, 'succeeded'],
        [{}, 'failed'],
      ] as const) {
        await runs.request(JOB, { by: 'jdoe', ...request }, clock.now());
        await end(await runs.claimQueued(claimOf('owner-1')), status);
      }
      await runs.prune(JOB, new Date(clock.now().getTime() + 1));
      const left = await new JobRunQueries(database.dataSource).list(JOB, undefined, 10);
      expect(left.map(({ trigger, status }) => `${trigger} ${status}`)).toEqual([
        'manual failed',
        'schedule failed',
        'schedule succeeded',
      ]);
      expect((await runs.states([JOB])).get(JOB)).toMatchObject({ lastSlot: last.slot, lastSuccess });
    });
  });
});

function leaseOf({ id, owner, attempt }: JobRun): JobLease {
  return { runId: id, owner: owner ?? '', attempt };
}

function violationOf(
  target: typeof TARGET,
  instanceId: string | null,
  metaInfo: JsonValue,
  now: Date,
): Violation {
  const identity = { ...target, eventId: EVENT, type: 'UNSECURED_PUBLIC_ENDPOINT', instanceId };
  return {
    ...identity,
    eventTime: now,
    username: null,
    pluginClass: '@fullstop/jobs#Test',
    metaInfo,
    applicationId: null,
    applicationVersion: null,
    fingerprint: fingerprintOf(identity, EVENT),
  };
}
