import type { UnfinishedCheck, UnfinishedCheckJson } from '@fullstop/core';
import { afterAll, beforeAll, describe, expect, it, jest } from '@jest/globals';
import { ApiWorld, aClock } from './support/api-world.js';
import { Callers } from './support/callers.js';

// Starting a database takes seconds, more on a busy machine.
jest.setTimeout(60_000);

const world = new ApiWorld();
const callers = new Callers();

beforeAll(async () => {
  await Promise.all([world.start(), callers.start()]);
  const statuses = [
    {
      id: 'ami',
      title: 'AMI',
      version: '1.2.3',
      classId: 'a#Ami',
      emits: ['WRONG_AMI'],
      active: true,
      reason: '',
    },
    {
      id: 'hello',
      title: 'Hello',
      version: '1.0.0',
      classId: 'b#Hello',
      emits: [],
      active: false,
      reason: 'off',
    },
  ];
  await world.fresh({
    authentication: callers.authentication,
    clock: aClock(),
    plugins: () => statuses,
  });
  await world.store.commit({
    unfinishedChecks: [
      aCheck({ eventId: 'e-1' }),
      aCheck({ eventId: 'e-1', pluginId: 'subnet', state: 'failed', nextTryAt: null }),
      aCheck({ eventId: 'e-2', state: 'failed', nextTryAt: null, attempts: 12 }),
    ],
  });
});
afterAll(() => Promise.all([world.stop(), callers.stop()]));

function aCheck(given: Partial<UnfinishedCheck>): UnfinishedCheck {
  return {
    accountId: '111122223333',
    region: 'eu-west-1',
    eventId: 'e',
    pluginId: 'ami',
    state: 'pending',
    errorCode: 'FACT_UNAVAILABLE',
    errorMessage: 'throttled',
    attempts: 1,
    nextTryAt: new Date('2026-08-06T13:00:00Z'),
    firstTriedAt: new Date('2026-08-06T11:00:00Z'),
    lastTriedAt: new Date('2026-08-06T11:30:00Z'),
    record: { secret: 'of the event' },
    origin: { bucket: 'logs', key: 'a.json.gz', recordIndex: 7 },
    ...given,
  };
}

interface Page {
  readonly content: readonly (UnfinishedCheckJson & { id: number })[];
  readonly last: boolean;
  readonly next_after_id: number | null;
}

async function list(query = ''): Promise<Page> {
  const response = await world.request(`/api/checks${query}`, { headers: callers.as('jdoe') });
  if (!response.ok) throw new Error(String(response.status));
  return (await response.json()) as Page;
}

const keysOf = ({ content }: Page) => content.map(({ event_id, plugin }) => `${event_id} ${plugin}`);

describe('GET /api/checks', () => {
  it('tells everything about a check but its record', async () => {
    const { content } = await list('?size=1');
    expect(content).toEqual([
      {
        id: expect.any(Number),
        event_id: 'e-1',
        account_id: '111122223333',
        region: 'eu-west-1',
        plugin: 'ami',
        state: 'pending',
        error_code: 'FACT_UNAVAILABLE',
        error_message: 'throttled',
        attempts: 1,
        next_try_at: '2026-08-06T13:00:00.000Z',
        first_tried_at: '2026-08-06T11:00:00.000Z',
        last_tried_at: '2026-08-06T11:30:00.000Z',
        s3_bucket: 'logs',
        s3_key: 'a.json.gz',
        record_index: 7,
      },
    ]);
  });

  it.each([
    ['', ['e-1 ami', 'e-1 subnet', 'e-2 ami']],
    ['?state=&plugin=&event-id=&after-id=&size=', ['e-1 ami', 'e-1 subnet', 'e-2 ami']],
    ['?state=failed', ['e-1 subnet', 'e-2 ami']],
    ['?state=pending', ['e-1 ami']],
    ['?plugin=ami', ['e-1 ami', 'e-2 ami']],
    ['?event-id=e-1', ['e-1 ami', 'e-1 subnet']],
    ['?event-id=e-1&plugin=ami&state=failed', []],
    ["?plugin=' OR 1=1 --", []],
    ['?plugin=%00', []],
  ])('with %s lists %j', async (query, keys) => {
    expect(keysOf(await list(query))).toEqual(keys);
  });

  it('is read page by page', async () => {
    const pages: Page[] = [await list('?size=2')];
    pages.push(await list(`?size=2&after-id=${pages[0]?.next_after_id}`));
    expect(pages.map(keysOf)).toEqual([['e-1 ami', 'e-1 subnet'], ['e-2 ami']]);
    expect(pages.map(({ last }) => last)).toEqual([false, true]);
    expect(pages[1]?.next_after_id).toBeNull();
  });

  it.each(['state=done', 'size=0', 'size=1001', 'size=x', 'after-id=-1', 'after-id=9223372036854775808'])(
    'with %s answers 400',
    async (query) => {
      const response = await world.request(`/api/checks?${query}`, { headers: callers.as('jdoe') });
      expect(response.status).toBe(400);
    },
  );
});

describe('POST /api/checks/retry', () => {
  function retry(body: object | undefined, ...scopes: string[]) {
    const headers = { ...callers.as('jdoe', ...scopes), ...(body && { 'content-type': 'application/json' }) };
    const text = body && JSON.stringify(body);
    return world.request('/api/checks/retry', { method: 'POST', headers, ...(text && { body: text }) });
  }

  it('needs its scope', async () => {
    const response = await retry({ state: 'done' });
    expect(response.status).toBe(403);
    expect(await response.json()).toMatchObject({
      error: 'insufficient_scope',
      scope: 'fullstop.check.retry',
    });
  });

  it.each<[object | undefined, number]>([
    [{ event_id: 'e-3' }, 0],
    [{ event_id: 'e-2', plugin: 'ami', state: 'failed' }, 1],
    [{ state: 'failed' }, 1],
    [{ state: null, plugin: '', event_id: null }, 3],
    [undefined, 3],
  ])('with %j makes %i due', async (body, requeued) => {
    const response = await retry(body, 'fullstop.check.retry');
    expect([response.status, await response.json()]).toEqual([200, { requeued }]);
  });

  it('leaves them pending, as if they had never been tried', async () => {
    const { content } = await list();
    for (const check of content) {
      expect(check).toMatchObject({ state: 'pending', attempts: 0, next_try_at: '2026-08-06T12:00:00.000Z' });
    }
  });

  it.each([{ state: 'done' }, { plugin: 5 }, { event_id: ['e-1'] }])('refuses %j', async (body) => {
    expect((await retry(body, 'fullstop.check.retry')).status).toBe(400);
  });
});

it('GET /api/plugins lists the plugins and why some are not active', async () => {
  const response = await world.request('/api/plugins', { headers: callers.as('jdoe') });
  expect(await response.json()).toEqual([
    {
      id: 'ami',
      title: 'AMI',
      version: '1.2.3',
      class_id: 'a#Ami',
      active: true,
      reason: '',
      emits: ['WRONG_AMI'],
    },
    {
      id: 'hello',
      title: 'Hello',
      version: '1.0.0',
      class_id: 'b#Hello',
      active: false,
      reason: 'off',
      emits: [],
    },
  ]);
});
