import type { ViolationJson } from '@fullstop/core';
import { afterAll, beforeAll, describe, expect, it, jest } from '@jest/globals';
import { ApiWorld } from './support/api-world.js';

jest.setTimeout(60_000);

const world = new ApiWorld();
beforeAll(() => world.start());
afterAll(() => world.stop());

interface Page {
  content: ViolationJson[];
  last: boolean;
  total_elements: number | null;
  total_pages: number | null;
  size: number;
  number: number;
  first: boolean;
  number_of_elements: number;
  sort: { direction: string; property: string }[];
  total_exact?: boolean;
}

const page = (query: string) => world.getJson<Page>(`/api/violations?${query}`);
const idsOf = async (query: string) => (await page(query)).content.map(({ id }) => id);
const statusOf = async (path: string) => (await world.request(path)).status;

async function resolve(id: number, comment = 'fine'): Promise<void> {
  await world.rows('UPDATE fullstop_data.violation SET comment = $2 WHERE id = $1', [id, comment]);
}

async function whitelist(id: number): Promise<number> {
  const [rule] = await world.rows<{ id: string }>(`
    INSERT INTO fullstop_data.rule (account_id, reason, expiry_date, created, created_by, last_modified, last_modified_by)
    VALUES ('3', 'a test', '9999-01-01', now(), 'jdoe', now(), 'jdoe') RETURNING id`);
  await world.rows(
    `UPDATE fullstop_data.violation SET rule_entity_id = $2, comment = 'whitelisted' WHERE id = $1`,
    [id, rule!.id],
  );
  return Number(rule!.id);
}

