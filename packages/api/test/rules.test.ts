import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import type { RuleJson } from '../src/rules/rule.js';
import { ApiWorld, aClock } from './support/api-world.js';
import { TokenServer } from './support/token-server.js';

const world = new ApiWorld();
let tokenServer: TokenServer;

const PATH = '/api/whitelisting-rules';
const NEVER = '9999-01-01T00:00:00.000Z';
const MAKER = 'token-of-a-member-of-an-allowed-team';
const OTHER = 'token-of-a-member-of-some-other-team';

beforeAll(async () => {
  tokenServer = await TokenServer.start();
  tokenServer.tokens.set(MAKER, { uid: 'jdoe', realm: '/employees', scope: ['uid'] });
  tokenServer.tokens.set(OTHER, { uid: 'other', realm: '/employees', scope: ['uid'] });
  world.teams.teamIds.set('jdoe', ['rule-makers']);
  world.teams.teamIds.set('other', ['rule-readers']);
  await world.start();
});
afterAll(async () => {
  await world.stop();
  await tokenServer.stop();
});

const fresh = () =>
  world.fresh({ authentication: { kind: 'token-info', uri: `${tokenServer.url}/tokeninfo` } });

interface Asked {
  readonly method?: string;
  readonly body?: unknown;
  readonly token?: string;
  readonly headers?: Record<string, string>;
}

async function ask(path: string, { method = 'GET', body, token = MAKER, headers = {} }: Asked = {}) {
  const isText = typeof body === 'string';
  const response = await world.request(`${PATH}${path}`, {
    method,
    headers: {
      authorization: `Bearer ${token}`,
      ...(body !== undefined && { 'content-type': isText ? 'application/yaml' : 'application/json' }),
      ...headers,
    },
    ...(body !== undefined && { body: isText ? body : JSON.stringify(body) }),
  });
  const text = await response.text();
  return { status: response.status, text, headers: response.headers, json: () => JSON.parse(text) };
}

const post = (body: unknown, parameters = '') => ask(parameters, { method: 'POST', body });
const put = (id: number, body: unknown, headers = {}) => ask(`/${id}`, { method: 'PUT', body, headers });
const remove = (id: number, parameters = '') => ask(`/${id}${parameters}`, { method: 'DELETE' });

async function created(body: unknown, parameters = ''): Promise<RuleJson> {
  const response = await post(body, parameters);
  if (response.status !== 201) throw new Error(response.text);
  return response.json();
}

const RULE = { account_id: '111122223333', reason: 'ticket 4711' };

async function allRules(): Promise<RuleJson[]> {
  return (await ask('')).json();
}

async function rulesOfViolations(): Promise<(number | null)[]> {
  const rows = await world.rows<{ rule: string | null }>(
    'SELECT rule_entity_id AS rule FROM fullstop_data.violation ORDER BY id',
  );
  return rows.map(({ rule }) => (rule === null ? null : Number(rule)));
}

