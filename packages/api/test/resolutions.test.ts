import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import {
  DependencyRequestError,
  DependencyUnavailableError,
  FixedTokens,
  TeamServiceClient,
} from '@fullstop/clients';
import type { Violation, ViolationJson } from '@fullstop/core';
import { afterAll, beforeAll, beforeEach, describe, expect, it, jest } from '@jest/globals';
import { ApiWorld, aClock } from './support/api-world.js';
import { Callers } from './support/callers.js';

// Starting a database takes seconds, more on a busy machine.
jest.setTimeout(60_000);

const ACCOUNT = '111122223333';
const OTHER_ACCOUNT = '444455556666';
const world = new ApiWorld();
const callers = new Callers();
const clock = aClock();

beforeAll(async () => {
  await Promise.all([world.start(), callers.start()]);
  await world.fresh({ authentication: callers.authentication, clock });
});
afterAll(() => Promise.all([world.stop(), callers.stop()]));
beforeEach(() => {
  world.teams.failure = undefined;
  world.teams.calls.length = 0;
  world.teams.accounts.set('jdoe', [ACCOUNT]);
  world.teams.accounts.set('asmith', [ACCOUNT]);
});

/** Stores violations. @returns their ids. */
async function given(...violations: readonly Partial<Violation>[]): Promise<number[]> {
  await world.given(...violations);
  const sql = 'SELECT id::int FROM fullstop_data.violation ORDER BY id DESC LIMIT $1';
  const rows = await world.rows<{ id: number }>(sql, [violations.length]);
  return rows.map(({ id }) => id).reverse();
}

async function anOpenOne(): Promise<number> {
  return (await given({ accountId: ACCOUNT }))[0]!;
}

async function whitelist(id: number): Promise<void> {
  await world.rows(
    `WITH made AS (
       INSERT INTO fullstop_data.rule (reason, account_id, expiry_date, created, created_by, last_modified, last_modified_by)
       VALUES ('fine', '0', '9999-01-01', now(), 'a', now(), 'a') RETURNING id)
     UPDATE fullstop_data.violation SET rule_entity_id = (SELECT id FROM made), comment = 'fine', version = version + 1
      WHERE id = $1`,
    [id],
  );
}

interface Sent {
  readonly as?: string;
  readonly type?: string;
}

function resolve(id: number | string, body: string | Uint8Array, { as = 'jdoe', type }: Sent = {}) {
  const headers = { ...callers.as(as), ...(type !== undefined && { 'content-type': type }) };
  const bytes = typeof body === 'string' ? new TextEncoder().encode(body) : body;
  return world.request(`/api/violations/${id}/resolution`, { method: 'POST', headers, body: bytes });
}

function unresolve(id: number | string, as = 'jdoe') {
  return world.request(`/api/violations/${id}/resolution`, { method: 'DELETE', headers: callers.as(as) });
}

async function get<T>(path: string, as = 'jdoe'): Promise<T> {
  const response = await world.request(path, { headers: callers.as(as) });
  if (!response.ok) throw new Error(`${path}: ${response.status}`);
  return (await response.json()) as T;
}

const violation = (id: number) => get<ViolationJson>(`/api/violations/${id}`);
const comments = (ids: readonly number[]) =>
  Promise.all(ids.map(async (id) => (await violation(id)).comment));

