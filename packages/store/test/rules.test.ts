import type { Violation } from '@fullstop/core';
import { FixedClock, RecordingLogger } from '@fullstop/testing';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it, jest } from '@jest/globals';
import fc from 'fast-check';
import {
  type Database,
  NEVER,
  type RuleDraft,
  RuleStore,
  RuleSweeper,
  TypeormFindingsStore,
  ViolationQueries,
} from '../src/index.js';
import { ActiveRules } from '../src/rules/active-rules.js';
import { RuleSweeps } from '../src/rules/rule-sweeps.js';
import { embeddedSupply, serverSupply } from './support/databases.js';
import { aViolation } from './support/violations.js';

// Starting a database takes seconds, more on a busy machine.
jest.setTimeout(60_000);

const SUPPLIES = [
  ['embedded PGlite', embeddedSupply()],
  ['a PostgreSQL server', serverSupply()],
] as const;

const NOON = new Date('2026-03-01T12:00:00.000Z');
const EVENING = new Date('2026-03-01T18:00:00.000Z');
/** From noon to evening, as clocks take it. */
const AFTERNOON_SECONDS = 6 * 3600;

const aDraft = (given: Partial<RuleDraft> = {}): RuleDraft => ({
  accountId: null,
  region: null,
  type: null,
  imageName: null,
  imageOwner: null,
  applicationId: null,
  applicationVersion: null,
  metaInfoJsonPath: null,
  reason: 'ticket 1',
  expiryDate: NEVER,
  ...given,
});

const BY = { by: 'jdoe' };

/* More of them look longer. */
const RUNS = Number(process.env.FAST_CHECK_RUNS ?? 15);

