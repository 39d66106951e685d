import { afterAll, beforeAll, describe, expect, it, jest } from '@jest/globals';
import {
  type Database,
  TypeormFindingsStore,
  type ViolationFilter,
  type ViolationListPage,
  ViolationLists,
} from '../src/index.js';
import { embeddedSupply, serverSupply } from './support/databases.js';
import { aViolation } from './support/violations.js';

// Starting a database takes seconds, more on a busy machine.
jest.setTimeout(60_000);

/** Rows of 30 accounts: of 100, 20 are open, 70 resolved, 10 whitelisted. The account `quiet` has nothing open. */
async function fill({ dataSource }: Database, rows: number): Promise<void> {
  await dataSource.query(`
    INSERT INTO fullstop_data.rule (reason, expiry_date, created, created_by, last_modified, last_modified_by)
    VALUES ('test', '9999-01-01', now(), 'x', now(), 'x')`);
  for (const table of ['application', 'app_version']) {
    await dataSource.query(`
      INSERT INTO fullstop_data.${table} (name, created, created_by, last_modified, last_modified_by)
      SELECT 'name-' || n, now(), 'x', now(), 'x' FROM generate_series(1, 40) n`);
  }
  await dataSource.query(
    `INSERT INTO fullstop_data.violation
       (event_id, account_id, region, violation_type_entity_id, instance_id, meta_info, username, application_id,
        application_version_id, comment, rule_entity_id, event_time, fingerprint, first_seen, last_seen, created,
        created_by, last_modified, last_modified_by)
     SELECT 'e-' || n, CASE WHEN n % 30 = 0 THEN 'quiet' ELSE 'account-' || n % 30 END, 'region-' || n % 3,
            (ARRAY['WRONG_AMI', 'WRONG_REGION', 'PASSWORD_USED'])[1 + n % 3], 'i-' || n / 2,
            jsonb_build_object('ami', 'ami-' || n / 20), 'user-' || n / 20, 1 + n % 40, 1 + n % 40,
            CASE WHEN n % 100 BETWEEN 20 AND 89 OR n % 30 = 0 THEN 'fine' END,
            CASE WHEN n % 100 >= 90 AND n % 30 <> 0 THEN (SELECT max(id) FROM fullstop_data.rule) END,
            t.at, 'f', t.at, t.at, t.at, 'x', t.at, 'x'
       FROM generate_series(1, $1::integer) n
      CROSS JOIN LATERAL (SELECT timestamptz '2026-01-01' + n / 5 * interval '1 second' AS at) t`,
    [rows],
  );
  await dataSource.query('ANALYZE');
}

const SUPPLIES = [
  ['embedded PGlite', embeddedSupply()],
  ['a PostgreSQL server', serverSupply()],
] as const;