describe('POST /api/violations/{id}/resolution', () => {
  it('14.4 #1, #13: a member resolves it, with one look-up of the ownership', async () => {
    const id = await anOpenOne();
    const response = await resolve(id, 'fixed it');
    expect(response.status).toBe(200);
    expect(await response.json()).toMatchObject({
      id,
      comment: 'fixed it',
      state: 'resolved',
      version: 1,
      last_modified_by: 'jdoe',
      last_modified: '2026-08-06T12:00:00.000Z',
      created_by: 'FULLSTOP',
    });
    expect(world.teams.calls).toEqual(['accountsOf jdoe']);
  });

  it.each(['999999', '9007199254740993', '9223372036854775807'])(
    '14.4 #2: an unknown id (%s) gives 404 without a look-up',
    async (id) => {
      expect([(await resolve(id, 'x')).status, (await unresolve(id)).status]).toEqual([404, 404]);
      expect(world.teams.calls).toEqual([]);
    },
  );

  it.each(['abc', '9223372036854775808', '-1', '1.5'])('an id such as %s gives 400', async (id) => {
    expect([(await resolve(id, 'x')).status, (await unresolve(id)).status]).toEqual([400, 400]);
  });

  it('14.4 #3: who is no member gets 403, and nothing changes', async () => {
    const [id] = await given({ accountId: OTHER_ACCOUNT });
    expect([(await resolve(id!, 'x')).status, (await unresolve(id!)).status]).toEqual([403, 403]);
    expect(await violation(id!)).toMatchObject({ comment: null, version: 0 });
  });

  const umlauts = 'Grüße';
  it.each<[string, string | Uint8Array, string | undefined, string]>([
    ['14.4 #4: without a type', 'foo', undefined, 'foo'],
    ['14.4 #5: text/plain in UTF-8', umlauts, 'text/plain', umlauts],
    ['14.4 #5: text/plain in ISO-8859-1', Buffer.from(umlauts, 'latin1'), 'text/plain', umlauts],
    ['14.4 #5: ISO-8859-1 without a type', Buffer.from(umlauts, 'latin1'), undefined, umlauts],
    ['a charset', Buffer.from(umlauts, 'utf16le'), 'text/plain; charset=utf-16le', umlauts],
    ['a charset in quotes', Buffer.from(umlauts, 'latin1'), 'text/plain; charset="ISO-8859-1"', umlauts],
    ['UTF-8 that is ISO-8859-1', Buffer.from(umlauts, 'latin1'), 'text/plain; charset=utf-8', umlauts],
    ['14.4 #6: a JSON text', '"test"', 'application/json', 'test'],
    ['a JSON text with a charset', '"test"', 'application/json; charset=utf-8', 'test'],
    ['a JSON object', '{"comment":"test"}', 'application/json', 'test'],
    ['a JSON object without a comment', '{"text":"test"}', 'application/json', '{"text":"test"}'],
    ['a JSON number', '5', 'application/json', '5'],
    ['a text that claims to be JSON', 'not "json', 'application/json', 'not "json'],
    ['quotes without a type', '"test"', undefined, '"test"'],
    ['a form', 'a=b', 'application/x-www-form-urlencoded', 'a=b'],
    ['blanks around', '  done \n', 'text/plain', 'done'],
    ['14.4 #14: signs of other languages', `%s {} <script>alert(1)</script> ' ; --`, 'text/plain', ''],
    ['4,000 characters', '😀'.repeat(4000), 'text/plain', ''],
    ['a NUL', 'a\0b', 'text/plain', 'a\ufffdb'],
  ])('takes %s', async (_, body, type, comment) => {
    const id = await anOpenOne();
    const response = await resolve(id, body, { ...(type !== undefined && { type }) });
    expect(response.status).toBe(200);
    expect(((await response.json()) as ViolationJson).comment).toBe(comment || body);
  });

  it.each<[string, string | Uint8Array, string, number]>([
    ['14.4 #7: an empty body', '', 'text/plain', 400],
    ['14.4 #7: blanks', ' \t\n', 'text/plain', 400],
    ['an empty JSON text', '""', 'application/json', 400],
    ['A-31: 4,001 characters', 'x'.repeat(4001), 'text/plain', 400],
    ['A-31: more than 64 KiB', 'x'.repeat(65 * 1024), 'text/plain', 413],
    ['a charset that nobody knows', 'x', 'text/plain; charset=klingon', 415],
    [
      'bytes that are not of their charset',
      Buffer.from([0xd8, 0x00, 0x41]),
      'text/plain; charset=utf-16be',
      400,
    ],
  ])('refuses %s', async (_, body, type, status) => {
    const id = await anOpenOne();
    expect((await resolve(id, body, { type })).status).toBe(status);
    expect((await violation(id)).version).toBe(0);
  });

  it('14.4 #8, A-32: another comment takes the place of the first, which the history keeps', async () => {
    const id = await anOpenOne();
    await resolve(id, 'first');
    expect((await resolve(id, 'second', { as: 'asmith' })).status).toBe(200);
    const again = await resolve(id, 'second');
    expect(await again.json()).toMatchObject({ version: 2, last_modified_by: 'asmith' });
    await unresolve(id);
    const at = '2026-08-06T12:00:00.000Z';
    expect(await get(`/api/violations/${id}/resolutions`)).toEqual(
      [
        { action: 'resolve', previous_comment: null, comment: 'first', actor: 'jdoe' },
        { action: 'resolve', previous_comment: 'first', comment: 'second', actor: 'asmith' },
        { action: 'unresolve', previous_comment: 'second', comment: null, actor: 'jdoe' },
      ].map((line) => ({ id: expect.any(Number), ...line, at, bulk_id: null })),
    );
  });

  it('the history of an unknown violation is 404', async () => {
    const response = await world.request('/api/violations/999999/resolutions', {
      headers: callers.as('jdoe'),
    });
    expect(response.status).toBe(404);
  });

  it('14.4 #9, A-3: a whitelisted one stays as it is, with 409', async () => {
    const id = await anOpenOne();
    await whitelist(id);
    expect([(await resolve(id, 'x')).status, (await unresolve(id)).status]).toEqual([409, 409]);
    expect(await violation(id)).toMatchObject({ comment: 'fine', version: 1 });
  });

  it('14.4 #10, A-33: of several at once, one at least wins and none ends with 500', async () => {
    const id = await anOpenOne();
    const responses = await Promise.all(
      ['a', 'b', 'c', 'd', 'e', 'f'].map((comment) => resolve(id, comment)),
    );
    const statuses = responses.map(({ status }) => status);
    expect(new Set([200, 409, ...statuses])).toEqual(new Set([200, 409]));
    const won = statuses.filter((status) => status === 200).length;
    expect(won).toBeGreaterThan(0);
    expect((await violation(id)).version).toBe(won);
    expect(await get(`/api/violations/${id}/resolutions`)).toHaveLength(won);
  });

  it.each([
    ['14.4 #11: is down', new DependencyUnavailableError('team service', 'time-out', 'no answer'), 503],
    ['14.4 #12: answers 403', new DependencyRequestError('team service', 'GET /api/accounts/aws', 403), 502],
  ])('the team service %s: nothing is saved', async (_, failure, status) => {
    const id = await anOpenOne();
    world.teams.failure = failure;
    expect((await resolve(id, 'x')).status).toBe(status);
    world.teams.failure = undefined;
    expect(await violation(id)).toMatchObject({ comment: null, version: 0 });
  });
});

