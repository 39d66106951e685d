import type { ViolationJson } from '@fullstop/core';
import { openDatabase } from '@fullstop/store';
import { afterAll, beforeAll, describe, expect, it, jest } from '@jest/globals';
import { ApiWorld, aClock } from './support/api-world.js';
import { Callers } from './support/callers.js';

// Starting a database takes seconds, more on a busy machine.
jest.setTimeout(60_000);

const SCOPE = 'fullstop.violation.write';
const world = new ApiWorld();
const callers = new Callers();

beforeAll(async () => {
  await Promise.all([world.start(), callers.start()]);
  await world.fresh({ authentication: callers.authentication, clock: aClock() });
});
afterAll(() => Promise.all([world.stop(), callers.stop()]));

let events = 0;
const aBody = (given: object = {}) => ({
  event_id: `created-${++events}`,
  account_id: '111122223333',
  region: 'eu-west-1',
  meta_info: { ami_id: 'ami-1' },
  violation_type: 'WRONG_AMI',
  instance_id: 'i-1',
  username: 'jdoe',
  application_id: 'shop',
  application_version: '1.0',
  ...given,
});

function post(
  body: unknown,
  { scope = SCOPE, type = 'application/json' }: { scope?: string; type?: string | null } = {},
) {
  const headers = { ...callers.as('scanner', scope), ...(type !== null && { 'content-type': type }) };
  const bytes = typeof body === 'string' ? new TextEncoder().encode(body) : JSON.stringify(body);
  return world.request('/api/violations', { method: 'POST', headers, body: bytes });
}

async function stored(body: { event_id: string }): Promise<number> {
  const sql = 'SELECT id FROM fullstop_data.violation WHERE event_id = $1';
  return (await world.rows(sql, [body.event_id])).length;
}

async function read(location: string): Promise<ViolationJson> {
  const response = await world.request(location, { headers: callers.as('reader') });
  return (await response.json()) as ViolationJson;
}