describe('with two open, two resolved and one whitelisted violation', () => {
  const [ONE, TWO, THREE] = ['100000000001', '100000000002', '100000000003'];
  let ruleId: number;

  beforeAll(async () => {
    await world.fresh();
    await world.given(
      {
        accountId: ONE,
        type: 'WRONG_AMI',
        instanceId: 'i-1',
        metaInfo: { ami_id: 'ami-1', n: 1, old: true, "a'b": '2', none: null, list: ['a', 'b'] },
        applicationId: 'shop',
        applicationVersion: '1.0',
        username: 'arn:aws:iam::1:user/o,hara',
      },
      {
        accountId: TWO,
        type: 'WRONG_REGION',
        region: 'us-east-1',
        applicationId: 'shop',
        applicationVersion: '2.0',
      },
      {
        accountId: TWO,
        type: 'EC2_WITH_KEYPAIR',
        region: 'us-east-1',
        instanceId: null,
        metaInfo: 'ami_id=ami-1',
        username: null,
      },
      { accountId: THREE, type: 'PASSWORD_USED', metaInfo: { data: 'no {JSON' } },
      { accountId: THREE, type: 'WRONG_AMI', metaInfo: ['ami_id', 'ami-1'], applicationId: 'cart' },
    );
    await resolve(2);
    await resolve(4, '');
    ruleId = await whitelist(5);
    await world.rows(
      `UPDATE fullstop_data.violation SET created = timestamptz '2018-01-01T00:00:00Z' + id * interval '1 minute'`,
    );
    await world.rows(
      `UPDATE fullstop_data.violation_type SET is_audit_relevant = true WHERE id = 'EC2_WITH_KEYPAIR'`,
    );
  });

  it.each([
    ['14.2 #4: nothing lists the open ones', '', [1, 3]],
    [
      '14.2 #5: `since` is ignored',
      `accounts=${TWO}&checked=true&last-violation=0&since=2030-01-01T00:00:00.000Z`,
      [2],
    ],
    ['14.2 #8: accounts', `accounts=${TWO},${THREE}`, [3]],
    ['accounts, blank around and repeated', `accounts=%20${ONE}%20,&accounts=${TWO},${TWO}`, [1, 3]],
    ['accounts of all states', `accounts=${THREE},${TWO}&state=all`, [2, 3, 4, 5]],
    ['14.2 #10: from is strict', 'from=2018-01-01T00:01:00.000Z', [3]],
    ['to is strict', 'to=2018-01-01T00:03:00.000Z', [1]],
    ['14.2 #11: last-violation is inclusive', 'last-violation=3&state=all', [3, 4, 5]],
    ['14.2 #12: types', 'types=WRONG_AMI,EC2_WITH_KEYPAIR', [1, 3]],
    ['14.2 #12: types, repeated', 'types=WRONG_AMI&types=PASSWORD_USED,X&state=all', [1, 4, 5]],
    [
      '14.2 #13: type is added to types',
      'type=WRONG_AMI&types=EC2_WITH_KEYPAIR,PASSWORD_USED&state=all',
      [1, 3, 4, 5],
    ],
    ['type alone', 'type=EC2_WITH_KEYPAIR', [3]],
    ['type is not split', 'type=WRONG_AMI,EC2_WITH_KEYPAIR', []],
    ['type, blank', 'type=', [1, 3]],
    ['types, blank', 'types=', [1, 3]],
    ['14.2 #14: an unknown type', 'type=NO_SUCH_TYPE', []],
    ['14.2 #15: whitelisted', 'whitelisted=true', [5]],
    ['14.2 #15: whitelisted and checked', 'whitelisted=ON&checked=yes', [5]],
    ['whitelisted by state', 'state=whitelisted&whitelisted=false', [5]],
    ['state overrides checked', 'state=open&checked=true', [1, 3]],
    ['resolved by state', 'state=resolved', [2, 4]],
    ['all states', 'state=all', [1, 2, 3, 4, 5]],
    ['14.2 #16: severity', 'severity=3', [1]],
    ['14.2 #16: severity of another type', 'severity=4', []],
    ['14.2 #17: priority', 'priority=1&state=all', [1, 4, 5]],
    ['14.2 #17: audit-relevant', 'audit-relevant=true', [3]],
    ['14.2 #17: not audit-relevant', 'audit-relevant=0', [1]],
    ['severity with a type that has another one', 'severity=3&types=EC2_WITH_KEYPAIR', []],
    ['severity with one of two types', 'severity=3&types=EC2_WITH_KEYPAIR,WRONG_AMI', [1]],
    ['a severity beyond all', 'severity=99999999999', []],
    [
      '14.2 #19: blank parameters',
      'checked=&from=&to=&severity=&last-violation=&state=&region=&meta=&after-id=',
      [1, 3],
    ],
    ['14.2 #20: accounts, blank', 'accounts=', []],
    ['14.2 #22: six digits of fraction', 'from=2018-01-01T00:00:00.000000Z', [1, 3]],
    ['14.2 #23: no fraction', 'from=2018-01-01T00:00:00Z', [1, 3]],
    ['no zone', 'from=2018-01-01T00:02:00', [3]],
    ['14.2 #24: an offset', 'from=2018-01-01T02:02:00.000%2B02:00&state=all', [3, 4, 5]],
    ['14.2 #31: quotes in accounts', `accounts=${encodeURIComponent("' OR 1=1 --")}`, []],
    ['14.2 #31: quotes in application-ids', "application-ids=a'b", []],
    ['application-ids', 'application-ids=shop,cart&state=all', [1, 2, 5]],
    ['application-ids, blank', 'application-ids=', [1, 3]],
    ['application-version-ids', 'application-version-ids=1.0,2.0&state=all', [1, 2]],
    ['application and version', 'application-ids=shop&application-version-ids=2.0&state=all', [2]],
    [
      'an application without violations of this version',
      'application-ids=cart&application-version-ids=1.0',
      [],
    ],
    ['region', 'region=us-east-1', [3]],
    ['regions', 'region=us-east-1,eu-west-1', [1, 3]],
    ['instance-id', 'instance-id=i-1&state=all', [1, 2, 4, 5]],
    ['username, with a comma', 'username=arn:aws:iam::1:user/o,hara', [1]],
    [
      'username that is longer than the index takes',
      `username=arn:aws:iam::1:user/o,hara${'x'.repeat(300)}`,
      [],
    ],
    ['U+0000', 'username=%00&instance-id=%00&accounts=%00&type=%00&meta=%00=%00&application-ids=%00', []],
    ['meta, a string', 'meta=ami_id=ami-1&state=all', [1]],
    ['meta, two that hold', 'meta=ami_id=ami-1&meta=n=1', [1]],
    ['meta, one of two that holds', 'meta=ami_id=ami-1&meta=n=2', []],
    ['meta, a number', 'meta=n=1', [1]],
    ['meta, another text of the same number', 'meta=n=1.0', []],
    ['meta, a boolean', 'meta=old=true', [1]],
    ['meta, null', 'meta=none=null', [1]],
    ['meta, a list', 'meta=list=["a","b"]', [1]],
    ['meta, part of a list', 'meta=list=["a"]', []],
    ['meta, a number that no double holds', 'meta=n=1e999', []],
    ['meta, nested deeper than any stack', `meta=n=${'['.repeat(6000)}`, []],
    ["14.2 #32: meta=a'b=1", "meta=a'b=1", []],
    ["meta=a'b=2", "meta=a'b=2", [1]],
    ['14.2 #32: meta=x"}=1', 'meta=x"}=1', []],
    ["14.2 #32: meta=';--=1", 'meta=%27%3B--=1', []],
    ['meta, a value with =', 'meta=n=1=1', []],
    ['meta of members that objects have by nature', 'meta=__proto__=1&meta=constructor=1', []],
    ['unknown parameters', 'applications=a&application_versions=b&foo[bar]=1&__proto__=1', [1, 3]],
    ['14.2 #29: the newest first', 'sort=id,DESC', [3, 1]],
    ['sort by account and time', 'sort=accountId,desc&sort=created&state=all', [4, 5, 2, 3, 1]],
    ['sort by two properties in one direction', 'sort=account_id,created,desc&state=all', [5, 4, 3, 2, 1]],
    ['sort with the id as last key', 'sort=violation_type.severity&state=all', [3, 2, 4, 1, 5]],
    ['sort as the old server called it', 'sort=violationTypeEntity.priority,desc&state=all', [3, 2, 1, 4, 5]],
    ['sort by application', 'sort=application_id&state=all', [5, 1, 2, 3, 4]],
    ['sort by version, missing ones first', 'sort=applicationVersionId,desc&state=all', [3, 4, 5, 2, 1]],
    ['sort by more than the id', `sort=id,created,DESC&sort=comment&sort=id&accounts=${ONE},${TWO}`, [3, 1]],
    ['sort, blank', 'sort=', [1, 3]],
    ['after-id is exclusive', 'after-id=1&state=all', [2, 3, 4, 5]],
    ['before-id is exclusive and descending', 'before-id=4&state=all', [3, 2, 1]],
    ['after-id with accounts', `after-id=2&state=all&accounts=${TWO},${THREE}`, [3, 4, 5]],
    ['before-id with last-violation', 'before-id=4&last-violation=2&state=all', [3, 2]],
  ])('%s: ?%s lists %j', async (_what, query, ids) => {
    expect(await idsOf(query)).toEqual(ids);
  });

  it.each([
    ['14.2 #16', 'severity=high'],
    ['14.2 #18', 'checked=maybe'],
    ['14.2 #21', 'from=yesterday'],
    ['14.2 #21', 'from=2018-01-01'],
    ['14.2 #21', 'from=20180101'],
    ['an unencoded +', 'from=2018-01-01T02:00:00.000+02:00'],
    ['a day that does not exist', 'to=2018-02-30T00:00:00Z'],
    ['a year that PostgreSQL does not have', 'from=0000-01-01T00:00:00Z'],
    ['a year after 9999', 'to=9999-12-31T23:59:59-02:00'],
    ['a number beyond 64 bits', 'last-violation=99999999999999999999'],
    ['14.2 #28', 'page=2147483647&size=2000'],
    ['14.2 #30', 'sort=nope'],
    ['14.2 #30', 'sort=id;drop%20table%20violation'],
    ['14.2 #33', 'meta=noequalsign'],
    ['meta without a key', 'meta=%3D1'],
    ['one of several', 'meta=a=1&meta=b'],
    ['an unknown state', 'state=closed'],
    ['an unknown count', 'count=roughly'],
    ['two ids', 'after-id=1&before-id=2'],
    ['an id with another sort', 'after-id=1&sort=created'],
  ])('%s: ?%s answers 400, and says which parameter', async (_what, query) => {
    const response = await world.request(`/api/violations?${query}`);
    const body = (await response.json()) as { status: number; message: string };
    expect([response.status, body.status]).toEqual([400, 400]);
    expect(body.message).toContain(query.split('=')[0]);
  });

  it('14.2 #30: nothing is lost by a hostile sort', async () => {
    await world.request('/api/violations?sort=id;drop%20table%20violation');
    expect((await page('state=all')).total_elements).toBe(5);
  });

  it.each([
    ['14.2 #6', 'page=0&size=2', [1, 3], { total_elements: 2, total_pages: 1, first: true, last: true }],
    [
      '14.2 #7',
      'checked=true&page=1&size=1',
      [4],
      { total_elements: 2, total_pages: 2, first: false, last: true },
    ],
    [
      'a first page',
      'state=all&size=2',
      [1, 2],
      { total_elements: 5, total_pages: 3, first: true, last: false },
    ],
    [
      '14.2 #9',
      'from=2018-01-01T00:05:01Z&checked=true',
      [],
      { total_elements: 0, total_pages: 0, last: true },
    ],
    ['14.2 #20', 'accounts=', [], { total_elements: 0, total_pages: 0, first: true, last: true }],
    [
      'past the end',
      'page=7&size=2',
      [],
      { number: 7, total_elements: 2, total_pages: 1, first: false, last: true },
    ],
    ['14.2 #25', 'size=100000', [1, 3], { size: 2000 }],
    ['14.2 #26', 'size=0', [1, 3], { size: 10 }],
    ['14.2 #26', 'size=-1', [1, 3], { size: 10 }],
    ['14.2 #26', 'size=abc', [1, 3], { size: 10 }],
    ['14.2 #27', 'page=-1', [1, 3], { number: 0 }],
    ['14.2 #27', 'page=abc', [1, 3], { number: 0 }],
    ['after-id', 'after-id=1&state=all&size=2&page=9', [2, 3], { number: 0, total_elements: 5, last: false }],
    ['after-id at the end', 'after-id=3&state=all&size=2', [4, 5], { total_elements: 5, last: true }],
    [
      'a cursor does not mind a page too far',
      'after-id=4&state=all&page=2147483647&size=2000',
      [5],
      { last: true },
    ],
    ['before-id', 'before-id=3&sort=id,desc&state=all&size=2', [2, 1], { last: true }],
  ])('%s: ?%s is the page %j with %j', async (_what, query, ids, envelope) => {
    const answer = await page(query);
    expect(answer.content.map(({ id }) => id)).toEqual(ids);
    expect(answer).toMatchObject({ ...envelope, number_of_elements: ids.length });
    expect(answer).not.toHaveProperty('total_exact');
  });

  it.each([
    ['count=capped', { total_elements: 5, total_pages: 3, total_exact: true }],
    ['count=none', { total_elements: null, total_pages: null, total_exact: false }],
    ['count=none&after-id=3', { total_elements: null, total_exact: false, last: true }],
  ])('?%s says %j', async (query, expected) => {
    expect(await page(`${query}&state=all&size=2`)).toMatchObject(expected);
  });

  it('14.2 #29: the envelope says how it is sorted', async () => {
    const { sort, content: _, ...rest } = await page('sort=id,DESC&size=20');
    expect(sort).toEqual([
      {
        direction: 'DESC',
        property: 'id',
        ignore_case: false,
        null_handling: 'NATIVE',
        ascending: false,
        descending: true,
      },
    ]);
    expect(Object.keys(rest).sort()).toEqual(
      ['first', 'last', 'number', 'number_of_elements', 'size', 'total_elements', 'total_pages'].sort(),
    );
    expect((await page('')).sort).toMatchObject([{ direction: 'ASC', property: 'id' }]);
    expect((await page('before-id=9')).sort).toMatchObject([{ direction: 'DESC', property: 'id' }]);
  });

  it.each([
    ['14.2 #1', '/api/violations/1', 200],
    ['with parameters of a list', '/api/violations/1?size=20&sort=id%2CDESC&severity=3&accounts=1', 200],
    ['a resolved one', '/api/violations/2', 200],
    ['a whitelisted one', '/api/violations/5/', 200],
    ['14.2 #2', '/api/violations/948439', 404],
    ['the highest id', '/api/violations/9223372036854775807', 404],
    ['14.2 #3', '/api/violations/abc', 400],
    ['14.2 #3', '/api/violations/9223372036854775808', 400],
    ['a negative id', '/api/violations/-1', 400],
  ])('%s: %s answers %i', async (_what, path, status) => {
    expect(await statusOf(path)).toBe(status);
  });

  it('14.2 #1, #35: a violation has every field, nulls included', async () => {
    const type = await world.getJson<{ id: string }[]>('/api/violation-types');
    const violation = await world.getJson<ViolationJson>('/api/violations/3');
    expect(violation).toStrictEqual({
      id: 3,
      version: 0,
      event_id: expect.stringMatching(/^event-/),
      account_id: TWO,
      region: 'us-east-1',
      meta_info: 'ami_id=ami-1',
      comment: null,
      instance_id: null,
      plugin_fully_qualified_class_name: '@fullstop/plugin-test#TestPlugin',
      violation_type: type.find(({ id }) => id === 'EC2_WITH_KEYPAIR'),
      created: '2018-01-01T00:03:00.000Z',
      created_by: 'FULLSTOP',
      last_modified: expect.stringMatching(/Z$/),
      last_modified_by: 'FULLSTOP',
      username: null,
      rule_id: null,
      application_id: null,
      application_version_id: null,
      event_time: '2026-08-06T10:00:00.000Z',
      fingerprint: expect.any(String),
      occurrences: 1,
      first_seen: '2026-08-06T10:00:00.000Z',
      last_seen: '2026-08-06T10:00:00.000Z',
      recurrence_of: null,
      state: 'open',
    });
    expect((await page('')).content[1]).toStrictEqual(violation);
  });

  it('14.2 #36: dates are UTC with three digits of fraction', async () => {
    const { content } = await page('state=all');
    const dates = content.flatMap((row) => [row.created, row.last_modified, row.event_time, row.first_seen]);
    expect(dates).toHaveLength(20);
    for (const date of dates) expect(date).toMatch(/^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z$/);
  });

  it('14.2 #34: details that were no JSON are an object with the text', async () => {
    expect((await world.getJson<ViolationJson>('/api/violations/4')).meta_info).toEqual({ data: 'no {JSON' });
  });

  it('14.2 #38: what a violation has is there, and what it has not is null', async () => {
    const { content } = await page('state=all');
    const shown = content.map((row) => [
      row.rule_id,
      row.application_id,
      row.application_version_id,
      row.state,
    ]);
    expect(shown).toEqual([
      [null, 'shop', '1.0', 'open'],
      [null, 'shop', '2.0', 'resolved'],
      [null, null, null, 'open'],
      [null, null, null, 'resolved'],
      [ruleId, 'cart', null, 'whitelisted'],
    ]);
  });
});