describe.each(SUPPLIES)('on %s', (_name, supply) => {
  let database: Database;
  let lists: ViolationLists;

  const idsOf = async (filter: ViolationFilter, page: ViolationListPage) =>
    (await lists.findViolations(filter, page)).content.map(({ violation }) => violation.id);

  beforeAll(async () => {
    await supply.start();
    database = await supply.fresh();
    lists = new ViolationLists(database.dataSource);
    await fill(database, 3000);
  });
  afterAll(async () => {
    await database.close();
    await supply.stop();
  });

  const PAGES: [string, ViolationListPage][] = [
    ['the oldest', { limit: 7 }],
    ['the newest', { limit: 7, order: [{ property: 'id', descending: true }] }],
    ['a later page', { limit: 7, offset: 21 }],
    ['what follows an id', { limit: 7, afterId: 1500 }],
    ['what precedes an id', { limit: 7, beforeId: 1500 }],
    ['by time', { limit: 7, offset: 3, order: [{ property: 'created', descending: true }] }],
    [
      'by severity and account',
      {
        limit: 7,
        order: [
          { property: 'severity', descending: true },
          { property: 'accountId', descending: false },
        ],
      },
    ],
    ['by application', { limit: 7, offset: 70, order: [{ property: 'application', descending: false }] }],
  ];
  const FILTERS: [string, ViolationFilter, string][] = [
    ['open ones', { state: 'open' }, 'comment IS NULL AND rule_entity_id IS NULL'],
    ['all', {}, 'true'],
    [
      'those of accounts',
      { state: 'resolved', accountIds: ['account-1', 'quiet', 'account-2', 'account-1', 'unknown'] },
      `comment IS NOT NULL AND rule_entity_id IS NULL AND account_id IN ('account-1', 'quiet', 'account-2')`,
    ],
    [
      'those of accounts in any state',
      { accountIds: ['quiet', 'account-3'] },
      `account_id IN ('quiet', 'account-3')`,
    ],
    [
      'those of types and regions',
      { state: 'open', severity: 3, regions: ['region-0', 'region-2'], types: ['WRONG_AMI', 'WRONG_REGION'] },
      `comment IS NULL AND rule_entity_id IS NULL AND violation_type_entity_id = 'WRONG_AMI' AND region = 'region-0'`,
    ],
    [
      'those of applications in a time',
      {
        applications: ['name-1', 'name-2', 'name-99'],
        applicationVersions: ['name-2', 'name-1'],
        createdAfter: new Date('2026-01-01T00:01:00Z'),
        createdBefore: new Date('2026-01-01T00:09:00Z'),
        fromId: 100,
      },
      `application_id IN (1, 2) AND created > '2026-01-01T00:01:00Z' AND created < '2026-01-01T00:09:00Z' AND id >= 100`,
    ],
  ];
  /** The order in plain SQL, for rows joined with their type. */
  const ORDERS: Readonly<Record<string, string>> = {
    'the newest': 'v.id DESC',
    'what precedes an id': 'v.id DESC',
    'by time': 'v.created DESC, v.id',
    'by severity and account': 'violation_severity DESC, account_id, v.id',
    'by application': `(SELECT name FROM fullstop_data.application a WHERE a.id = application_id), v.id`,
  };

  describe.each(FILTERS)('db 8.2 #5: %s', (_filter, filter, where) => {
    it.each(PAGES)('%s are what the plain query finds', async (name, page) => {
      const { limit, offset = 0, afterId = 0, beforeId = 1e9 } = page;
      const expected = await database.dataSource.query<{ id: string; all: string }[]>(`
        SELECT v.id, (SELECT count(*) FROM fullstop_data.violation WHERE ${where}) AS all
          FROM fullstop_data.violation v
          JOIN fullstop_data.violation_type type ON type.id = v.violation_type_entity_id
         WHERE v.id > ${afterId} AND v.id < ${beforeId}
           AND v.id IN (SELECT id FROM fullstop_data.violation WHERE ${where})
         ORDER BY ${ORDERS[name] ?? 'v.id'} LIMIT ${limit + 1} OFFSET ${offset}`);
      expect(expected.length).toBeGreaterThan(0);
      const found = await lists.findViolations(filter, page);
      expect(found.content.map(({ violation }) => violation.id)).toEqual(
        expected.slice(0, limit).map(({ id }) => Number(id)),
      );
      expect(found).toMatchObject({
        hasMore: expected.length > limit,
        total: Number(expected[0]!.all),
        isTotalExact: true,
      });
      expect(found.content.map(({ violation, type }) => violation.type === type.id)).not.toContain(false);
    });
  });

  it('reads the same whether it walks along each account or along all ids', async () => {
    const accountIds = Array.from({ length: 29 }, (_, n) => `account-${n + 1}`);
    const [few, many] = [{ limit: 300 }, { limit: 4000 }];
    const ids = await idsOf({ state: 'open', accountIds }, few);
    expect(ids).toHaveLength(300);
    expect((await idsOf({ state: 'open', accountIds }, many)).slice(0, 300)).toEqual(ids);
  });

  it.each([
    ['no account', { accountIds: [] }],
    ['an unknown application', { applications: ['nobody'] }],
    ['a severity that no type has', { severity: 9 }],
    ['types that have another priority', { types: ['WRONG_REGION'], priority: 1 }],
  ])('finds nothing for %s', async (_what, filter) => {
    const found = await lists.findViolations(filter, { limit: 5 });
    expect(found).toEqual({ content: [], hasMore: false, total: 0, isTotalExact: true });
  });

  it.each<[string, ViolationListPage, object]>([
    ['exact', { limit: 5 }, { total: 580, isTotalExact: true }],
    ['capped', { limit: 5, counting: 'capped' }, { total: 580, isTotalExact: true }],
    ['none', { limit: 5, counting: 'none' }, { total: null, isTotalExact: false }],
    ['the last page itself', { limit: 600, offset: 1 }, { total: 580, isTotalExact: true }],
    ['past the end', { limit: 5, offset: 1000 }, { total: 580, isTotalExact: true, hasMore: false }],
  ])('counts: %s', async (_what, page, expected) => {
    expect(await lists.findViolations({ state: 'open' }, page)).toMatchObject(expected);
  });

  it('db 8.2 #8: counts ignore other states, and agree with each other and with the list', async () => {
    const states = ['open', 'resolved', 'whitelisted'] as const;
    const totals = [];
    for (const state of states) {
      const counts = await lists.countByAccount({ state });
      totals.push(counts.reduce((sum, { quantity }) => sum + quantity, 0));
      const ofOne = counts.filter(({ accountId }) => accountId === 'account-1');
      expect(ofOne.length).toBeGreaterThan(0);
      const byApplication = await lists.countByApplication({ state, accountId: 'account-1' });
      const sum = (list: readonly { quantity: number }[]) => list.reduce((all, one) => all + one.quantity, 0);
      expect(sum(byApplication)).toBe(sum(ofOne));
      const { total } = await lists.findViolations({ state, accountIds: ['account-1'] }, { limit: 1 });
      expect(total).toBe(sum(ofOne));
    }
    expect(totals).toEqual([580, 2130, 290]);
  });

  it('counts of all accounts are in order, and filtered by account and time', async () => {
    const all = await lists.countByAccount({ state: 'open' });
    const names = all.map(({ accountId, type }) => `${accountId} ${type}`);
    expect(names).toEqual([...names].sort());
    expect(await lists.countByAccount({ state: 'open', accountIds: ['quiet'] })).toEqual([]);
    const createdAfter = new Date('2026-01-01T00:09:00Z');
    const createdBefore = new Date('2026-01-01T00:10:00Z');
    const late = await lists.countByAccount({ state: 'open', createdAfter, createdBefore });
    const [row] = await database.dataSource.query<{ count: string }[]>(
      `SELECT count(*) FROM fullstop_data.violation WHERE comment IS NULL AND rule_entity_id IS NULL
          AND created > $1 AND created < $2`,
      [createdAfter, createdBefore],
    );
    expect(late.reduce((sum, { quantity }) => sum + quantity, 0)).toBe(Number(row!.count));
  });

  it('db 8.2 #9: a violation with a version but no application is counted without application', async () => {
    await new TypeormFindingsStore(database.dataSource).commit({
      violations: [aViolation({ accountId: 'lonely', applicationVersion: '1.0' })],
    });
    expect(await lists.countByApplication({ state: 'open', accountId: 'lonely' })).toEqual([
      { application: null, version: '1.0', type: 'WRONG_AMI', quantity: 1 },
    ]);
    await database.dataSource.query(`DELETE FROM fullstop_data.violation WHERE account_id = 'lonely'`);
  });

  it.each([
    ['db 8.1 #3: an object', { test: 'this is a test' }],
    ['db 8.1 #4: nothing', null],
  ])('%s comes back as it was stored', async (_what, metaInfo) => {
    const accountId = 'one-off';
    await new TypeormFindingsStore(database.dataSource).commit({
      violations: [aViolation({ accountId, metaInfo, eventTime: new Date('2026-03-01T12:00:00.123Z') })],
    });
    const [found] = (await lists.findViolations({ accountIds: [accountId] }, { limit: 1 })).content;
    expect(found?.violation).toMatchObject({ metaInfo, eventTime: new Date('2026-03-01T12:00:00.123Z') });
    expect(await lists.findViolation(found!.violation.id)).toEqual(found);
    await database.dataSource.query('DELETE FROM fullstop_data.violation WHERE account_id = $1', [accountId]);
  });

  it.each([0, 999_999, Number.MAX_SAFE_INTEGER, 2 ** 63, Number.NaN])(
    'there is no violation %d',
    async (id) => {
      expect(await lists.findViolation(id)).toBeUndefined();
    },
  );
});