describe('whitelisting rules', () => {
  beforeEach(fresh);

  it('14.6 #1: are listed, read, created and updated by members of an allowed team', async () => {
    const response = await post(RULE);
    expect(response.status).toBe(201);
    expect(response.headers.get('location')).toBe(`${PATH}/1`);
    const rule = response.json();
    expect(rule).toEqual({
      id: 1,
      account_id: '111122223333',
      region: null,
      application_id: null,
      application_version: null,
      image_name: null,
      image_owner: null,
      reason: 'ticket 4711',
      expiry_date: NEVER,
      violation_type: null,
      violation_type_entity_id: null,
      meta_info_json_path: null,
      created: expect.stringMatching(/^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z$/),
      created_by: 'jdoe',
      last_modified: rule.created,
      last_modified_by: 'jdoe',
      version: 0,
      replaces_rule_id: null,
      replaced_by_rule_id: null,
      covered: 0,
      last_covered: null,
      in_progress: false,
    });
    expect((await ask('/1')).json()).toEqual(rule);
    expect((await ask('/')).json()).toEqual([rule]);
    const update = await put(1, { ...RULE, region: 'eu-west-1' });
    expect(update.status).toBe(200);
    expect(update.json()).toMatchObject({ id: 2, account_id: '111122223333', region: 'eu-west-1' });
  });

  it.each<[string, string, number, string | undefined]>([
    ['14.6 #5: at once', '', 204, undefined],
    ['14.6 #5: in the future', '?expiryDate=2099-01-01T00:00:00.000Z', 204, '2099-01-01T00:00:00.000Z'],
    ['14.6 #5: blank is at once', '?expiryDate=', 204, undefined],
    ['14.6 #5: a date that is none', '?expiryDate=20180101', 400, NEVER],
    ['a parameter that is none', '?expiry_date=2099-01-01T00:00:00.000Z', 400, NEVER],
    ['14.6 #9: in the past', '?expiryDate=2018-01-01T00:00:00.000Z', 400, NEVER],
  ])('delete, %s', async (_, parameters, status, expiry) => {
    const { id } = await created(RULE);
    const response = await remove(id, parameters);
    expect([response.status, response.status === 204 ? response.text : '']).toEqual([status, '']);
    const [rule] = await allRules();
    if (expiry !== undefined) expect(rule?.expiry_date).toBe(expiry);
    else expect(Math.abs(Date.parse(rule?.expiry_date ?? '') - Date.now())).toBeLessThan(60_000);
    expect((await ask('?active=true')).json()).toHaveLength(expiry === undefined ? 0 : 1);
  });

  it('14.6 #6, #9, #13: what has expired cannot be deleted or updated, and its expiry stays', async () => {
    const { id } = await created(RULE);
    await remove(id);
    const before = await allRules();
    expect((await remove(id)).status).toBe(409);
    expect((await remove(id, '?expiryDate=2099-01-01T00:00:00Z')).status).toBe(409);
    expect((await put(id, RULE)).status).toBe(409);
    expect(await allRules()).toEqual(before);
  });

  it.each([
    ['14.6 #7, db 8.4 #1: absent', {}, NEVER],
    ['null', { expiry_date: null }, NEVER],
    ['with an offset', { expiry_date: '2099-01-01T02:00:00+02:00' }, '2099-01-01T00:00:00.000Z'],
    ['a date', { expiry_date: '2099-01-01' }, '2099-01-01T00:00:00.000Z'],
    ['without zone', { expiry_date: '2099-01-01T10:00:00' }, '2099-01-01T10:00:00.000Z'],
    ['milliseconds', { expiry_date: 4_070_908_800_000 }, '2099-01-01T00:00:00.000Z'],
  ])('an expiry, %s', async (_, given, expected) => {
    expect((await created({ ...RULE, ...given })).expiry_date).toBe(expected);
  });

  it('14.6 #8: an update ends the old rule and makes a new one', async () => {
    const { id } = await created(RULE);
    const next = (await put(id, { ...RULE, region: 'eu-west-1' })).json();
    expect(next).toMatchObject({ id: 2, replaces_rule_id: 1, replaced_by_rule_id: null, version: 0 });
    const [old, stored] = await allRules();
    expect(stored).toEqual(next);
    expect(old).toMatchObject({ id: 1, replaced_by_rule_id: 2, version: 1 });
    expect(old?.expiry_date).toBe(next.created);
    expect((await ask('/1/versions')).json()).toEqual([old, next]);
    expect((await ask('?active=true')).json()).toEqual([next]);
    expect((await ask('?active=false')).json()).toEqual([old]);
  });

  it.each([
    ['violation_type', { violation_type: 'WRONG_AMI' }],
    ['violation_type_entity_id', { violation_type_entity_id: 'WRONG_AMI' }],
    ['both', { violation_type: 'WRONG_AMI', violation_type_entity_id: ' WRONG_AMI ' }],
    ['one, the other blank', { violation_type: '', violation_type_entity_id: 'WRONG_AMI' }],
  ])('14.6 #11: the type can be given as %s', async (_, given) => {
    expect(await created({ reason: 'x', ...given })).toMatchObject({
      violation_type: 'WRONG_AMI',
      violation_type_entity_id: 'WRONG_AMI',
    });
  });

  it('a rule that was read can be written back; who is too late is told', async () => {
    const rule = await created({ ...RULE, violation_type: 'WRONG_AMI' });
    const response = await put(rule.id, rule);
    expect(response.status).toBe(200);
    const next = response.json();
    expect(next).toMatchObject({ id: 2, violation_type: 'WRONG_AMI', version: 0, replaces_rule_id: 1 });
    await remove(next.id, '?expiryDate=2099-01-01T00:00:00Z');
    expect((await put(next.id, next)).status).toBe(409);
    const { etag } = Object.fromEntries((await ask(`/${next.id}`)).headers);
    expect(etag).toBe('W/"1"');
    expect((await put(next.id, RULE, { 'if-match': '"0"' })).status).toBe(409);
    expect((await put(next.id, RULE, { 'if-match': 'one' })).status).toBe(400);
    expect((await put(next.id, RULE, { 'if-match': etag ?? '' })).status).toBe(200);
  });
});