describe.each(SUPPLIES)('whitelisting rules on %s', (_name, supply) => {
  let database: Database;
  let clock: FixedClock;
  let logger: RecordingLogger;
  let findings: TypeormFindingsStore;
  let rules: RuleStore;
  let events = 0;

  beforeAll(() => supply.start());
  afterAll(() => supply.stop());
  beforeEach(async () => {
    database = await supply.fresh();
    clock = new FixedClock(NOON);
    logger = new RecordingLogger();
    findings = new TypeormFindingsStore(database.dataSource, { clock, logger });
    rules = new RuleStore(database.dataSource, { clock, logger });
  });
  afterEach(() => database.close());

  /** Stores violations, each of an event of its own. */
  async function store(...violations: Partial<Violation>[]): Promise<void> {
    await findings.commit({
      violations: violations.map((each) => aViolation({ eventId: `e-${++events}`, ...each })),
    });
  }

  /** Rule and comment of all violations, by id. */
  async function states(): Promise<(string | number | null)[][]> {
    const all = await new ViolationQueries(database.dataSource).listViolations({ limit: 10_000 });
    return all.map(({ ruleId, comment }) => [ruleId, comment]);
  }

  async function ruleIds(): Promise<unknown[]> {
    return (await states()).map(([ruleId]) => ruleId);
  }

  /** Stores many open violations quickly. */
  async function storeMany(count: number, region = 'eu-west-1'): Promise<void> {
    await database.dataSource.query(
      `INSERT INTO fullstop_data.violation (event_id, account_id, region, violation_type_entity_id, event_time, fingerprint,
         first_seen, last_seen, created, created_by, last_modified, last_modified_by)
       SELECT $2 || n, '1', $2, 'WRONG_AMI', now(), 'f' || n, now(), now(), now(), 'FULLSTOP', now(), 'FULLSTOP'
         FROM generate_series(1, $1::integer) n`,
      [count, region],
    );
  }

  async function countOf(condition: string): Promise<number> {
    const [row] = await database.dataSource.query<{ count: string }[]>(
      `SELECT count(*) AS count FROM fullstop_data.violation WHERE ${condition}`,
    );
    return Number(row?.count);
  }

  const sweeper = (dataSource = database.dataSource) => new RuleSweeper({ dataSource, logger, clock });

  describe('when a violation is stored', () => {
    it('14.7 #20, db 8.3 #15: sets rule and comment of those that match, in the same insert', async () => {
      const { id } = await rules.create(aDraft({ region: 'eu-west-1' }), BY);
      await store({ region: 'eu-west-1' }, { region: 'us-east-1' });
      expect(await states()).toEqual([
        [id, 'Whitelisted automatically because of:ticket 1'],
        [null, null],
      ]);
      const queries = new ViolationQueries(database.dataSource);
      expect(await queries.countViolations({ state: 'whitelisted' })).toBe(1);
      expect(await queries.countViolations({ state: 'resolved' })).toBe(0);
      expect(await queries.listViolations({ limit: 1 })).toMatchObject([
        { version: 0, createdBy: 'FULLSTOP' },
      ]);
    });

    it('14.7 #14, db 8.3 #16: loses nothing because of stored rules that are broken', async () => {
      await database.dataSource.query(
        `INSERT INTO fullstop_data.rule (image_name, meta_info_json_path, region, reason, expiry_date, created, created_by,
           last_modified, last_modified_by)
         SELECT image, path, region, 'old', '9999-01-01', now(), 'x', now(), 'x'
           FROM (VALUES ('(?=', NULL, NULL), (NULL, '$[?(', NULL), (NULL, NULL, 'eu-west-1')) old (image, path, region)`,
      );
      const failed: number[] = [];
      const onWhitelisted = jest.fn();
      findings = new TypeormFindingsStore(database.dataSource, {
        logger,
        onRuleNotEvaluable: (id) => failed.push(id),
        onWhitelisted,
      });
      // Old tools write rules without telling; whoever starts sees them.
      await database.dataSource.query('UPDATE fullstop_data.rule_revision SET revision = revision + 1');
      await store({ metaInfo: { ami_name: 'x' } }, { metaInfo: null, region: 'us-east-1' });
      expect(new Set(await ruleIds())).toEqual(new Set([3, null]));
      expect(new Set(failed)).toEqual(new Set([1, 2]));
      expect(onWhitelisted.mock.calls).toEqual([[1]]);
      expect(logger.lines.map(({ fields }) => fields.rule_id)).toEqual([1, 2]);
    });

    it('db 8.4 #4: sees a rule that another process made, and its end, at once', async () => {
      const others = new RuleStore((await supply.second()).dataSource, { clock });
      await store({});
      const { id } = await others.create(aDraft({ region: 'eu-west-1' }), { ...BY, applyToOpen: false });
      await store({});
      await others.expire(id, undefined, BY);
      await store({});
      expect(await countOf('rule_entity_id IS NULL AND comment IS NULL')).toBe(3);
      expect(await rules.list({ isActive: true })).toEqual([]);
      expect(await rules.list({ isActive: false })).toMatchObject([{ id, covered: 0, endedAt: NOON }]);
    });

    it('takes the same violation again for the same, and not for one to be judged anew', async () => {
      const violation = aViolation();
      await findings.commit({ violations: [violation] });
      await rules.create(aDraft({ region: 'eu-west-1' }), { ...BY, applyToOpen: false });
      expect(await findings.commit({ violations: [violation] })).toEqual({
        storedViolations: 0,
        duplicateViolations: 1,
      });
      expect(await ruleIds()).toEqual([null]);
    });
  });

  describe('when a rule is created', () => {
    beforeEach(() =>
      store(
        { applicationId: 'shop', applicationVersion: '1', metaInfo: { ami_name: 'a', ami_owner_id: '9' } },
        { applicationId: 'till', applicationVersion: '2', metaInfo: { ami_name: 'b', ami_owner_id: '8' } },
        { accountId: '222222222222', region: 'us-east-1', type: 'WRONG_REGION', metaInfo: { tags: ['x'] } },
      ),
    );

    it.each<[string, Partial<RuleDraft>, boolean[]]>([
      ['account', { accountId: '222222222222' }, [false, false, true]],
      ['region', { region: 'eu-west-1' }, [true, true, false]],
      ['type', { type: 'WRONG_REGION' }, [false, false, true]],
      ['application', { applicationId: 'till' }, [false, true, false]],
      ['version', { applicationVersion: '1' }, [true, false, false]],
      ['image name', { imageName: '[ab]' }, [true, true, false]],
      ['image owner', { imageOwner: '8' }, [false, true, false]],
      ['details', { metaInfoJsonPath: '$.tags' }, [false, false, true]],
    ])('its %s selects the open ones that it covers', async (_, criteria, covered) => {
      const rule = await rules.create(aDraft(criteria), BY);
      expect((await ruleIds()).map((id) => id === rule.id)).toEqual(covered);
      expect(rule.covered).toBe(covered.filter(Boolean).length);
      expect(rule).toMatchObject({ isSweeping: false, lastCovered: NOON });
    });

    it('leaves those alone that a person resolved, and all of them if it is told so', async () => {
      await database.dataSource.query(
        `UPDATE fullstop_data.violation SET comment = 'fine' WHERE region = 'us-east-1'`,
      );
      const { covered } = await rules.create(aDraft({ imageName: '[ab]' }), { ...BY, applyToOpen: false });
      const { id } = await rules.create(aDraft({ imageName: 'a' }), BY);
      await rules.create(aDraft({ region: 'us-east-1' }), BY);
      expect(covered).toBe(0);
      expect(await states()).toEqual([
        [id, 'Whitelisted automatically because of:ticket 1'],
        [null, null],
        [null, 'fine'],
      ]);
    });

    it('14.7 #17: the lowest id of several that are on their way wins, whoever comes first', async () => {
      const later = new RuleStore(database.dataSource, { clock, sweepMilliseconds: 0 });
      const first = await later.create(aDraft({ region: 'eu-west-1' }), BY);
      expect(first).toMatchObject({ isSweeping: true, covered: 0 });
      await rules.create(aDraft({ type: 'WRONG_AMI' }), BY);
      expect(await ruleIds()).toEqual([first.id, first.id, null]);
    });

    it('db 8.4 #6: an expiry that is not in the future is refused, as is what cannot be read', async () => {
      const draft = aDraft({
        reason: ' ',
        imageName: '(',
        metaInfoJsonPath: '$.',
        type: 'NO',
        expiryDate: NOON,
      });
      await expect(rules.create(draft, BY)).rejects.toMatchObject({
        code: 'INVALID_RULE',
        problems: [
          { field: 'reason' },
          { field: 'expiry_date' },
          { field: 'image_name' },
          { field: 'meta_info_json_path' },
          { field: 'violation_type' },
        ],
      });
      await expect(rules.create(aDraft({ region: ' ' }), BY)).rejects.toThrow('a rule without criteria');
      expect(await rules.list()).toEqual([]);
    });

    it('stores texts trimmed, and such as PostgreSQL takes them', async () => {
      const rule = await rules.create(
        aDraft({ region: ' eu-west-1 ', reason: ' a\0b\ud800 ', accountId: '  ' }),
        BY,
      );
      expect(rule).toMatchObject({
        region: 'eu-west-1',
        reason: 'a\ufffdb\ufffd',
        accountId: null,
        covered: 2,
      });
    });
  });

  describe('when a rule ends', () => {
    beforeEach(() => store({}, {}, { region: 'us-east-1' }));

    it('db 8.4 #5: by request, its violations reopen; another rule takes those that it covers', async () => {
      const { id } = await rules.create(aDraft({ type: 'WRONG_AMI' }), BY);
      const other = await rules.create(aDraft({ region: 'us-east-1', reason: 'other' }), BY);
      expect(await ruleIds()).toEqual([id, id, id]);
      clock.advance(1);
      await rules.expire(id, undefined, { by: 'alice' });
      expect(await states()).toEqual([
        [null, null],
        [null, null],
        [other.id, 'Whitelisted automatically because of:other'],
      ]);
      expect(await rules.get(id)).toMatchObject({
        expiryDate: clock.now(),
        covered: 0,
        isSweeping: false,
        version: 1,
        lastModifiedBy: 'alice',
      });
    });

    it('14.7 #16: by time, its violations reopen with the next round of the sweeper', async () => {
      const { id } = await rules.create(aDraft({ region: 'eu-west-1', expiryDate: EVENING }), BY);
      expect(await sweeper().sweepOnce()).toEqual({ ended: 0, covered: 0, uncovered: 0 });
      clock.advance(AFTERNOON_SECONDS);
      await store({});
      expect(await ruleIds()).toEqual([id, id, null, null]);
      expect(await sweeper().sweepOnce()).toEqual({ ended: 1, covered: 0, uncovered: 2 });
      expect(new Set(await ruleIds())).toEqual(new Set([null]));
      expect(await rules.get(id)).toMatchObject({ expiryDate: EVENING, endedAt: EVENING });
    });

    it('is over for processes whose clock is behind as well', async () => {
      await rules.create(aDraft({ region: 'eu-west-1', expiryDate: EVENING }), BY);
      clock.advance(AFTERNOON_SECONDS);
      await sweeper().sweepOnce();
      clock.advance(-AFTERNOON_SECONDS);
      await store({});
      expect(new Set(await ruleIds())).toEqual(new Set([null]));
    });

    it('can be put off and brought forward, but neither into the past nor after the end', async () => {
      const { id } = await rules.create(aDraft({ region: 'eu-west-1', expiryDate: EVENING }), BY);
      await expect(rules.expire(id, NOON, BY)).rejects.toMatchObject({ code: 'INVALID_RULE' });
      await rules.expire(id, NEVER, BY);
      clock.advance(AFTERNOON_SECONDS);
      expect((await sweeper().sweepOnce()).ended).toBe(0);
      await rules.expire(id, new Date(EVENING.getTime() + 1), BY);
      clock.advance(0.001);
      // Before the sweeper has noticed, and after.
      await expect(rules.expire(id, NEVER, BY)).rejects.toMatchObject({ code: 'RULE_EXPIRED' });
      await sweeper().sweepOnce();
      await expect(rules.expire(id, undefined, BY)).rejects.toMatchObject({ code: 'RULE_EXPIRED' });
      await expect(rules.expire(4711, undefined, BY)).rejects.toMatchObject({ code: 'RULE_NOT_FOUND' });
    });

    it('keeps what a person wrote on a violation that the rule covered, as old systems allowed', async () => {
      const { id } = await rules.create(aDraft({ type: 'WRONG_AMI' }), BY);
      await database.dataSource.query(`UPDATE fullstop_data.violation SET comment = 'by hand' WHERE id = 1`);
      await rules.expire(id, undefined, BY);
      expect(await states()).toEqual([
        [null, 'by hand'],
        [null, null],
        [null, null],
      ]);
    });
  });

  describe('when a rule is replaced', () => {
    it('14.6 #8, db 8.4 #2: old and new point at each other, and violations change hands', async () => {
      await store({}, { region: 'us-east-1' });
      const old = await rules.create(aDraft({ type: 'WRONG_AMI' }), BY);
      clock.advance(1);
      const next = await rules.replace(old.id, aDraft({ region: 'us-east-1' }), { by: 'alice' }, 0);
      expect(next).toMatchObject({
        replacesRuleId: old.id,
        replacedByRuleId: null,
        createdBy: 'alice',
        covered: 1,
      });
      expect(await ruleIds()).toEqual([null, next.id]);
      const last = await rules.replace(next.id, aDraft({ region: 'eu-west-1' }), {
        by: 'alice',
        applyToOpen: false,
      });
      for (const { id } of [old, next, last]) {
        const versions = await rules.versions(id);
        expect(versions.map((rule) => [rule.id, rule.replacesRuleId, rule.replacedByRuleId])).toEqual([
          [old.id, null, next.id],
          [next.id, old.id, last.id],
          [last.id, next.id, null],
        ]);
      }
      expect(await ruleIds()).toEqual([null, null]);
    });

    it('14.6 #12-13, db 8.4 #3, #8, 8.1 #7: nothing is changed when it cannot be', async () => {
      const { id } = await rules.create(aDraft({ region: 'eu-west-1' }), BY);
      const before = await rules.list();
      const draft = aDraft({ region: 'us-east-1' });
      await expect(rules.replace(id, aDraft({ imageName: '(' }), BY)).rejects.toMatchObject({
        code: 'INVALID_RULE',
      });
      await expect(rules.replace(id, draft, BY, 1)).rejects.toMatchObject({ code: 'RULE_CONFLICT' });
      await expect(rules.replace(4711, draft, BY)).rejects.toMatchObject({ code: 'RULE_NOT_FOUND' });
      expect(await rules.list()).toEqual(before);
      await rules.expire(id, undefined, BY);
      const ended = await rules.list();
      clock.advance(1);
      await expect(rules.replace(id, draft, BY)).rejects.toMatchObject({ code: 'RULE_EXPIRED' });
      expect(await rules.list()).toEqual(ended);
    });

    it('one of two who replace a version at the same time is told', async () => {
      const { id } = await rules.create(aDraft({ region: 'eu-west-1' }), BY);
      const others = new RuleStore((await supply.second()).dataSource, { clock });
      const attempts = [rules, others].map((each) =>
        each.replace(id, aDraft({ region: 'us-east-1' }), BY, 0),
      );
      const outcomes = await Promise.allSettled(attempts);
      expect(outcomes.map(({ status }) => status).sort()).toEqual(['fulfilled', 'rejected']);
      expect(await rules.list({ isActive: true })).toHaveLength(1);
    });
  });

  it('lists rules that covered nothing lately, but no new ones', async () => {
    const old = await rules.create(aDraft({ region: 'eu-west-1' }), BY);
    const unused = await rules.create(aDraft({ region: 'us-east-1' }), BY);
    clock.advance(AFTERNOON_SECONDS);
    await store({});
    await rules.create(aDraft({ accountId: '1' }), BY);
    const idsSince = async (unusedSince: Date) => (await rules.list({ unusedSince })).map(({ id }) => id);
    expect(await idsSince(EVENING)).toEqual([unused.id]);
    expect(await idsSince(NOON)).toEqual([]);
    clock.advance(1);
    expect(await idsSince(clock.now())).toEqual([old.id, unused.id, 3]);
  });

  it('imports all or none, and an equal rule once', async () => {
    const drafts = [
      aDraft({ region: 'eu-west-1' }),
      aDraft({ region: 'us-east-1' }),
      aDraft({ region: ' us-east-1 ' }),
    ];
    await expect(rules.import([...drafts, aDraft({ imageName: '(' })], BY)).rejects.toMatchObject({
      problems: [{ field: 'rules[3].image_name' }],
    });
    expect(await rules.list()).toEqual([]);
    expect(await rules.import(drafts, BY)).toMatchObject({ created: [{ id: 1 }, { id: 2 }], unchanged: 1 });
    expect(await rules.import(drafts, BY)).toMatchObject({ created: [], unchanged: 3 });
    expect(await rules.import([], BY)).toEqual({ created: [], unchanged: 0 });
    await rules.expire(1, undefined, BY);
    expect(await rules.import(drafts, BY)).toMatchObject({ created: [{ id: 3 }], unchanged: 2 });
    expect(await rules.import([drafts[0]!], BY)).toMatchObject({ created: [], unchanged: 1 });
  });

  describe('a sweep', () => {
    const later = () => new RuleStore(database.dataSource, { clock, sweepMilliseconds: 0 });

    it('that stops between two chunks is finished by another process', async () => {
      await storeMany(2500);
      const { id } = await later().create(aDraft({ region: 'eu-west-1' }), BY);
      // What was stored after the rule was judged by it, and is not looked at again.
      await storeMany(10, 'eu-west-2');
      const sweeps = new RuleSweeps({
        dataSource: database.dataSource,
        rules: new ActiveRules(),
        clock,
        logger,
      });
      const afterChunks = (chunks: number) => () => chunks-- > 0;
      expect((await sweeps.sweep(id, afterChunks(1))).covered).toBe(1000);
      expect(await rules.get(id)).toMatchObject({ covered: 1000, isSweeping: true });
      expect(await sweeper().sweepOnce()).toEqual({ ended: 0, covered: 1500, uncovered: 0 });
      expect(await rules.get(id)).toMatchObject({ covered: 2500, isSweeping: false });

      await later().expire(id, undefined, BY);
      expect((await sweeps.sweep(id, afterChunks(1))).uncovered).toBe(1000);
      expect(await rules.get(id)).toMatchObject({ covered: 1500, isSweeping: true });
      expect(await sweeper().sweepOnce()).toEqual({ ended: 0, covered: 0, uncovered: 1500 });
      expect(await rules.get(id)).toMatchObject({ covered: 0, isSweeping: false });
      expect(await sweeper().sweepOnce()).toEqual({ ended: 0, covered: 0, uncovered: 0 });
    });

    it('of two processes at once does everything, and nothing twice', async () => {
      await storeMany(3000);
      await storeMany(1500, 'us-east-1');
      await later().create(aDraft({ region: 'eu-west-1' }), BY);
      await later().create(aDraft({ region: 'us-east-1' }), BY);
      const second = await supply.second();
      const replicas = [sweeper(), sweeper(second.dataSource)];
      let covered = 0;
      while ((await rules.list()).some(({ isSweeping }) => isSweeping)) {
        const reports = await Promise.all(replicas.map((each) => each.sweepOnce()));
        covered += reports.reduce((sum, report) => sum + report.covered, 0);
      }
      expect(covered).toBe(4500);
      expect(await countOf('version <> 1')).toBe(0);
    });

    it('of a rule that is ended meanwhile turns round', async () => {
      await storeMany(1500);
      const store = later();
      const { id } = await store.create(aDraft({ region: 'eu-west-1' }), BY);
      const sweeps = new RuleSweeps({
        dataSource: database.dataSource,
        rules: new ActiveRules(),
        clock,
        logger,
      });
      let chunks = 1;
      await sweeps.sweep(id, () => chunks-- > 0);
      await store.expire(id, undefined, BY);
      await sweeper().sweepOnce();
      expect(await countOf('rule_entity_id IS NOT NULL OR comment IS NOT NULL')).toBe(0);
    });

    it('runs by itself until it is stopped', async () => {
      await storeMany(10);
      await later().create(aDraft({ region: 'eu-west-1' }), BY);
      const running = new RuleSweeper({
        dataSource: database.dataSource,
        logger,
        clock,
        intervalSeconds: 0.01,
      });
      running.start();
      while ((await countOf('rule_entity_id IS NOT NULL')) < 10)
        await new Promise((resolve) => setTimeout(resolve, 5));
      await running.stop();
      expect(logger.lines).toMatchObject([{ level: 'info', fields: { covered: 10 } }]);
    });
  });

  it('a rule that comes and goes while violations are stored misses none, and covers none too many', async () => {
    const second = await supply.second();
    const stores = [findings, new TypeormFindingsStore(second.dataSource, { clock })];
    const regions = ['eu-west-1', 'us-east-1'];
    let commits = 0;
    const storing = stores.map(async (each, replica) => {
      for (let n = 0; n < 40; n++, commits++) {
        const violations = regions.map((region) => aViolation({ eventId: `p-${replica}-${n}`, region }));
        await each.commit({ violations });
      }
    });
    const until = async (count: number) => {
      while (commits < count) await new Promise((resolve) => setTimeout(resolve, 1));
    };
    await until(20);
    const first = await rules.create(aDraft({ region: 'eu-west-1' }), BY);
    await until(40);
    const next = await rules.replace(first.id, aDraft({ region: 'us-east-1' }), BY);
    await until(60);
    const both = await rules.create(aDraft({ region: 'eu-west-1', reason: 'again' }), BY);
    await Promise.all(storing);
    await sweeper().sweepOnce();
    expect(await countOf('rule_entity_id IS NULL')).toBe(0);
    expect(await countOf(`region = 'us-east-1' AND rule_entity_id <> ${next.id}`)).toBe(0);
    expect(await countOf(`region = 'eu-west-1' AND rule_entity_id <> ${both.id}`)).toBe(0);
    expect(await countOf('true')).toBe(160);
    await rules.expire(next.id, undefined, BY);
    expect(await countOf(`region = 'us-east-1' AND rule_entity_id IS NOT NULL`)).toBe(0);
  });

  it('a dry run says what creation then does', async () => {
    const text = (...texts: string[]) => fc.constantFrom(null, ...texts);
    const violations = fc.array(
      fc.record({
        accountId: fc.constantFrom('1', '2'),
        region: fc.constantFrom('eu-west-1', 'us-east-1'),
        type: fc.constantFrom('WRONG_AMI', 'WRONG_REGION'),
        applicationId: text('shop', 'till'),
        applicationVersion: text('1', '2'),
        metaInfo: fc.constantFrom(
          null,
          'text',
          [],
          { ami_name: 'a-1', ami_owner_id: '9' },
          { ami_name: 5 },
          { a: [1] },
        ),
      }),
      { minLength: 1, maxLength: 15 },
    );
    const drafts = fc.record({
      accountId: text('1', '2'),
      region: text('eu-west-1'),
      type: text('WRONG_AMI'),
      applicationId: text('shop'),
      applicationVersion: text('2'),
      imageName: text('a-\\d', 'b'),
      imageOwner: text('9'),
      metaInfoJsonPath: text('$.a', '$.[?(@.ami_name)]', '$..*'),
    });
    const property = fc.asyncProperty(violations, drafts, async (given, criteria) => {
      fc.pre(Object.values(criteria).some((value) => value !== null));
      await database.dataSource.query('DELETE FROM fullstop_data.violation');
      await store(...given);
      const run = await rules.dryRun(aDraft(criteria));
      const rule = await rules.create(aDraft(criteria), BY);
      expect(run).toMatchObject({ matches: rule.covered, isComplete: true });
      for (const counts of [run.byType, run.byAccount])
        expect(counts.reduce((sum, { quantity }) => sum + quantity, 0)).toBe(rule.covered);
      const covered = await database.dataSource.query<{ id: string }[]>(
        'SELECT id FROM fullstop_data.violation WHERE rule_entity_id = $1 ORDER BY id LIMIT 10',
        [rule.id],
      );
      expect(run.samples.map(({ id }) => id)).toEqual(covered.map(({ id }) => Number(id)));
      await rules.expire(rule.id, undefined, BY);
    });
    await fc.assert(property, { numRuns: RUNS });
  });
});
