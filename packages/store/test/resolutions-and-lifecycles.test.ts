import { FixedClock } from '@fullstop/testing';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it, jest } from '@jest/globals';
import {
  Boots,
  BulkResolutions,
  CheckQueries,
  countMatching,
  type Database,
  findMatching,
  findViolationId,
  LifecycleQueries,
  Resolutions,
  TypeormFindingsStore,
  ViolationQueries,
} from '../src/index.js';
import { embeddedSupply, serverSupply } from './support/databases.js';
import { aCheck, aViolation } from './support/violations.js';

// Starting a database takes seconds, more on a busy machine.
jest.setTimeout(60_000);

const SUPPLIES = [
  ['embedded PGlite', embeddedSupply()],
  ['a PostgreSQL server', serverSupply()],
] as const;

describe.each(SUPPLIES)('on %s', (_, supply) => {
  beforeAll(() => supply.start());
  afterAll(() => supply.stop());

  let database: Database;
  let store: TypeormFindingsStore;
  let queries: ViolationQueries;
  const clock = new FixedClock('2026-03-02T09:30:00.123Z');

  beforeEach(async () => {
    database = await supply.fresh();
    store = new TypeormFindingsStore(database.dataSource, { clock });
    queries = new ViolationQueries(database.dataSource);
  });
  afterEach(() => database.close());

  async function stored(count: number): Promise<number[]> {
    for (let n = 1; n <= count; n += 1)
      await store.commit({ violations: [aViolation({ eventId: `e-${n}` })] });
    return (await queries.listViolations({ limit: 100 })).map(({ id }) => id);
  }
  const violation = async (id: number) =>
    (await queries.listViolations({ limit: 100 })).find((one) => one.id === id)!;

  describe('Resolutions', () => {
    let resolutions: Resolutions;
    beforeEach(() => {
      resolutions = new Resolutions(database.dataSource, clock);
    });

    it('keeps who changed the comment, when, from what, to what', async () => {
      const [id] = await stored(1);
      await resolutions.resolve(id!, 'first', ' alice ');
      await resolutions.resolve(id!, 'first', 'bob');
      await resolutions.unresolve(id!, 'carol');
      await resolutions.unresolve(id!, 'dave');
      const at = clock.now();
      expect(await violation(id!)).toMatchObject({
        comment: null,
        version: 2,
        lastModified: at,
        lastModifiedBy: 'carol',
      });
      expect(await resolutions.history(id!)).toEqual([
        {
          id: expect.any(Number),
          violationId: id,
          action: 'resolve',
          comment: 'first',
          previousComment: null,
          actor: 'alice',
          at,
          bulkId: null,
        },
        expect.objectContaining({
          action: 'unresolve',
          comment: null,
          previousComment: 'first',
          actor: 'carol',
        }),
      ]);
    });

    /** Has somebody else change the violation after each of the next so many times that its state was read. */
    function disturb(id: number, times: number): void {
      const query = database.dataSource.query.bind(database.dataSource);
      let left = times;
      jest.spyOn(database.dataSource, 'query').mockImplementation(async (...args) => {
        const rows = await query(...args);
        if (left > 0 && String(args[0]).startsWith('SELECT version, comment')) {
          left -= 1;
          await query('UPDATE fullstop_data.violation SET version = version + 1 WHERE id = $1', [id]);
        }
        return rows;
      });
    }
    afterEach(() => {
      jest.restoreAllMocks();
    });

    it('db 8.1 #7: another change in between is noticed, and the change is tried once more', async () => {
      const [id] = await stored(1);
      disturb(id!, 1);
      await resolutions.resolve(id!, 'x', 'alice');
      expect(await violation(id!)).toMatchObject({ comment: 'x', version: 2 });
    });

    it('db 8.1 #7: another one during the second try is a conflict', async () => {
      const [id] = await stored(1);
      disturb(id!, 2);
      await expect(resolutions.resolve(id!, 'x', 'alice')).rejects.toMatchObject({
        code: 'CONCURRENT_CHANGE',
      });
      expect(await violation(id!)).toMatchObject({ comment: null, version: 2 });
      expect(await resolutions.history(id!)).toEqual([]);
    });

    it.each([0, 999, Number.MAX_SAFE_INTEGER + 1])('there is no violation %s', async (id) => {
      await expect(resolutions.resolve(id, 'x', 'alice')).rejects.toMatchObject({
        code: 'VIOLATION_NOT_FOUND',
      });
    });

    it('db 8.1 #8: a blank user changes nothing', async () => {
      const [id] = await stored(1);
      await expect(resolutions.resolve(id!, 'x', ' ')).rejects.toMatchObject({ code: 'BLANK_USER' });
      expect(await violation(id!)).toMatchObject({ comment: null, version: 0 });
    });

    it('what comes again after a resolution is a recurrence, and the old comment stays', async () => {
      const [id] = await stored(1);
      await resolutions.resolve(id!, 'fixed', 'alice');
      await store.commit({ violations: [aViolation({ eventId: 'e-2' })] });
      const [old, recurrence] = await queries.listViolations({ limit: 10 });
      expect(old).toMatchObject({ id, comment: 'fixed' });
      expect(recurrence).toMatchObject({ comment: null, recurrenceOf: id, occurrences: 2 });
    });

    it('db 8.3 #4: a resolved violation that is found again is a duplicate', async () => {
      const [id] = await stored(1);
      await resolutions.resolve(id!, 'fixed', 'alice');
      const again = await store.commit({ violations: [aViolation({ eventId: 'e-1' })] });
      expect(again).toEqual({ storedViolations: 0, duplicateViolations: 1 });
    });
  });

  describe('BulkResolutions', () => {
    let bulks: BulkResolutions;
    const alice = { uid: 'alice', accounts: new Set(['123456789012']) };
    beforeEach(() => {
      bulks = new BulkResolutions(database.dataSource, clock);
    });

    it('resolves all or, when it fails half-way, none', async () => {
      const ids = await stored(3);
      const bulk = bulks.resolve(ids, 'x', { ...alice, uid: ' ' });
      await expect(bulk).rejects.toMatchObject({ code: 'BLANK_USER' });
      expect(await bulks.resolve([...ids, ids[0]!, 999], 'x', alice)).toMatchObject({
        results: [...ids.map((id) => ({ id, outcome: 'done' })), { id: 999, outcome: 'unknown' }],
      });
      const comments = (await queries.listViolations({ limit: 10 })).map(({ comment }) => comment);
      expect(comments).toEqual(['x', 'x', 'x']);
    });

    it('a preview stands for the versions that were shown, and ends', async () => {
      const ids = await stored(2);
      const matching = await findMatching(database.dataSource, { state: 'open', types: ['WRONG_AMI'] });
      expect(matching.map(({ id }) => id)).toEqual(ids);
      const { token } = await bulks.keepPreview(matching, 'alice');
      await new Resolutions(database.dataSource, clock).resolve(ids[0]!, 'y', 'bob');
      expect(await bulks.previewed(token, 'alice')).toEqual(ids.map((id) => ({ id, version: 0 })));
      const { bulkId, results } = await bulks.resolvePreviewed(token, 'x', alice);
      expect(results.map(({ outcome }) => outcome)).toEqual(['changed', 'done']);
      await expect(bulks.resolvePreviewed(token, 'x', alice)).rejects.toMatchObject({ code: 'PREVIEW_USED' });

      expect(await bulks.violationsOf(bulkId, 'alice')).toEqual([ids[1]]);
      expect((await bulks.undo(bulkId, alice)).results).toEqual([{ id: ids[1], outcome: 'done' }]);
      await expect(bulks.undo(bulkId, alice)).rejects.toMatchObject({ code: 'BULK_CLOSED' });
      expect(await violation(ids[1]!)).toMatchObject({ comment: null, version: 2 });
    });

    it('old previews are thrown away', async () => {
      await bulks.keepPreview([], 'alice');
      clock.advance(16 * 60);
      await bulks.keepPreview([], 'alice');
      const sql = 'SELECT count(*)::int AS count FROM fullstop_data.resolution_preview';
      expect(await database.dataSource.query(sql)).toEqual([{ count: 1 }]);
    });

    it('counts by account what a filter matches, and refuses more than one bulk takes', async () => {
      await stored(2);
      await store.commit({ violations: [aViolation({ eventId: 'other', accountId: '999999999999' })] });
      expect([...(await countMatching(database.dataSource, { state: 'open' }))].sort()).toEqual([
        ['123456789012', 2],
        ['999999999999', 1],
      ]);
      expect([...(await countMatching(database.dataSource, { accountIds: [] }))]).toEqual([]);
      await database.dataSource.query(
        `INSERT INTO fullstop_data.violation (event_id, account_id, region, violation_type_entity_id, event_time,
           fingerprint, first_seen, last_seen, created, created_by, last_modified, last_modified_by)
         SELECT 'many-' || n, '1', 'r', 'WRONG_AMI', now(), 'f', now(), now(), now(), 'a', now(), 'a'
           FROM generate_series(1, 10001) AS n`,
      );
      await expect(findMatching(database.dataSource, { state: 'open' })).rejects.toMatchObject({
        code: 'PREVIEW_TOO_LARGE',
      });
    });
  });

  describe('the intake', () => {
    it('db 8.1 #8: keeps the actor of a unit of work, else the engine', async () => {
      await store.commit({
        actor: 'jdoe',
        violations: [aViolation({ eventId: 'e-1', applicationId: 'shop' })],
      });
      await store.commit({ violations: [aViolation({ eventId: 'e-2' })] });
      const authors = (await queries.listViolations({ limit: 10 })).map(({ createdBy }) => createdBy);
      expect(authors).toEqual(['jdoe', 'FULLSTOP']);
      await expect(store.commit({ actor: ' ', violations: [] })).rejects.toMatchObject({
        code: 'BLANK_USER',
      });
    });

    it('finds a violation by its identity, also one whose texts had to be changed', async () => {
      const odd = [
        aViolation(),
        aViolation({ instanceId: null }),
        aViolation({ eventId: 'ü'.repeat(300), region: '\0', pluginClass: null }),
      ];
      for (const one of odd) {
        expect(await findViolationId(database.dataSource, one)).toBeUndefined();
        await store.commit({ violations: [one] });
      }
      const ids = await Promise.all(odd.map((one) => findViolationId(database.dataSource, one)));
      expect(ids).toEqual((await queries.listViolations({ limit: 10 })).map(({ id }) => id));
    });
  });

  it('CheckQueries lists checks by state, plugin and event, page by page', async () => {
    const failed = { state: 'failed', nextTryAt: null } as const;
    await store.commit({
      unfinishedChecks: [
        aCheck(),
        aCheck({ pluginId: 'subnet', ...failed }),
        aCheck({ eventId: 'event-2', ...failed }),
      ],
    });
    const checks = new CheckQueries(database.dataSource);
    const all = await checks.list({}, 0, 10);
    expect(all.map(({ pluginId, eventId }) => `${pluginId} ${eventId}`)).toEqual([
      'ami event-1',
      'subnet event-1',
      'ami event-2',
    ]);
    expect(await checks.list({}, all[0]!.id, 1)).toEqual([all[1]]);
    expect(await checks.list({ state: 'failed', pluginId: 'ami' }, 0, 10)).toEqual([all[2]]);
    expect(await checks.list({ eventId: 'event-1', state: 'pending' }, 0, 10)).toEqual([all[0]]);
    expect(await checks.list({ eventId: '\0' }, 0, 10)).toEqual([]);
  });

  describe('lifecycles', () => {
    const boot = {
      accountId: '123456789012',
      region: 'eu-west-1',
      instanceId: 'i-1',
      bootTime: new Date('2026-03-01T12:00:00.123Z'),
      userdataPath: 'bucket/key',
      applicationId: 'shop',
      applicationVersion: '1.0',
    };
    let boots: Boots;
    let lifecycles: LifecycleQueries;
    const page = { offset: 0, limit: 10, sort: [{ property: 'created', descending: false }] } as const;
    beforeEach(() => {
      boots = new Boots(database.dataSource, clock);
      lifecycles = new LifecycleQueries(database.dataSource);
    });
    const run = (given: object = {}) =>
      store.commit({
        lifecycleEntries: [
          { ...boot, eventType: 'RunInstances', eventDate: new Date('2026-03-01T11:59:59.999Z'), ...given },
        ],
      });

    it('db 8.5 #1, 8.2 #2: a new application and version are stored, linked, and in the entry', async () => {
      await boots.save(boot, 'i-am-it');
      expect(await lifecycles.list({ application: 'shop' }, page)).toEqual([
        {
          id: expect.any(Number),
          application: 'shop',
          version: '1.0',
          accountId: '123456789012',
          region: 'eu-west-1',
          instanceId: 'i-1',
          eventType: null,
          eventDate: null,
          imageId: null,
          imageName: null,
          instanceBootTime: boot.bootTime,
          created: clock.now(),
        },
      ]);
      const links = await database.dataSource.query(
        'SELECT * FROM fullstop_data.application_version_entities',
      );
      expect(links).toHaveLength(1);
    });

    it('db 8.5 #2: known ones are used again, also by 20 at once', async () => {
      await boots.save(boot, 'a');
      await Promise.all(
        Array.from({ length: 20 }, (_, n) => boots.save({ ...boot, instanceId: `i-${n + 2}` }, 'a')),
      );
      expect(await lifecycles.count({ application: 'shop' })).toBe(21);
      expect(await database.dataSource.query('SELECT name FROM fullstop_data.application')).toHaveLength(1);
    });

    it('db 8.5 #3, 8.2 #3: start, run and end of an instance are three rows, with the time of day', async () => {
      await boots.save(boot, 'a');
      await run();
      await run({ eventType: 'TerminateInstances' });
      const sort = [{ property: 'eventDate', descending: true }] as const;
      const dates = (await lifecycles.list({ application: 'shop' }, { ...page, sort })).map(
        (row) => row.eventDate,
      );
      const date = new Date('2026-03-01T11:59:59.999Z');
      expect(dates).toEqual([null, date, date]);
    });

    it('db 8.5 #7: the same start or event again is no second row, at once neither', async () => {
      await Promise.all([1, 2, 3, 4].flatMap(() => [boots.save(boot, 'a'), run()]));
      expect(await lifecycles.count({ application: 'shop' })).toBe(2);
    });

    /** Has the next so many transactions end with an error of the database. */
    function failing(times: number, code: string): () => number {
      const transaction = database.dataSource.transaction.bind(database.dataSource) as (
        ...args: unknown[]
      ) => Promise<unknown>;
      let tries = 0;
      jest.spyOn(database.dataSource, 'transaction').mockImplementation((...args: unknown[]) => {
        tries += 1;
        return tries > times
          ? transaction(...args)
          : Promise.reject(Object.assign(new Error('failed'), { code }));
      });
      return () => tries;
    }
    afterEach(() => {
      jest.restoreAllMocks();
    });

    it.each([
      ['db 8.5 #4: conflicts, then success', 3, '40001', undefined, 4],
      ['db 8.5 #5: conflicts that do not end', 99, '40P01', 'DATABASE_UNAVAILABLE', 6],
      ['db 8.5 #6: another error', 99, '23502', '23502', 1],
    ])('%s', async (_, times, code, error, tries) => {
      const triesSoFar = failing(times, code);
      const outcome = await boots.save(boot, 'a').then(
        () => undefined,
        (thrown: { code: string }) => thrown.code,
      );
      expect([outcome, triesSoFar()]).toEqual([error, tries]);
      expect(await lifecycles.count({ application: 'shop' })).toBe(error === undefined ? 1 : 0);
    });

    it.each(['application', 'application_version'])(
      'db 8.5 #8: a row without %s is rejected',
      async (column) => {
        await boots.save(boot, 'a');
        const update = database.dataSource.query(`UPDATE fullstop_data.lifecycle SET ${column} = NULL`);
        await expect(update).rejects.toMatchObject({ driverError: { code: '23502' } });
      },
    );

    it('db 8.2 #4: is listed by application, and by application and version', async () => {
      await boots.save(boot, 'a');
      await boots.save({ ...boot, instanceId: 'i-2', applicationVersion: '2.0' }, 'a');
      await boots.save({ ...boot, instanceId: 'i-3', applicationId: 'till' }, 'a');
      const instances = async (version?: string) =>
        (await lifecycles.list({ application: 'shop', version }, page)).map(({ instanceId }) => instanceId);
      expect([await instances(), await instances('2.0'), await instances('3.0')]).toEqual([
        ['i-1', 'i-2'],
        ['i-2'],
        [],
      ]);
    });

    it('db 8.2 #6: of two applications that used an instance, the latest counts', async () => {
      await boots.save(boot, 'a');
      clock.advance(1);
      await run({ instanceId: 'i-2', applicationId: 'till' });
      const of = (...ids: string[]) => lifecycles.applicationOf('123456789012', 'eu-west-1', ids);
      expect([await of('i-1'), await of('i-1', 'i-2'), await of('i-2', 'i-9')]).toEqual([
        'shop',
        'till',
        'till',
      ]);
    });

    it.each([
      ['another account', '999999999999', 'eu-west-1', ['i-1']],
      ['another region', '123456789012', 'eu-central-1', ['i-1']],
      ['no instances', '123456789012', 'eu-west-1', []],
    ])('db 8.2 #7: %s has no application', async (_, account, region, ids) => {
      await boots.save(boot, 'a');
      expect(await lifecycles.applicationOf(account, region, ids)).toBeUndefined();
    });
  });
});