describe('the plans on a PostgreSQL server', () => {
  const supply = serverSupply();
  let database: Database;
  let statements: { sql: string; parameters: unknown[] }[];

  beforeAll(async () => {
    await supply.start();
    database = await supply.fresh();
    await fill(database, 40_000);
    await database.dataSource.query('VACUUM fullstop_data.violation');
    const silent = () => undefined;
    database.dataSource.setOptions({
      logging: ['query'],
      logger: {
        logQuery: (sql, parameters = []) =>
          void statements.push({ sql, parameters: parameters as unknown[] }),
        logQueryError: silent,
        logQuerySlow: silent,
        logSchemaBuild: silent,
        logMigration: silent,
        log: silent,
      },
    });
  });
  afterAll(async () => {
    await database.close();
    await supply.stop();
  });

  const accountIds = ['quiet', 'unknown', 'account-1'];
  const newest = { limit: 20, order: [{ property: 'id', descending: true }] } as const;
  it.each<[string, ViolationFilter, ViolationListPage, RegExp]>([
    ['newest open ones', { state: 'open' }, newest, /Index Only Scan Backward using violation_open_idx/],
    [
      'open ones after an id',
      { state: 'open' },
      { limit: 100, afterId: 9000 },
      /Index Only Scan using violation_open_idx/,
    ],
    [
      'open ones far away',
      { state: 'open' },
      { limit: 20, offset: 6000 },
      /Index Only Scan using violation_open_idx/,
    ],
    [
      'an account',
      { state: 'open', accountIds: ['quiet'] },
      newest,
      /Backward using violation_open_account_idx/,
    ],
    ['D-11: accounts', { state: 'open', accountIds }, newest, /Backward using violation_open_account_idx/],
    [
      'resolved ones of accounts',
      { state: 'resolved', accountIds },
      newest,
      /violation_resolved_account_idx/,
    ],
    [
      'whitelisted ones of accounts',
      { state: 'whitelisted', accountIds },
      newest,
      /violation_whitelisted_account_idx/,
    ],
    [
      'accounts in all states',
      { accountIds },
      newest,
      /open_account_idx[\s\S]*resolved_account_idx[\s\S]*whitelisted_account_idx/,
    ],
    [
      'meta',
      { state: 'open', metaInfo: [{ key: 'ami', value: 'ami-7' }] },
      newest,
      /violation_meta_info_idx/,
    ],
    [
      'meta that may be a number',
      { state: 'open', metaInfo: [{ key: 'ami', value: '7' }] },
      newest,
      /BitmapOr[\s\S]*violation_meta_info_idx/,
    ],
    ['a user', { state: 'open', username: 'user-7' }, newest, /violation_username_idx/],
    ['a resource', { state: 'open', instanceId: 'i-7' }, newest, /violation_instance_id_idx/],
  ])('%s use their index and read no table from its beginning', async (_what, filter, page, index) => {
    statements = [];
    await new ViolationLists(database.dataSource).findViolations(filter, { ...page, counting: 'none' });
    const { sql, parameters } = statements.find((statement) => statement.sql.includes('WITH page'))!;
    const rows = await database.dataSource.query<{ 'QUERY PLAN': string }[]>(`EXPLAIN ${sql}`, parameters);
    const plan = rows.map((row) => row['QUERY PLAN']).join('\n');
    expect(plan).toMatch(index);
    expect(plan).not.toMatch(/Seq Scan on violation v/);
  });

  it('counts of open ones read an index only', async () => {
    statements = [];
    const lists = new ViolationLists(database.dataSource);
    await lists.countByAccount({ state: 'open' });
    await lists.findViolations({ state: 'open' }, { limit: 1 });
    const plans = [];
    for (const { sql, parameters } of statements.filter((statement) => statement.sql.includes('count(*)'))) {
      const rows = await database.dataSource.query<{ 'QUERY PLAN': string }[]>(`EXPLAIN ${sql}`, parameters);
      plans.push(rows.map((row) => row['QUERY PLAN']).join('\n'));
    }
    expect(plans).toEqual([
      expect.stringMatching(/Index Only Scan using violation_open/),
      expect.stringMatching(/Index Only Scan using violation_open/),
    ]);
  });
});
