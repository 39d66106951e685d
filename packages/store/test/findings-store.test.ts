import {
  FullstopError,
  isRetryable,
  type JsonValue,
  type ProcessedObject,
  type UnitOfWork,
  VIOLATION_TYPES,
} from '@fullstop/core';
import { describeFindingsStoreContract } from '@fullstop/testing';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it, jest } from '@jest/globals';
import { type Database, TypeormFindingsStore, ViolationQueries } from '../src/index.js';
import { embeddedSupply, serverSupply } from './support/databases.js';
import { aCheck, aViolation } from './support/violations.js';

// Starting a database takes seconds, more on a busy machine.
jest.setTimeout(60_000);

const SUPPLIES = [
  ['embedded PGlite', embeddedSupply()],
  ['a PostgreSQL server', serverSupply()],
] as const;

const OBJECT: ProcessedObject = {
  bucket: 'logs',
  key: '1.json.gz',
  etag: 'e',
  processedAt: new Date('2026-03-01T12:05:00Z'),
  records: 450,
  malformedRecords: 0,
  dispatched: 0,
};

describe.each(SUPPLIES)('on %s', (name, supply) => {
  beforeAll(() => supply.start());
  afterAll(() => supply.stop());

  describeFindingsStoreContract('TypeormFindingsStore', async () => {
    const { dataSource, close } = await supply.fresh();
    const queries = new ViolationQueries(dataSource);
    return {
      store: new TypeormFindingsStore(dataSource),
      inspect: {
        violations: () => queries.listViolations({ limit: 1000 }),
        checks: () => queries.listChecks({ limit: 1000 }),
      },
      async resolve(id, comment) {
        await dataSource.query('UPDATE fullstop_data.violation SET comment = $2 WHERE id = $1', [
          id,
          comment,
        ]);
      },
      close,
    };
  });

  describe('TypeormFindingsStore', () => {
    let database: Database;
    let store: TypeormFindingsStore;
    let queries: ViolationQueries;

    beforeEach(async () => {
      database = await supply.fresh();
      store = new TypeormFindingsStore(database.dataSource);
      queries = new ViolationQueries(database.dataSource);
    });
    afterEach(() => database.close());

    async function names(table: 'application' | 'app_version'): Promise<string[]> {
      const rows = await database.dataSource.query<{ name: string }[]>(
        `SELECT name FROM fullstop_data.${table} ORDER BY name`,
      );
      return rows.map((row) => row.name);
    }
    async function links(): Promise<string[]> {
      const rows = await database.dataSource.query<{ link: string }[]>(`
        SELECT a.name || ' ' || v.name AS link FROM fullstop_data.application_version_entities l
          JOIN fullstop_data.application a ON a.id = l.application_entities_id
          JOIN fullstop_data.app_version v ON v.id = l.version_entities_id ORDER BY 1`);
      return rows.map((row) => row.link);
    }
    async function storeFor(...pairs: [string | null, string | null][]): Promise<void> {
      for (const [applicationId, applicationVersion] of pairs) {
        const eventId = `${applicationId} ${applicationVersion}`;
        await store.commit({ violations: [aViolation({ eventId, applicationId, applicationVersion })] });
      }
    }

    it.each<[string, [string | null, string | null][], string[], string[], string[]]>([
      ['8.3-5 new application and version', [['shop', '1']], ['shop'], ['1'], ['shop 1']],
      [
        '8.2-1, 8.3-6 third version of a known application',
        [
          ['shop', '1'],
          ['shop', '2'],
          ['shop', '3'],
          ['shop', '2'],
        ],
        ['shop'],
        ['1', '2', '3'],
        ['shop 1', 'shop 2', 'shop 3'],
      ],
      ['8.3-7 application without version', [['shop', null]], ['shop'], [], []],
      ['8.3-8 version without application', [[null, '1']], [], ['1'], []],
      ['8.3-9 neither', [[null, null]], [], [], []],
      [
        'a version shared by two',
        [
          ['shop', '1'],
          ['till', '1'],
        ],
        ['shop', 'till'],
        ['1'],
        ['shop 1', 'till 1'],
      ],
    ])('keeps applications and versions: %s', async (_, pairs, applications, versions, linked) => {
      await storeFor(...pairs);
      expect(await names('application')).toEqual(applications);
      expect(await names('app_version')).toEqual(versions);
      expect(await links()).toEqual(linked);
      const listed = await queries.listViolations({ limit: 10 });
      expect(new Set(listed.map((v) => `${v.applicationId} ${v.applicationVersion}`))).toEqual(
        new Set(pairs.map(([application, version]) => `${application} ${version}`)),
      );
    });

    it('8.3-10 stores 20 violations of one new application that come at once', async () => {
      const commits = Array.from({ length: 20 }, (_, n) =>
        store.commit({
          violations: [
            aViolation({
              eventId: `e-${n}`,
              instanceId: `i-${n}`,
              applicationId: 'new',
              applicationVersion: '1',
            }),
          ],
        }),
      );
      await Promise.all(commits);
      expect(await names('application')).toEqual(['new']);
      expect(await links()).toEqual(['new 1']);
      expect(await queries.countViolations()).toBe(20);
    });

    it('lets commits with overlapping violations from two connections pass each other', async () => {
      const second = await supply.second();
      const stores = [store, new TypeormFindingsStore(second.dataSource)];
      const all = Array.from({ length: 40 }, (_, n) =>
        aViolation({
          eventId: `e-${n}`,
          instanceId: `i-${n % 7}`,
          applicationId: `app-${n % 5}`,
          applicationVersion: `${n % 3}`,
        }),
      );
      // Each commit takes another stretch, half of them in opposite order.
      const commits = Array.from({ length: 16 }, (_, n) => {
        const part = all.slice((n * 2) % 20, ((n * 2) % 20) + 20);
        return stores[n % 2]!.commit({ violations: n % 4 < 2 ? part : part.reverse() });
      });
      const reports = await Promise.all(commits);
      await second.close();

      const stored = await queries.listViolations({ limit: 100 });
      expect(reports.reduce((sum, report) => sum + report.storedViolations, 0)).toBe(stored.length);
      for (const instanceId of new Set(stored.map((violation) => violation.instanceId))) {
        const counts = stored.filter((v) => v.instanceId === instanceId).map((v) => v.occurrences);
        expect(counts).toEqual(counts.map((_, n) => n + 1));
      }
    });

    it.each<[string, UnitOfWork, RegExp[]]>([
      [
        'an object in which nothing was found',
        { processedObject: OBJECT },
        [/INSERT INTO \S+processed_object/],
      ],
      [
        'violations, and the end of their object',
        { violations: [aViolation(), aViolation({ eventId: 'event-2' })], processedObject: OBJECT },
        [
          /^START TRANSACTION ISOLATION LEVEL READ COMMITTED$/,
          /pg_advisory_xact_lock/,
          /AS stored/,
          /INSERT INTO \S+violation/,
          /INSERT INTO \S+processed_object/,
          /^COMMIT$/,
        ],
      ],
    ])('asks the database no more often than it must for %s', async (_, unit, expected) => {
      // The first commit also reads the whitelisting rules.
      await store.commit({ violations: [aViolation({ eventId: 'event-0' })] });
      const asked = jest.spyOn(database.dataSource.logger, 'logQuery');
      await store.commit(unit);
      const statements = asked.mock.calls.map(([sql]) => sql);
      asked.mockRestore();
      expect(statements).toEqual(expected.map((pattern) => expect.stringMatching(pattern)));
      expect(await store.isProcessed(OBJECT)).toBe(true);
    });

    it('keeps nothing of a unit whose last statement is refused, and goes on with the same connection', async () => {
      const refused = { ...OBJECT, records: Number.MAX_SAFE_INTEGER };
      await expect(
        store.commit({ violations: [aViolation()], unfinishedChecks: [aCheck()], processedObject: refused }),
      ).rejects.toThrow();
      expect(await queries.countViolations()).toBe(0);
      expect(await queries.listChecks({ limit: 10 })).toEqual([]);
      expect(await store.isProcessed(OBJECT)).toBe(false);
      await expect(store.commit({ processedObject: refused })).rejects.toThrow();
      expect(await store.commit({ violations: [aViolation()], processedObject: OBJECT })).toMatchObject({
        storedViolations: 1,
      });
    });

    it('stores a unit of thousands, each with a fingerprint of its own', async () => {
      const violations = Array.from({ length: 3000 }, (_, n) =>
        aViolation({ eventId: `e-${n}`, instanceId: `i-${n}`, metaInfo: { n } }),
      );
      const units = [{ violations }, { violations: [...violations].reverse() }];
      const reports = await Promise.all(units.map((unit) => store.commit(unit)));
      expect(reports.map((report) => report.storedViolations).sort()).toEqual([0, 3000]);
      const sample = await queries.listViolations({ afterId: 2999, limit: 5 });
      expect(sample).toMatchObject([{ id: 3000, occurrences: 1 }]);
    });

    it.each<[string, JsonValue, JsonValue]>([
      ['8.1-3 an object', { test: 'this is a test' }, { test: 'this is a test' }],
      ['8.1-4 nothing', null, null],
      ['a text', 'only a text', 'only a text'],
      ['a list', [1, 'two', null], [1, 'two', null]],
      ['U+0000 in key and value', { 'a\0b': ['c\0d'] }, { 'a\ufffdb': ['c\ufffdd'] }],
      ['halves of a surrogate pair', { '\ud800': 'x\udfffy 😀' }, { '\ufffd': 'x\ufffdy 😀' }],
      ['text about escapes', { '\\u0000': '\\\\u0000 \\ud800 \\' }, { '\\u0000': '\\\\u0000 \\ud800 \\' }],
    ])('keeps meta info: %s', async (_, given, kept) => {
      await store.commit({ violations: [aViolation({ metaInfo: given })] });
      expect((await queries.listViolations({ limit: 1 }))[0]!.metaInfo).toEqual(kept);
    });

    it('stores what no index takes: U+0000 and absurdly long texts everywhere, and finds it again', async () => {
      const long = Array.from({ length: 3000 }, (_, n) =>
        String.fromCodePoint(0x4e00 + ((n * 7919) % 20000)),
      );
      const odd = `\0\ud800${long.join('')}`;
      const violations = ['1', '2'].map((end) =>
        aViolation({
          accountId: odd,
          region: odd,
          eventId: odd,
          instanceId: odd + end,
          username: odd,
          pluginClass: odd,
          metaInfo: { [odd]: odd },
          applicationId: odd,
          applicationVersion: odd,
        }),
      );
      const check = aCheck({ eventId: odd, pluginId: odd, errorMessage: odd, record: { odd }, region: odd });
      const object = { bucket: odd, key: odd, etag: odd };
      const numbers = { processedAt: new Date(), records: 1, malformedRecords: 0, dispatched: 1 };
      const unit = { violations, unfinishedChecks: [check], processedObject: { ...object, ...numbers } };

      expect(await store.commit(unit)).toEqual({ storedViolations: 2, duplicateViolations: 0 });
      expect(await store.commit(unit)).toEqual({ storedViolations: 0, duplicateViolations: 2 });
      expect(await store.isProcessed(object)).toBe(true);
      expect(await store.isProcessed({ ...object, key: `${odd}.` })).toBe(false);
      expect(await queries.countChecks()).toBe(1);
      await store.commit({ decidedChecks: [check] });
      expect(await queries.countChecks()).toBe(0);
    });

    it('8.1-8 writes FULLSTOP, or who is signed in, under new rows', async () => {
      const clock = { now: () => new Date('2026-05-05T05:05:05.005Z') };
      const forUser = (name: string) =>
        new TypeormFindingsStore(database.dataSource, { clock, currentUser: () => name });
      await store.commit({ violations: [aViolation()] });
      await forUser(' alice ').commit({
        violations: [aViolation({ eventId: 'e-2', applicationId: 'shop' })],
      });
      await expect(forUser(' ').commit({})).rejects.toMatchObject({ code: 'BLANK_USER' });

      expect(await queries.listViolations({ limit: 5 })).toMatchObject([
        { createdBy: 'FULLSTOP', lastModifiedBy: 'FULLSTOP', version: 0 },
        { createdBy: 'alice', created: clock.now(), lastModified: clock.now() },
      ]);
    });

    it('rejects an unknown type with what to do about it, and not as something to try again', async () => {
      const error: unknown = await store
        .commit({ violations: [aViolation({ type: 'TEST_X' })] })
        .catch((e) => e);
      expect(error).toBeInstanceOf(FullstopError);
      expect(error).toMatchObject({
        code: 'UNKNOWN_VIOLATION_TYPE',
        message: expect.stringMatching(/TEST_X.*registerViolationTypes/),
      });
      expect(isRetryable(error)).toBe(false);
    });

    it('8.1-2 registers types again without touching them, and updates those that no person has edited', async () => {
      const type = { ...VIOLATION_TYPES[0]!, id: 'TEST_TYPE', title: 'One' };
      await store.registerViolationTypes([...VIOLATION_TYPES, type]);
      await store.registerViolationTypes([...VIOLATION_TYPES, type]);
      const types = await queries.findViolationTypes();
      expect(new Set(types.map((stored) => stored.version))).toEqual(new Set([0]));
      expect(types).toHaveLength(VIOLATION_TYPES.length + 1);

      await store.registerViolationTypes([{ ...type, title: 'Two', auditRelevant: true }]);
      const updated = await queries.findViolationType('TEST_TYPE');
      expect(updated).toMatchObject({
        title: 'Two',
        auditRelevant: true,
        version: 1,
        lastModifiedBy: 'FULLSTOP',
      });

      await database.dataSource.query(
        `UPDATE fullstop_data.violation_type SET title = 'Mine', last_modified_by = 'alice' WHERE id = 'TEST_TYPE'`,
      );
      await store.registerViolationTypes([{ ...type, title: 'Three' }]);
      expect(await queries.findViolationType('TEST_TYPE')).toMatchObject({ title: 'Mine', version: 1 });
      expect(await queries.findViolationType('TEST_OTHER')).toBeUndefined();
    });

    it('8.2-8, 8.3-4 lists and counts by state, page by page; whatever its state, a violation is a duplicate', async () => {
      const violations = [1, 2, 3, 4, 5].map((n) => aViolation({ eventId: `e-${n}` }));
      await store.commit({ violations });
      await database.dataSource.query(`
        INSERT INTO fullstop_data.rule (id, reason, expiry_date, created, created_by, last_modified, last_modified_by)
        VALUES (7, 'known', now(), now(), 'alice', now(), 'alice')`);
      await database.dataSource.query(`UPDATE fullstop_data.violation SET comment = '' WHERE id = 2`);
      await database.dataSource.query(
        `UPDATE fullstop_data.violation SET comment = 'known', rule_entity_id = 7 WHERE id = 3`,
      );
      expect(await store.commit({ violations })).toEqual({ storedViolations: 0, duplicateViolations: 5 });

      const ids = async (page: Parameters<typeof queries.listViolations>[0]) =>
        (await queries.listViolations(page)).map((violation) => violation.id);
      expect(await ids({ limit: 10 })).toEqual([1, 2, 3, 4, 5]);
      expect(await ids({ state: 'open', limit: 2 })).toEqual([1, 4]);
      expect(await ids({ state: 'open', afterId: 4, limit: 2 })).toEqual([5]);
      expect(await ids({ state: 'resolved', limit: 10 })).toEqual([2]);
      expect(await ids({ state: 'whitelisted', limit: 10 })).toEqual([3]);
      expect((await queries.listViolations({ state: 'whitelisted', limit: 1 }))[0]).toMatchObject({
        ruleId: 7,
      });
      const counts = (['open', 'resolved', 'whitelisted', undefined] as const).map((state) =>
        queries.countViolations({ state }),
      );
      expect(await Promise.all(counts)).toEqual([3, 1, 1, 5]);
    });

    it('a whitelisted violation that comes back is no recurrence', async () => {
      await store.commit({ violations: [aViolation()] });
      await database.dataSource.query(`
        INSERT INTO fullstop_data.rule (id, reason, expiry_date, created, created_by, last_modified, last_modified_by)
        VALUES (7, 'known', now(), now(), 'alice', now(), 'alice')`);
      await database.dataSource.query(
        `UPDATE fullstop_data.violation SET comment = 'known', rule_entity_id = 7`,
      );
      await store.commit({ violations: [aViolation({ eventId: 'event-2' })] });
      expect(await queries.listViolations({ afterId: 1, limit: 1 })).toMatchObject([
        { occurrences: 2, recurrenceOf: null },
      ]);
    });

    it('lists and counts unfinished checks by state', async () => {
      const failed = aCheck({ eventId: 'e-2', state: 'failed', nextTryAt: null });
      await store.commit({ unfinishedChecks: [aCheck()] });
      await store.commit({ unfinishedChecks: [failed] });
      expect(await queries.listChecks({ limit: 10 })).toEqual([aCheck(), failed]);
      expect(await queries.listChecks({ state: 'failed', limit: 10 })).toEqual([failed]);
      expect(await queries.listChecks({ limit: 1 })).toEqual([aCheck()]);
      expect(await queries.countChecks()).toBe(2);
      expect(await queries.countChecks({ state: 'pending' })).toBe(1);
    });

    it(`8.3-13 a unit that ${name} refuses does not keep the next one from being stored`, async () => {
      const poison = aViolation({ eventTime: new Date(Number.NaN) });
      await expect(store.commit({ violations: [poison] })).rejects.toThrow();
      expect(await store.commit({ violations: [aViolation()] })).toMatchObject({ storedViolations: 1 });
    });
  });
});
