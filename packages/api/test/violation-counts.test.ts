import type { ViolationTypeJson } from '@fullstop/core';
import { afterAll, beforeAll, describe, expect, it, jest } from '@jest/globals';
import { ApiWorld } from './support/api-world.js';

jest.setTimeout(60_000);

const world = new ApiWorld();
const [ONE, TWO] = ['100000000001', '100000000002'];

beforeAll(async () => {
  await world.start();
  await world.fresh();
  const shop = { applicationId: 'shop', applicationVersion: '1.0' };
  await world.given(
    { accountId: TWO, type: 'WRONG_AMI', ...shop },
    { accountId: ONE, type: 'WRONG_REGION', applicationId: 'zoo', applicationVersion: '1.0' },
    { accountId: ONE, type: 'WRONG_AMI', applicationId: 'shop', applicationVersion: '2.0' },
    { accountId: ONE, type: 'WRONG_AMI', ...shop },
    { accountId: ONE, type: 'PASSWORD_USED', ...shop },
    { accountId: ONE, type: 'WRONG_AMI', ...shop },
    { accountId: ONE, type: 'WRONG_AMI', applicationId: 'shop' },
    { accountId: ONE, type: 'WRONG_AMI', applicationVersion: '2.0' },
    { accountId: ONE, type: 'WRONG_AMI' },
    { accountId: TWO, type: 'WRONG_AMI' },
    { accountId: TWO, type: 'WRONG_AMI' },
  );
  await world.rows(`UPDATE fullstop_data.violation SET comment = 'fine' WHERE id = 10`);
  await world.rows(`
    INSERT INTO fullstop_data.rule (account_id, reason, expiry_date, created, created_by, last_modified, last_modified_by)
    VALUES ('3', 'a test', '9999-01-01', now(), 'jdoe', now(), 'jdoe')`);
  await world.rows('UPDATE fullstop_data.violation SET rule_entity_id = 1 WHERE id = 11');
  await world.rows(
    `UPDATE fullstop_data.violation SET created = timestamptz '2018-01-01T00:00:00Z' + id * interval '1 minute'`,
  );
  await world.rows(
    `UPDATE fullstop_data.app_version SET created = CASE name WHEN '2.0' THEN timestamptz '2018-02-01' ELSE '2018-01-01' END`,
  );
});
afterAll(() => world.stop());

describe('GET /api/violation-types', () => {
  it('14.5 #1: lists all types by id, with every field', async () => {
    const types = await world.getJson<ViolationTypeJson[]>('/api/violation-types');
    expect(types).toHaveLength(31);
    expect(types.map(({ id }) => id)).toEqual(types.map(({ id }) => id).sort());
    expect(types.find(({ id }) => id === 'WRONG_AMI')).toStrictEqual({
      id: 'WRONG_AMI',
      help_text: expect.any(String),
      violation_severity: 3,
      audit_relevant: false,
      title: 'Image not approved',
      priority: 1,
      version: 0,
      created: expect.stringMatching(/^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z$/),
      created_by: 'FULLSTOP',
      last_modified: expect.any(String),
      last_modified_by: 'FULLSTOP',
    });
  });

  it('A-35: answers 304 to who has them already, and may be kept for a short time', async () => {
    const first = await world.request('/api/violation-types');
    expect(first.headers.get('cache-control')).toBe('private, max-age=60');
    const etag = first.headers.get('etag') ?? '';
    expect(etag).not.toBe('');
    const headers = (tag: string) => ({ headers: { 'If-None-Match': tag, 'Cache-Control': 'max-age=0' } });
    expect((await world.request('/api/violation-types', headers(etag))).status).toBe(304);
    expect((await world.request('/api/violation-types', headers('"other"'))).status).toBe(200);
  });
});