describe('a real team service', () => {
  const asked: string[] = [];
  let answers = true;
  const server = createServer(({ url = '' }, response) => {
    asked.push(url);
    if (!answers) return;
    const role = new URL(url, 'http://localhost').searchParams.get('role');
    const own =
      role === 'Deployer' ? [{ id: ACCOUNT, disabled: true }] : [{ id: ACCOUNT }, { id: OTHER_ACCOUNT }];
    response.setHeader('content-type', 'application/json').end(JSON.stringify(own));
  });
  beforeAll(async () => {
    await new Promise<void>((listening) => server.listen(0, '127.0.0.1', listening));
    const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
    const teamService = new TeamServiceClient({
      url,
      tokens: new FixedTokens('teamService=a-token-of-the-service'),
      http: { timeoutMs: 1000, retries: 0 },
    });
    await world.restart({ authentication: callers.authentication, clock, teamService });
  });
  afterAll(async () => {
    server.closeAllConnections();
    server.close();
    await world.restart({ authentication: callers.authentication, clock });
  });

  it('14.4 #15: is asked once for each role, and disabled accounts count', async () => {
    const ids = await given({ accountId: ACCOUNT }, { accountId: OTHER_ACCOUNT });
    const statuses = await Promise.all(ids.map(async (id) => (await resolve(id, 'x')).status));
    expect(statuses).toEqual([200, 200]);
    expect(asked.sort()).toEqual(
      ['Deployer', 'PowerUser'].map((role) => `/api/accounts/aws?member=jdoe&role=${role}`),
    );
  });

  it('14.4 #11: that does not answer gives 503 within its time limit, and nothing is saved', async () => {
    const id = await anOpenOne();
    answers = false;
    const start = Date.now();
    const response = await resolve(id, 'x', { as: 'somebody-new' });
    expect(response.status).toBe(503);
    expect(Number(response.headers.get('retry-after'))).toBeGreaterThan(0);
    expect(Date.now() - start).toBeLessThan(10_000);
    expect(await violation(id)).toMatchObject({ comment: null, version: 0 });
  });
});