describe('POST /api/violations', () => {
  it('14.3 #1, A-29: stores what was sent, as its caller', async () => {
    const body = aBody();
    const response = await post(body);
    expect(response.status).toBe(202);
    const answer = (await response.json()) as { id: number };
    expect(answer).toEqual({ id: expect.any(Number), duplicate: false });
    expect(response.headers.get('location')).toBe(`/api/violations/${answer.id}`);
    expect(await read(`/api/violations/${answer.id}`)).toMatchObject({
      id: answer.id,
      event_id: body.event_id,
      account_id: '111122223333',
      region: 'eu-west-1',
      meta_info: { ami_id: 'ami-1' },
      violation_type: { id: 'WRONG_AMI' },
      instance_id: 'i-1',
      username: 'jdoe',
      application_id: 'shop',
      application_version_id: '1.0',
      plugin_fully_qualified_class_name: null,
      comment: null,
      created_by: 'scanner',
      last_modified_by: 'scanner',
      event_time: '2026-08-06T12:00:00.000Z',
      version: 0,
    });
  });

  it('14.3 #13: what was answered with 202 is seen by others at once', async () => {
    const body = aBody();
    const { status } = await post(body);
    const other = await openDatabase({ url: world.databaseUrl });
    const rows = await other.dataSource.query<{ event_id: string }[]>(
      'SELECT event_id FROM fullstop_data.violation WHERE event_id = $1',
      [body.event_id],
    );
    await other.close();
    expect([status, rows]).toEqual([202, [{ event_id: body.event_id }]]);
  });

  it.each([
    ['14.3 #2: a body that is fine', aBody()],
    ['14.3 #3: a body that is not', {}],
    ['14.3 #3: what is no JSON', '{'],
  ])('refuses a caller without the scope, with %s', async (_, body) => {
    const response = await post(body, { scope: 'uid' });
    expect(response.status).toBe(403);
    expect(await response.json()).toMatchObject({ error: 'insufficient_scope', scope: SCOPE });
  });

  it.each(
    ['event_id', 'account_id', 'region', 'meta_info', 'violation_type'].flatMap((field) =>
      [undefined, null].map((value) => [field, value] as const),
    ),
  )('14.3 #4: %s %s gives 400 that names it, and stores nothing', async (field, value) => {
    const body = aBody({ [field]: value });
    const response = await post(body);
    expect(response.status).toBe(400);
    expect(((await response.json()) as { message: string }).message).toContain(field);
    expect(await stored(body)).toBe(0);
  });

  it.each([
    ['a blank event id', { event_id: ' ' }, 'event_id'],
    ['a long event id', { event_id: 'e'.repeat(256) }, 'event_id'],
    ['a blank type', { violation_type: '' }, 'violation_type'],
    ['a blank region', { region: '\t' }, 'region'],
    ['a long region', { region: 'r'.repeat(256) }, 'region'],
    ['an account of 11 digits', { account_id: '1'.repeat(11) }, 'account_id'],
    ['an account with letters', { account_id: '11112222333x' }, 'account_id'],
    ['a number as account', { account_id: 111122223333 }, 'account_id'],
    ['a long username', { username: 'u'.repeat(1025) }, 'username'],
    ['a list as instance', { instance_id: ['i-1'] }, 'instance_id'],
    ['details of more than 64 KiB', { meta_info: 'x'.repeat(65 * 1024) }, 'meta_info'],
  ])('A-28: %s gives 400 that names it', async (_, given, field) => {
    const body = aBody(given);
    const response = await post(body);
    expect(response.status).toBe(400);
    expect(((await response.json()) as { message: string }).message).toContain(field);
    expect(await stored({ event_id: String(body.event_id) })).toBe(0);
  });

  it.each([
    ['14.3 #5: text/plain', JSON.stringify(aBody()), 'text/plain', 415],
    ['14.3 #6: malformed JSON', '{"event_id":', 'application/json', 400],
    ['14.3 #6: an empty body', '', 'application/json', 400],
    ['14.3 #6: nothing at all', '', null, 400],
    ['a list', '[]', 'application/json', 400],
    ['a text', '"violation"', 'application/json', 400],
    ['null', 'null', 'application/json', 400],
  ])('refuses %s', async (_, body, type, status) => {
    expect((await post(body, { type })).status).toBe(status);
  });

  it('14.3 #7, A-27: an unknown type gives 422 that names it, and stores nothing', async () => {
    const body = aBody({ violation_type: 'NEVER_HEARD_OF' });
    const response = await post(body);
    expect(response.status).toBe(422);
    expect(((await response.json()) as { message: string }).message).toContain('NEVER_HEARD_OF');
    expect(await stored(body)).toBe(0);
  });

  it('14.3 #8, A-26: the same violation twice gives 202 twice, with one id', async () => {
    const body = aBody();
    const [first, second] = [await post(body), await post(body)];
    expect([first.status, second.status]).toEqual([202, 202]);
    const { id } = (await first.json()) as { id: number };
    expect(await second.json()).toEqual({ id, duplicate: true });
    expect(await stored(body)).toBe(1);
  });

  it('14.3 #9: 50 that are the same, at once, give one row and no error', async () => {
    const body = aBody();
    const lines = world.logger.lines.length;
    const responses = await Promise.all(Array.from({ length: 50 }, () => post(body)));
    expect(new Set(responses.map(({ status }) => status))).toEqual(new Set([202]));
    const answers = (await Promise.all(responses.map((r) => r.json()))) as { duplicate: boolean }[];
    expect(answers.filter(({ duplicate }) => !duplicate)).toHaveLength(1);
    expect(await stored(body)).toBe(1);
    expect(world.logger.lines.slice(lines).filter(({ level }) => level === 'error')).toEqual([]);
  });

  it.each([null, undefined, '', ' '])(
    '14.3 #10: without an instance (%j), twice gives one row',
    async (none) => {
      const body = aBody({ instance_id: none });
      await post(body);
      const response = await post({ ...body, instance_id: null });
      expect(await response.json()).toMatchObject({ duplicate: true });
      expect(await stored(body)).toBe(1);
    },
  );

  it('14.3 #11: comment, id, rule_id and whatever else are ignored', async () => {
    const response = await post(
      aBody({
        comment: 'done',
        id: 1,
        rule_id: 1,
        checked: true,
        plugin_fully_qualified_class_name: 'a.B',
        x: 1,
      }),
    );
    expect(response.status).toBe(202);
    expect(await read(response.headers.get('location')!)).toMatchObject({
      comment: null,
      rule_id: null,
      plugin_fully_qualified_class_name: null,
      state: 'open',
    });
  });

  const deep = (levels: number) => JSON.parse(`${'{"a":'.repeat(levels)}1${'}'.repeat(levels)}`) as object;

  it.each<[string, unknown]>([
    ['a list', [1, 'two', null, { three: 3 }]],
    ['a text', 'just a text'],
    ['a number', 0],
    ['false', false],
    ['a deep object', deep(90)],
    ['odd names', { '': 1, valueOf: 2, toJSON: 3, 'a.b': 4, length: 5, hasOwnProperty: 6 }],
  ])('14.3 #12: details may be %s', async (_, meta_info) => {
    const response = await post(aBody({ meta_info }));
    expect(response.status).toBe(202);
    const { meta_info: kept } = await read(response.headers.get('location')!);
    expect(kept).toEqual(meta_info);
  });

  it.each<[string, unknown, number]>([
    ['1 MiB', 'x'.repeat(1024 * 1024), 413],
    ['nested a hundred times', deep(100), 400],
    ['nested 30,000 times', undefined, 400],
  ])('14.3 #12: details of %s are refused', async (_, meta_info, status) => {
    const tooDeep = JSON.stringify(aBody({ meta_info: 0 })).replace(
      '"meta_info":0',
      `"meta_info":${'['.repeat(30_000)}${']'.repeat(30_000)}`,
    );
    expect((await post(meta_info === undefined ? tooDeep : aBody({ meta_info }))).status).toBe(status);
  });

  it('texts that PostgreSQL does not take are stored all the same, once', async () => {
    const body = aBody({
      event_id: 'odd \0 \ud800',
      username: '\0',
      meta_info: '\0',
      instance_id: 'ü'.repeat(1024),
    });
    const [first, second] = [await post(body), await post(body)];
    expect([first.status, second.status]).toEqual([202, 202]);
    expect(await second.json()).toMatchObject({ duplicate: true });
  });
});

describe('settings of the intake', () => {
  it('A-27: unknown types are created where the setting says so', async () => {
    await world.restart({ authentication: callers.authentication, createUnknownTypes: true });
    const responses = await Promise.all([1, 2].map(() => post(aBody({ violation_type: 'QUITE_NEW' }))));
    expect(responses.map(({ status }) => status)).toEqual([202, 202]);
    expect((await read(responses[0]!.headers.get('location')!)).violation_type).toMatchObject({
      id: 'QUITE_NEW',
      title: 'QUITE_NEW',
      violation_severity: 0,
      priority: 4,
      audit_relevant: false,
    });
  });

  it('A-28: account ids may have another form where the setting says so', async () => {
    await world.restart({ authentication: callers.authentication, accountIdPattern: /^acc\d+$/ });
    expect((await post(aBody({ account_id: 'acc1' }))).status).toBe(202);
    expect((await post(aBody({ account_id: '111122223333' }))).status).toBe(400);
  });
});