describe('what rules cover', () => {
  beforeEach(fresh);

  it('14.7 #20, A-48: violations to come and open ones; they reopen when the rule ends', async () => {
    await world.given({}, { accountId: '222222222222' });
    const rule = await created(RULE);
    await world.given({});
    expect(await rulesOfViolations()).toEqual([rule.id, null, rule.id]);
    expect((await ask(`/${rule.id}`)).json()).toMatchObject({
      covered: 2,
      last_covered: expect.any(String),
      in_progress: false,
    });
    const list = async (parameters: string) => {
      const response = await world.request(`/api/violations?${parameters}`, {
        headers: { authorization: `Bearer ${MAKER}` },
      });
      const { content } = (await response.json()) as {
        content: { id: number; comment: string; rule_id: number }[];
      };
      return content.map(({ id, comment, rule_id }) => [id, comment, rule_id]);
    };
    const comment = 'Whitelisted automatically because of:ticket 4711';
    expect(await list('whitelisted=true')).toEqual([
      [1, comment, rule.id],
      [3, comment, rule.id],
    ]);
    expect(await list('')).toEqual([[2, null, null]]);
    expect(await list('checked=true')).toEqual([]);
    await remove(rule.id);
    expect(await list('')).toEqual([
      [1, null, null],
      [2, null, null],
      [3, null, null],
    ]);
  });

  it('only violations to come with apply-to-open=false', async () => {
    await world.given({});
    const rule = await created(RULE, '?apply-to-open=false');
    await world.given({});
    expect(await rulesOfViolations()).toEqual([null, rule.id]);
    await ask(`/${rule.id}?apply-to-open=false`, { method: 'PUT', body: RULE });
    expect(await rulesOfViolations()).toEqual([null, 2]);
  });

  it('14.7 #14, #18: stored rules that are broken or slow hide and lose nothing', async () => {
    await world.rows(
      `INSERT INTO fullstop_data.rule (image_name, meta_info_json_path, reason, expiry_date, created, created_by,
         last_modified, last_modified_by)
       SELECT image, path, 'old', '9999-01-01', now(), 'x', now(), 'x'
         FROM (VALUES ('(', NULL), (NULL, '$['), ('(a+)+$', NULL)) old (image, path)`,
    );
    const rule = await created({ ...RULE, image_name: 'a+!' });
    const started = performance.now();
    await world.given({ metaInfo: { ami_name: `${'a'.repeat(30)}!` } }, { metaInfo: null });
    expect(performance.now() - started).toBeLessThan(5000);
    expect(await rulesOfViolations()).toEqual([rule.id, null]);
  });

  it('A-43: a test and a dry run say it, and change nothing', async () => {
    await world.given(
      { applicationId: 'shop', applicationVersion: '1' },
      { type: 'WRONG_REGION', region: 'us-east-1' },
      { type: 'WRONG_REGION', accountId: '222222222222' },
    );
    const test = await post({ meta_info_json_path: '$', region: 'eu-west-1' }, '/test');
    expect([test.status, test.json()]).toMatchObject([200, { matches: 0, complete: true, samples: [] }]);
    for (const response of [
      await post({ image_owner: '', account_id: '111122223333' }, '/test'),
      await post(RULE, '?dry-run=true'),
    ]) {
      expect(response.status).toBe(200);
      expect(response.json()).toEqual({
        matches: 2,
        complete: true,
        not_evaluable: 0,
        by_type: [
          { type: 'WRONG_AMI', quantity: 1 },
          { type: 'WRONG_REGION', quantity: 1 },
        ],
        by_account: [{ account: '111122223333', quantity: 2 }],
        samples: [
          {
            id: 1,
            account_id: '111122223333',
            region: 'eu-west-1',
            violation_type: 'WRONG_AMI',
            instance_id: 'i-1',
            application_id: 'shop',
            application_version_id: '1',
            created: expect.any(String),
          },
          expect.objectContaining({ id: 2, application_id: null }),
        ],
      });
    }
    expect(await allRules()).toEqual([]);
    expect(await rulesOfViolations()).toEqual([null, null, null]);
  });

  it('rules that covered nothing lately are found', async () => {
    const clock = aClock();
    await world.restart({ clock });
    const used = await created(RULE);
    const unused = await created({ ...RULE, account_id: '5' });
    await world.given({});
    const since = async (instant: string) =>
      (await ask(`?unused-since=${instant}`)).json().map(({ id }: RuleJson) => id);
    expect(await since('2026-08-06T12:00:01Z')).toEqual([unused.id]);
    expect(await since('2026-08-06T11:59:59Z')).toEqual([]);
    expect(await since('2199-01-01T00:00:00Z')).toEqual([used.id, unused.id]);
  });
});

