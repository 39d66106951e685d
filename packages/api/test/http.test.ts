import { DependencyRequestError, DependencyUnavailableError } from '@fullstop/clients';
import { FullstopError } from '@fullstop/core';
import { DatabaseUnavailableError } from '@fullstop/store';
import { afterAll, beforeAll, beforeEach, describe, expect, it, jest } from '@jest/globals';
import type { ApiOptions } from '../src/index.js';
import { ApiWorld, aClock, FakeTeamService } from './support/api-world.js';
import { Callers } from './support/callers.js';
import { SlowSender } from './support/slow-sender.js';

// Starting a database takes seconds, more on a busy machine.
jest.setTimeout(60_000);

const world = new ApiWorld();
const callers = new Callers();

beforeAll(async () => {
  await Promise.all([world.start(), callers.start()]);
  await world.fresh();
});
afterAll(() => Promise.all([world.stop(), callers.stop()]));

const post = (
  path: string,
  body: string | Uint8Array,
  headers: Record<string, string> = { 'content-type': 'application/json' },
) => world.request(path, { method: 'POST', body, headers });

describe('a request that cannot be understood', () => {
  beforeAll(() => world.restart());

  const UNKNOWN_CHARSET = { 'content-type': 'application/json; charset=klingon' };
  const NO_GZIP = { 'content-type': 'application/json', 'content-encoding': 'gzip' };

  it.each<[string, () => Promise<Response>, number]>([
    ['malformed JSON', () => post('/api/violations', '{"secret": oops'), 400],
    ['JSON that is no object', () => post('/api/violations', '"text"'), 400],
    ['a list instead of an object', () => post('/api/violations', '[]'), 400],
    ['JSON null', () => post('/api/violations', 'null'), 400],
    ['no body', () => world.request('/api/violations', { method: 'POST' }), 400],
    [
      'a body that is nested too deep',
      () => post('/api/violations', `${'['.repeat(5000)}${']'.repeat(5000)}`),
      400,
    ],
    ['a body that is no gzip', () => post('/api/violations', '{}', NO_GZIP), 400],
    ['a path that cannot be decoded', () => world.request('/api/violations/%'), 400],
    ['a path that is no UTF-8', () => world.request('/api/violation-count/%ff'), 400],
    [
      'an Accept without JSON',
      () => world.request('/api/violations', { headers: { accept: 'text/html' } }),
      406,
    ],
    ['a body that is too large', () => post('/api/violations', ' '.repeat(256 * 1024 + 1)), 413],
    ['text', () => post('/api/violations', 'text', { 'content-type': 'text/plain' }), 415],
    ['bytes without a type', () => post('/api/violations', new Uint8Array([1]), {}), 415],
    ['an unknown character set', () => post('/api/violations', '{}', UNKNOWN_CHARSET), 415],
  ])('%s is answered with one shape', async (_case, send, status) => {
    const response = await send();
    const body = (await response.json()) as Record<string, unknown>;
    expect([response.status, body.status]).toEqual([status, status]);
    const { errors, ...rest } = body;
    expect(rest).toEqual({
      timestamp: expect.stringMatching(/^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z$/),
      status,
      error: expect.any(String),
      message: expect.any(String),
      path: expect.stringMatching(/^\/api\//),
    });
    expect(JSON.stringify(body)).not.toMatch(/oops|Error:|Exception|\.js/);
  });

  it('4: each field that is refused has an entry', async () => {
    const response = await post('/api/violations', '{"event_id": 1}');
    const { errors } = (await response.json()) as { errors: { field: string; message: string }[] };
    expect(errors.map(({ field }) => field).sort()).toEqual([
      'account_id',
      'event_id',
      'meta_info',
      'region',
      'violation_type',
    ]);
    for (const { field, message } of errors) expect(message).toMatch(new RegExp(`^${field}`));
  });

  it.each([
    ['DELETE', '/api/violations', 'GET, POST'],
    ['PUT', '/api/violations/1/', 'GET'],
    ['PATCH', '/api/me', 'GET'],
  ])('%s %s is 405, and says what is possible', async (method, path, allowed) => {
    const response = await world.request(path, { method });
    expect([response.status, response.headers.get('allow')]).toEqual([405, allowed]);
  });
});

describe('an error inside', () => {
  // The one thing of the outside that an endpoint asks without a database.
  const failing = (error: unknown): Partial<ApiOptions> => ({
    plugins: () => {
      throw error;
    },
  });
  const databaseError = (code: string) =>
    Object.assign(new Error('duplicate key in SELECT secret'), { driverError: { code } });

  it.each<[string, unknown, number, object]>([
    ['nobody foresaw it', new Error('SELECT secret FROM hidden'), 500, {}],
    ['it is no error', 'secret', 500, {}],
    ['its code says nothing', new FullstopError('PLUGIN_DEFINITION', 'secret'), 500, {}],
    [
      'a service is out of reach',
      new DependencyUnavailableError('kio', 'time-out', 'secret'),
      503,
      { message: 'kio does not answer; try again later.' },
    ],
    [
      'a service refuses',
      new DependencyRequestError('kio', 'GET /secret', 403),
      502,
      { message: 'kio did not accept the request of this server.' },
    ],
    ['the database is gone', new DatabaseUnavailableError('connect ECONNREFUSED secret'), 503, {}],
    ['a row is there already', databaseError('23505'), 409, {}],
    ['a row refers to nothing', databaseError('23503'), 422, {}],
    ['a value does not fit', databaseError('22003'), 400, {}],
    ['a statement is wrong', databaseError('42601'), 500, {}],
    [
      'a type is unknown',
      new FullstopError('UNKNOWN_VIOLATION_TYPE', 'No type X'),
      422,
      { message: 'No type X' },
    ],
  ])('14.9 #1: when %s, the answer tells nothing about the inside', async (_case, error, status, more) => {
    await world.restart(failing(error));
    world.logger.lines.length = 0;
    const response = await world.request('/api/plugins');
    const text = await response.text();
    const requestId = response.headers.get('x-request-id');
    expect(JSON.parse(text)).toMatchObject({ status, path: '/api/plugins', ...more });
    expect(text).not.toMatch(/secret|SELECT|Error:|node_modules/);
    expect(response.status).toBe(status);
    expect(response.headers.has('retry-after')).toBe(status === 503);
    if (status < 500) return;
    expect(JSON.parse(text)).toHaveProperty('request_id', requestId);
    expect(world.logger.lines).toContainEqual(
      expect.objectContaining({
        level: 'error',
        fields: expect.objectContaining({ request_id: requestId, err: error }),
      }),
    );
  });
});

describe('what surrounds every answer', () => {
  it('browsers are told what they may do', async () => {
    await world.restart();
    const { headers } = await world.request('/api/violations');
    expect(Object.fromEntries(headers)).toMatchObject({
      'cache-control': expect.stringContaining('no-store'),
      'content-security-policy': expect.stringContaining("default-src 'none'"),
      'content-type': 'application/json; charset=utf-8',
      'strict-transport-security': expect.any(String),
      'x-content-type-options': 'nosniff',
      'x-frame-options': 'DENY',
    });
    expect(headers.has('x-powered-by')).toBe(false);
  });

  it.each([
    ['https://ui.example.org', 'https://ui.example.org'],
    ['https://evil.example', null],
  ])('configured origins only are allowed: %s', async (origin, allowed) => {
    await world.restart({ authentication: callers.authentication, corsOrigins: ['https://ui.example.org'] });
    for (const method of ['OPTIONS', 'GET']) {
      const { headers } = await world.request('/api/violations', { method, headers: { origin } });
      expect(headers.get('access-control-allow-origin')).toBe(allowed);
      expect(headers.get('vary')).toContain('Origin');
      expect(headers.has('access-control-allow-credentials')).toBe(false);
    }
  });

  it('too many requests of a caller are refused until the minute is over', async () => {
    const clock = aClock();
    await world.restart({
      authentication: callers.authentication,
      rateLimit: { requestsPerMinute: 2 },
      clock,
    });
    const ask = async (uid: string) => (await world.request('/api/me', { headers: callers.as(uid) })).status;
    expect([await ask('one'), await ask('one'), await ask('two')]).toEqual([200, 200, 200]);
    const response = await world.request('/api/me', { headers: callers.as('one') });
    expect([response.status, response.headers.get('retry-after')]).toEqual([429, '60']);
    expect(await ask('two')).toBe(200);
    clock.advance(61);
    expect(await ask('one')).toBe(200);
  });

  it('tokens that somebody makes up are counted for the address', async () => {
    await world.restart({
      authentication: callers.authentication,
      rateLimit: { requestsPerMinute: 1 },
      clock: aClock(),
    });
    const statuses: number[] = [];
    for (let made = 0; made < 11; made += 1) {
      const headers = { authorization: `Bearer ${'x'.repeat(40)}${made}` };
      statuses.push((await world.request('/api/me', { headers })).status);
    }
    expect(statuses).toEqual([...Array<number>(10).fill(401), 429]);
  });

  it('the explorer and the description are for everybody, and not without limit either', async () => {
    const rateLimit = { requestsPerMinute: 2 };
    await world.restart({ authentication: callers.authentication, rateLimit, clock: aClock() });
    const ask = async (path: string) => (await world.request(path)).status;
    expect([await ask('/swagger-ui.html'), await ask('/api-docs'), await ask('/api-docs')]).toEqual([
      200, 200, 429,
    ]);
    expect(await ask('/api/me')).toBe(429);
  });

  it.each([
    ['nobody knows', '/api/instance-logs', undefined, 401],
    ['nobody knows', '/api/violations', undefined, 401],
    ['we know and may not send it', '/api/violations', 'jdoe', 403],
  ])('a body is not waited for whose sender %s: %s', async (_who, path, uid, status) => {
    await world.restart({ authentication: callers.authentication });
    const sender = new SlowSender(world.url + path, uid === undefined ? {} : callers.as(uid));
    expect(await sender.status()).toBe(status);
    // Whoever goes on sending is cut off, long before the end.
    expect(await sender.bytesUntilCutOff()).toBeLessThan(sender.length / 2);
  });

  it('a request that takes too long ends with 503', async () => {
    const teamService = Object.assign(new FakeTeamService(), {
      teamIdsOf: () => new Promise<string[]>(() => {}),
    });
    await world.restart({ authentication: callers.authentication, teamService, requestTimeoutMs: 50 });
    expect((await world.request('/api/me', { headers: callers.as('jdoe') })).status).toBe(503);
  });
});

describe('who may do what', () => {
  const asked = async (path: string, given: Partial<ApiOptions>) => {
    await world.restart({ authentication: callers.authentication, ...given });
    return world.request(path, { headers: callers.as('jdoe') });
  };
  beforeEach(() => {
    world.logger.lines.length = 0;
    world.teams.failure = undefined;
    world.teams.teamIds.set('jdoe', ['stups', 'rule-makers']);
  });

  it('A-18: who may read is decided in one place', async () => {
    const response = await asked('/api/violations', { mayRead: ({ uid }) => uid !== 'jdoe' });
    expect([response.status, await response.json()]).toEqual([
      403,
      { error: 'access_denied', error_description: expect.any(String) },
    ]);
  });

  it('A-16: without allowed teams nobody may edit rules, and the log says so', async () => {
    expect((await asked('/api/whitelisting-rules', { allowedTeams: [] })).status).toBe(403);
    expect(world.logger.lines).toContainEqual({
      level: 'warn',
      fields: {},
      message: 'Nobody may edit whitelisting rules: set FULLSTOP_WHITELIST_ALLOWED_TEAMS',
    });
  });

  it.each([
    ['rule-makers', true],
    ['Rule-Makers', false],
  ])('who is in the team %s may edit rules: %s', async (team, may) => {
    world.teams.teamIds.set('jdoe', [team]);
    expect(await (await asked('/api/me', {})).json()).toMatchObject({ may_edit_rules: may });
    expect((await asked('/api/whitelisting-rules', {})).status).toBe(may ? 200 : 403);
  });

  it('14.9 #1: while the team service is out of reach, rules are 503, and one still knows who one is', async () => {
    world.teams.failure = new DependencyUnavailableError('team service', 'time-out', 'secret');
    expect((await asked('/api/whitelisting-rules', {})).status).toBe(503);
    expect(await (await asked('/api/me', {})).json()).toMatchObject({ uid: 'jdoe', may_edit_rules: null });
  });
});