describe('GET /api/violation-count', () => {
  const ALL = [
    [ONE, 'PASSWORD_USED', 1],
    [ONE, 'WRONG_AMI', 6],
    [ONE, 'WRONG_REGION', 1],
    [TWO, 'WRONG_AMI', 1],
  ];

  it.each([
    ['14.5 #2, #6: all open ones, by account and type', '', ALL],
    [
      '14.5 #3: every filter',
      `accounts=${ONE},${TWO}&from=2018-01-01T00:00:00.000Z&to=2030-01-01T00:00:00.000Z&resolved=false&whitelisted=false`,
      ALL,
    ],
    ['accounts', `accounts=${TWO}`, [[TWO, 'WRONG_AMI', 1]]],
    ['14.5 #7: accounts, blank', 'accounts=', ALL],
    ['14.5 #8: from is strict', `from=2018-01-01T00:08:00.000Z`, [[ONE, 'WRONG_AMI', 1]]],
    ['to is strict', 'to=2018-01-01T00:02:00.000Z', [[TWO, 'WRONG_AMI', 1]]],
    ['resolved ones', 'resolved=true', [[TWO, 'WRONG_AMI', 1]]],
    ['14.5 #9: whitelisted ones only', 'resolved=true&whitelisted=true', [[TWO, 'WRONG_AMI', 1]]],
    ['14.5 #10: an unknown account', 'accounts=999999999999', []],
    ['quotes', `accounts=${encodeURIComponent("' OR 1=1 --")}`, []],
  ])('%s: ?%s counts %j', async (_what, query, expected) => {
    const counts = await world.getJson<Record<string, unknown>[]>(`/api/violation-count?${query}`);
    // 14.5 #11: the quantity is a number.
    expect(counts).toStrictEqual(expected.map(([account, type, quantity]) => ({ account, type, quantity })));
  });

  it.each(['resolved=maybe', 'whitelisted=2', 'from=today', 'to=2018-01-01'])(
    '?%s answers 400',
    async (query) => {
      expect((await world.request(`/api/violation-count?${query}`)).status).toBe(400);
    },
  );
});

describe('GET /api/violation-count/{account}', () => {
  const ALL = [
    ['shop', '2.0', 'WRONG_AMI', 1],
    ['shop', '1.0', 'PASSWORD_USED', 1],
    ['shop', '1.0', 'WRONG_AMI', 2],
    ['shop', null, 'WRONG_AMI', 1],
    ['zoo', '1.0', 'WRONG_REGION', 1],
    [null, '2.0', 'WRONG_AMI', 1],
    [null, null, 'WRONG_AMI', 1],
  ];

  it.each([
    ['14.5 #4, #6, db 8.2 #9: by application, newest version, type', ONE, '', ALL],
    ['parameters of the other count', ONE, 'accounts=x', ALL],
    [
      '14.5 #8: from is inclusive',
      ONE,
      'from=2018-01-01T00:08:00.000Z',
      [
        [null, '2.0', 'WRONG_AMI', 1],
        [null, null, 'WRONG_AMI', 1],
      ],
    ],
    ['to is inclusive', ONE, 'to=2018-01-01T00:02:00Z', [['zoo', '1.0', 'WRONG_REGION', 1]]],
    ['14.5 #4, db 8.2 #8: resolved ones', TWO, 'resolved=true', [[null, null, 'WRONG_AMI', 1]]],
    ['14.5 #9: whitelisted ones only', TWO, 'resolved=true&whitelisted=true', [[null, null, 'WRONG_AMI', 1]]],
    ['14.5 #10: an unknown account', 'account001', '', []],
    ['quotes', "' OR 1=1 --", '', []],
    ['U+0000', '\0', '', []],
  ])('%s: %s?%s counts %j', async (_what, account, query, expected) => {
    const path = `/api/violation-count/${encodeURIComponent(account)}?${query}`;
    const counts = await world.getJson<Record<string, unknown>[]>(path);
    expect(counts).toStrictEqual(
      expected.map(([application, version, type, quantity]) => ({ application, version, type, quantity })),
    );
  });

  it('A-36: a blank account answers 400', async () => {
    expect((await world.request('/api/violation-count/%20')).status).toBe(400);
  });
});