describe('YAML', () => {
  beforeEach(fresh);

  const FULL = {
    reason: 'why: "quotes", #hash\nand lines',
    violation_type: 'WRONG_AMI',
    account_id: '001122223333',
    region: 'eu-west-1',
    application_id: 'true',
    application_version: '1.0',
    image_name: '\\d+-.*',
    image_owner: '999',
    meta_info_json_path: "$.[?(@.a == ['b'])]",
    expiry_date: '2099-01-01T00:00:00.000Z',
  };

  it('round trip: what is exported can be imported elsewhere, and changes nothing here', async () => {
    await created(FULL);
    await created(RULE);
    const ended = await created({ ...RULE, region: 'x' });
    await remove(ended.id);
    const before = await allRules();
    const exported = await ask('?format=yaml&active=');
    expect(exported.headers.get('content-type')).toMatch(/^application\/yaml/);
    expect((await ask('', { headers: { accept: 'application/yaml' } })).text).toBe(exported.text);
    expect((await ask('', { headers: { accept: '*/*' } })).json()).toEqual(before);

    expect((await post(exported.text, '/import')).json()).toEqual({ created: [], unchanged: 2 });
    expect(await allRules()).toEqual(before);

    await fresh();
    await world.given({});
    const imported = await post(exported.text, '/import');
    expect(imported.status).toBe(200);
    expect(imported.json()).toMatchObject({
      created: [FULL, { ...RULE, expiry_date: NEVER, covered: 1 }],
      unchanged: 0,
    });
    expect((await ask('?format=yaml')).text).toBe(exported.text);
  });

  it('written by hand needs no quotes', async () => {
    const yaml =
      'rules:\n  - reason: ticket 1\n    account_id: 001122223333\n    region:\n    expiry_date: 2099-01-01\n';
    expect((await post(yaml, '/import?apply-to-open=no')).json()).toMatchObject({
      created: [{ account_id: '001122223333', region: null, expiry_date: '2099-01-01T00:00:00.000Z' }],
    });
  });
});