describe('DELETE /api/violations/{id}/resolution', () => {
  it('A-3: opens a resolved violation again', async () => {
    const id = await anOpenOne();
    await resolve(id, 'fixed');
    const response = await unresolve(id);
    expect(response.status).toBe(200);
    expect(await response.json()).toMatchObject({ id, comment: null, state: 'open', version: 2 });
  });

  it('an open violation stays as it is, with 200', async () => {
    const id = await anOpenOne();
    const response = await unresolve(id);
    expect([response.status, await response.json()]).toMatchObject([200, { comment: null, version: 0 }]);
    expect(await get(`/api/violations/${id}/resolutions`)).toEqual([]);
  });
});

interface BulkAnswer {
  readonly bulk_id: number;
  readonly resolved?: number;
  readonly undone?: number;
  readonly results: readonly { id: number; outcome: string }[];
}

function bulk(body: object, as = 'jdoe') {
  const headers = { ...callers.as(as), 'content-type': 'application/json' };
  return world.request('/api/violations/resolutions', {
    method: 'POST',
    headers,
    body: JSON.stringify(body),
  });
}

async function bulkAnswer(body: object, as = 'jdoe'): Promise<BulkAnswer> {
  const response = await bulk(body, as);
  expect(response.status).toBe(200);
  return (await response.json()) as BulkAnswer;
}

function undo(id: number | string, as = 'jdoe') {
  return world.request(`/api/violations/resolutions/${id}`, { method: 'DELETE', headers: callers.as(as) });
}

describe('POST /api/violations/resolutions', () => {
  it('A-34: says of each id what became of it, with one look-up of the ownership', async () => {
    const [open, done, same, foreign, listed] = await given(
      { accountId: ACCOUNT },
      { accountId: ACCOUNT },
      { accountId: ACCOUNT },
      { accountId: OTHER_ACCOUNT },
      { accountId: ACCOUNT },
    );
    await resolve(done!, 'otherwise');
    await resolve(same!, 'all done');
    await whitelist(listed!);
    world.teams.calls.length = 0;
    const answer = await bulkAnswer({
      ids: [open, done, same, foreign, listed, 999_999, open],
      comment: ' all done ',
    });
    expect(answer).toEqual({
      bulk_id: expect.any(Number),
      resolved: 2,
      results: [
        { id: open, outcome: 'done' },
        { id: done, outcome: 'done' },
        { id: same, outcome: 'unchanged' },
        { id: foreign, outcome: 'forbidden' },
        { id: listed, outcome: 'whitelisted' },
        { id: 999_999, outcome: 'unknown' },
      ],
    });
    expect(world.teams.calls).toEqual(['accountsOf jdoe']);
    expect(await comments([open!, done!, same!, foreign!, listed!])).toEqual([
      'all done',
      'all done',
      'all done',
      null,
      'fine',
    ]);
    expect(await get(`/api/violations/${done}/resolutions`)).toMatchObject([
      { comment: 'otherwise', bulk_id: null },
      { comment: 'all done', previous_comment: 'otherwise', bulk_id: answer.bulk_id },
    ]);
  });

  it.each<[string, object]>([
    ['neither ids nor token', { comment: 'x' }],
    ['both', { ids: [1], preview_token: 'x', comment: 'x' }],
    ['no comment', { ids: [1] }],
    ['a blank comment', { ids: [1], comment: ' ' }],
    ['a long comment', { ids: [1], comment: 'x'.repeat(4001) }],
    ['no ids', { ids: [], comment: 'x' }],
    ['an id that is a text', { ids: ['1'], comment: 'x' }],
    ['an id of 0', { ids: [0], comment: 'x' }],
    ['an id that is too large', { ids: [2 ** 53], comment: 'x' }],
    ['too many ids', { ids: Array.from({ length: 10_001 }, (_, n) => n + 1), comment: 'x' }],
  ])('refuses %s with 400', async (_, body) => {
    expect((await bulk(body)).status).toBe(400);
  });

  it('two at once with the same violations do not wait for each other in a circle', async () => {
    const ids = await given(...Array.from({ length: 20 }, () => ({ accountId: ACCOUNT })));
    const answers = await Promise.all(
      [ids, [...ids].reverse()].map((some, index) => bulkAnswer({ ids: some, comment: `bulk ${index}` })),
    );
    expect(answers.map(({ resolved }) => resolved)).toEqual([20, 20]);
    expect(new Set(await comments(ids)).size).toBe(1);
  });
});