it('14.2 #37: a page of 100 violations takes as many statements as one of a single violation', async () => {
  await world.fresh();
  const types = (await world.getJson<{ id: string }[]>('/api/violation-types')).map(({ id }) => id);
  const names = Array.from({ length: 100 }, (_, n) => ({
    applicationId: `app-${n}`,
    applicationVersion: `1.${n}`,
  }));
  await world.given(...names.map((name, n) => ({ ...name, type: types[n % types.length]! })));
  const statements: string[] = [];
  const heard = (statement: string) => statements.push(statement);
  const silent = () => undefined;
  world.database.dataSource.setOptions({
    logging: ['query'],
    logger: {
      logQuery: heard,
      logQueryError: silent,
      logQuerySlow: silent,
      logSchemaBuild: silent,
      logMigration: silent,
      log: silent,
    },
  });
  const filters = `accounts=111122223333&severity=0&application-ids=${names.map((name) => name.applicationId)}`;
  const statementsOf = async (size: number, query: string) => {
    statements.length = 0;
    expect((await page(`size=${size}&${query}`)).content.length).toBeGreaterThan(size / 20);
    return statements.length;
  };
  // Page, types, count; one more for the keys of names.
  expect([await statementsOf(1, ''), await statementsOf(99, '')]).toEqual([3, 3]);
  expect([await statementsOf(1, filters), await statementsOf(5, filters)]).toEqual([4, 4]);
  // The last page tells the count itself.
  expect(await statementsOf(100, '')).toBe(2);
});

it('A-9: capped counting stops at 10,000 and says so', async () => {
  await world.fresh();
  await world.given({});
  await world.rows(`
    INSERT INTO fullstop_data.violation (event_id, account_id, region, violation_type_entity_id, event_time, fingerprint,
      first_seen, last_seen, created, created_by, last_modified, last_modified_by)
    SELECT 'e-' || n, '1', 'eu-west-1', 'WRONG_AMI', now(), 'f', now(), now(), now(), 'x', now(), 'x'
      FROM generate_series(1, 10000) n`);
  expect(await page('count=capped&size=1')).toMatchObject({
    total_elements: 10_000,
    total_pages: 10_000,
    total_exact: false,
    last: false,
  });
  expect(await page('size=1')).toMatchObject({ total_elements: 10_001, total_pages: 10_001 });
});