describe('what is refused', () => {
  beforeAll(fresh);

  it.each([
    ['14.6 #2: get', () => ask('/4711')],
    ['14.6 #3: update', () => put(4711, RULE)],
    ['14.6 #6: delete', () => remove(4711)],
    ['versions', () => ask('/4711/versions')],
  ])('%s of an unknown rule is 404', async (_, attempt) => {
    const { status, json } = await attempt();
    expect(status).toBe(404);
    expect(json().message).toContain('4711');
  });

  it.each([
    ['14.6 #4: list', 'GET', ''],
    ['14.6 #4: create', 'POST', ''],
    ['14.6 #4: test', 'POST', '/test'],
    ['14.6 #4: import', 'POST', '/import'],
    ['14.6 #14: get, unknown', 'GET', '/4711'],
    ['14.6 #14: versions, unknown', 'GET', '/4711/versions'],
    ['14.6 #14: update, unknown', 'PUT', '/4711'],
    ['14.6 #14: delete, unknown', 'DELETE', '/4711'],
  ])('%s by a member of another team is 403, and changes nothing', async (_, method, path) => {
    const body = method === 'GET' || method === 'DELETE' ? undefined : RULE;
    const before = await allRules();
    expect((await ask(path, { method, token: OTHER, body })).status).toBe(403);
    expect((await ask(path, { method, token: 'x'.repeat(30), body })).status).toBe(401);
    expect(await allRules()).toEqual(before);
  });

  it.each<[string, object, string]>([
    ['14.6 #10: no reason', { account_id: '1' }, 'reason'],
    ['14.6 #10: a blank reason', { account_id: '1', reason: ' ' }, 'reason'],
    ['14.6 #10: no criterion', { reason: 'x' }, 'rule'],
    ['14.6 #10: blank criteria', { reason: 'x', region: ' ' }, 'rule'],
    ['14.6 #10: a bad pattern', { ...RULE, image_name: '(' }, 'image_name'],
    ['14.6 #10: a pattern RE2 does not have', { ...RULE, image_name: '(?=a)' }, 'image_name'],
    ['14.6 #10: a bad path', { ...RULE, meta_info_json_path: '$[?(' }, 'meta_info_json_path'],
    ['14.6 #10: an unknown type', { ...RULE, violation_type: 'NO_SUCH_TYPE' }, 'violation_type'],
    ['14.6 #10: a past expiry', { ...RULE, expiry_date: '2018-01-01T00:00:00.000Z' }, 'expiry_date'],
    [
      '14.6 #11: two types',
      { ...RULE, violation_type: 'A', violation_type_entity_id: 'B' },
      'violation_type',
    ],
    ['an unknown field', { ...RULE, violationType: 'WRONG_AMI' }, 'violationType'],
    ['a field of another type', { ...RULE, region: 5 }, 'region'],
    ['an object', { ...RULE, region: { a: 1 } }, 'region'],
    ['an expiry that is none', { ...RULE, expiry_date: 'tomorrow' }, 'expiry_date'],
    ['a long reason', { ...RULE, reason: 'x'.repeat(4001) }, 'reason'],
    ['a long pattern', { ...RULE, image_name: 'x'.repeat(1001) }, 'image_name'],
    ['a version that is none', { ...RULE, version: 'one' }, 'version'],
  ])(
    '14.6 #12: with %s, neither create, test, import nor update changes anything',
    async (_, body, field) => {
      const { id } = await created(RULE);
      const before = await allRules();
      for (const response of [await post(body), await put(id, body)]) {
        expect(response.status).toBe(400);
        const { errors } = response.json();
        expect(errors.map((error: { field: string }) => error.field)).toContain(field);
      }
      if (field !== 'reason') expect((await post(body, '/test')).status).toBe(400);
      const yaml = JSON.stringify({ rules: [{ ...RULE, region: 'x' }, body] });
      if (!/object|of another/.test(_)) expect((await post(yaml, '/import')).status).toBe(400);
      expect(await allRules()).toEqual(before);
    },
  );

  it.each([
    ['nothing', undefined],
    ['null', null],
    ['a text', 'text'],
    ['a number', 5],
    ['a list', [RULE]],
    ['a list of lists', [[]]],
  ])('a body that is %s is refused', async (_, body) => {
    const { id } = await created(RULE);
    const before = await allRules();
    const headers = { 'content-type': 'application/json' };
    const given = body === undefined ? {} : { body: JSON.stringify(body) };
    for (const [method, path] of [
      ['POST', ''],
      ['POST', '/test'],
      ['PUT', `/${id}`],
    ] as const) {
      const response = await world.request(`${PATH}${path}`, {
        method,
        headers: { ...headers, authorization: `Bearer ${MAKER}` },
        ...given,
      });
      expect(response.status).toBe(400);
    }
    expect(await allRules()).toEqual(before);
  });

  it.each([
    ['?active=maybe', 400],
    ['?unused-since=yesterday', 400],
    ['?format=xml', 400],
    ['/abc', 400],
    ['/99999999999999999999', 400],
    ['/9223372036854775807', 404],
    ['/1/versions/2', 404],
  ])('GET %s is %i', async (path, status) => {
    expect((await ask(path)).status).toBe(status);
  });

  it('YAML: names every rule and field that is wrong, and imports none', async () => {
    const before = await allRules();
    const yaml = `rules:\n  - {reason: x, region: y}\n  - {reason: x, regoin: y}\n  - {region: y, violation_type: A, violation_type_entity_id: B}\n`;
    const response = await post(yaml, '/import');
    expect(response.status).toBe(400);
    expect(response.json().errors.map(({ field }: { field: string }) => field)).toEqual([
      'rules[1].regoin',
      'rules[2].violation_type',
    ]);
    expect(
      (await post('rules: [{reason: x, image_name: "("}, {region: y}]', '/import')).json().errors,
    ).toMatchObject([
      { field: 'rules[0].image_name', message: expect.stringMatching(/^rules\[0\].image_name: /) },
      { field: 'rules[1].reason' },
    ]);
    expect(await allRules()).toEqual(before);
  });

  it.each([
    ['no YAML', 'rules: [', 400],
    ['nothing', '', 400],
    ['no rules', 'a: b', 400],
    ['rules that are no list', 'rules: a', 400],
    ['rules that are texts', 'rules: [a]', 400],
    ['aliases', 'a: &a {reason: x}\nrules: [*a, *a]', 400],
    ['deep nesting', `rules: ${'['.repeat(5000)}${']'.repeat(5000)}`, 400],
    ['two documents', 'rules: []\n---\nrules: []', 400],
    ['a key twice', 'rules: []\nrules: []', 400],
    ['many rules', `rules: [${'{reason: x, region: y},'.repeat(1001)}]`, 400],
    ['no rules at all', 'rules: []', 200],
  ])('YAML of %s', async (_, yaml, status) => {
    expect((await post(yaml, '/import')).status).toBe(status);
  });

  it('YAML is asked for where JSON is sent', async () => {
    expect((await ask('/import', { method: 'POST', body: { rules: [] } })).status).toBe(415);
  });
});