interface PreviewAnswer {
  readonly count: number;
  readonly preview_token: string;
  readonly samples: readonly ViolationJson[];
}

function preview(query: string, as = 'jdoe') {
  const path = `/api/violations/resolutions/preview?${query}`;
  return world.request(path, { method: 'POST', headers: callers.as(as) });
}

async function previewAnswer(query: string, as = 'jdoe'): Promise<PreviewAnswer> {
  const response = await preview(query, as);
  expect(response.status).toBe(200);
  return (await response.json()) as PreviewAnswer;
}

let regions = 0;
/** A region of its own for each test, so that filters match nothing of others. */
const aRegion = () => `region-${++regions}`;

describe('bulk resolution of a filter', () => {
  it('shows what would be resolved, by account and type, and changes nothing', async () => {
    const region = aRegion();
    await given(
      { accountId: ACCOUNT, region },
      { accountId: ACCOUNT, region, metaInfo: { ami_id: 'ami-1' } },
      { accountId: ACCOUNT, region, type: 'WRONG_REGION', metaInfo: { ami_id: 'ami-1' } },
      { accountId: OTHER_ACCOUNT, region },
      { accountId: ACCOUNT, region: aRegion() },
    );
    expect(await previewAnswer(`region=${region}`)).toMatchObject({
      count: 3,
      forbidden_count: 1,
      counts: [
        { account: ACCOUNT, type: 'WRONG_AMI', quantity: 2 },
        { account: ACCOUNT, type: 'WRONG_REGION', quantity: 1 },
      ],
      samples: [{ region }, { region }, { region }],
      preview_token: expect.stringMatching(/^[\w-]{32}$/),
      expires_at: '2026-08-06T12:15:00.000Z',
    });
    const filters = [
      [`region=${region}&types=WRONG_REGION`, 1],
      [`region=${region}&meta=ami_id=ami-1`, 2],
      [`region=${region}&accounts=${OTHER_ACCOUNT}`, 0],
      [`region=${region}&accounts=`, 0],
      [`region=${region}&state=resolved`, 0],
      [`region=${region}&from=2099-01-01T00:00:00Z`, 0],
    ] as const;
    for (const [query, count] of filters) expect((await previewAnswer(query)).count).toBe(count);
    expect((await get<{ total_elements: number }>(`/api/violations?region=${region}`)).total_elements).toBe(
      4,
    );
  });

  it('resolves exactly what was shown, and can be undone', async () => {
    const region = aRegion();
    const shown = await given({ accountId: ACCOUNT, region }, { accountId: ACCOUNT, region });
    const [foreign, touched] = await given(
      { accountId: OTHER_ACCOUNT, region },
      { accountId: ACCOUNT, region },
    );
    const { preview_token } = await previewAnswer(`region=${region}`);
    const [late] = await given({ accountId: ACCOUNT, region });
    await resolve(touched!, 'by somebody else');
    await unresolve(touched!);

    const answer = await bulkAnswer({ preview_token, comment: 'not ours' });
    expect(answer).toMatchObject({ resolved: 2, results: [{ id: touched, outcome: 'changed' }] });
    const all = [...shown, foreign!, touched!, late!];
    expect(await comments(all)).toEqual(['not ours', 'not ours', null, null, null]);

    await resolve(shown[1]!, 'said better');
    const response = await undo(answer.bulk_id);
    expect([response.status, await response.json()]).toEqual([
      200,
      { bulk_id: answer.bulk_id, undone: 1, results: [{ id: shown[1], outcome: 'changed' }] },
    ]);
    expect(await comments(all)).toEqual([null, 'said better', null, null, null]);
    expect((await get<{ action: string }[]>(`/api/violations/${shown[0]}/resolutions`)).at(-1)).toMatchObject(
      {
        action: 'unresolve',
        previous_comment: 'not ours',
        actor: 'jdoe',
        bulk_id: answer.bulk_id,
      },
    );
  });

  it('undoing gives resolved violations their earlier comment back', async () => {
    const [id] = await given({ accountId: ACCOUNT });
    await resolve(id!, 'first');
    const { bulk_id } = await bulkAnswer({ ids: [id], comment: 'second' });
    expect((await undo(bulk_id)).status).toBe(200);
    expect(await comments([id!])).toEqual(['first']);
  });

  it('a token is good once, for who got it, for 15 minutes', async () => {
    const region = aRegion();
    await given({ accountId: ACCOUNT, region });
    const { preview_token } = await previewAnswer(`region=${region}`);
    expect((await bulk({ preview_token, comment: 'x' }, 'asmith')).status).toBe(404);
    expect((await bulk({ preview_token: `${preview_token}x`, comment: 'x' })).status).toBe(404);
    const both = await Promise.all(['a', 'b'].map((comment) => bulk({ preview_token, comment })));
    expect(both.map(({ status }) => status).sort()).toEqual([200, 409]);

    const late = await previewAnswer(`region=${region}&state=resolved`);
    clock.advance(15 * 60 + 1);
    expect((await bulk({ preview_token: late.preview_token, comment: 'x' })).status).toBe(404);
  });

  it('who lost the account after the preview resolves nothing in it', async () => {
    const region = aRegion();
    const [id] = await given({ accountId: ACCOUNT, region });
    const { preview_token } = await previewAnswer(`region=${region}`);
    world.teams.accounts.set('jdoe', []);
    expect(await bulkAnswer({ preview_token, comment: 'x' })).toMatchObject({
      resolved: 0,
      results: [{ id, outcome: 'forbidden' }],
    });
  });

  it.each(['state=whitelisted', 'state=all', 'whitelisted=true', 'from=yesterday', 'meta=x'])(
    'a preview with %s gives 400',
    async (query) => {
      expect((await preview(query)).status).toBe(400);
    },
  );

  it.each<[string, (id: number) => Promise<number>]>([
    ['is unknown: 404', async () => (await undo(999_999)).status],
    ['has an id that is none: 400', async () => (await undo('x')).status],
    ['has an id beyond all: 404', async () => (await undo('9223372036854775807')).status],
    ['is of somebody else: 403', async (id) => (await undo(id, 'asmith')).status],
    [
      'was undone: 409',
      async (id) => {
        await undo(id);
        return (await undo(id)).status;
      },
    ],
    [
      'is older than a day: 409',
      async (id) => {
        clock.advance(24 * 3600 + 1);
        return (await undo(id)).status;
      },
    ],
  ])('nobody undoes a bulk resolution that %s', async (name, statusOf) => {
    const [id] = await given({ accountId: ACCOUNT });
    const { bulk_id } = await bulkAnswer({ ids: [id], comment: 'x' });
    expect(await statusOf(bulk_id)).toBe(Number(name.slice(-3)));
  });
});
