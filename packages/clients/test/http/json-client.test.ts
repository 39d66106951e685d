import { isRetryable } from '@fullstop/core';
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { z } from 'zod';
import {
  ClientArgumentError,
  ClientOptionsError,
  DependencyRequestError,
  DependencyUnavailableError,
  type HttpOptions,
  JsonClient,
  type JsonRequest,
  TokenUnavailableError,
} from '../../src/index.js';
import {
  type Answer,
  delayed,
  drop,
  dropMidway,
  hang,
  json,
  Loopback,
  sequence,
  text,
} from '../support/loopback.js';
import { rejection, SECRET, secretTokens, shownBy } from '../support/tokens.js';

const FAST: HttpOptions = { retryDelayMs: 1, maxRetryDelayMs: 5, timeoutMs: 20_000 };
const thing: JsonRequest<{ name: string }> = {
  segments: ['things', '1'],
  answer: z.object({ name: z.string() }),
};

let service: Loopback;
beforeEach(async () => {
  service = await Loopback.start();
});
afterEach(() => service.stop());

function client(http: HttpOptions = {}, baseUrl = service.url): JsonClient {
  return new JsonClient({
    dependency: 'thing service',
    baseUrl,
    tokens: secretTokens,
    http: { ...FAST, ...http },
  });
}

async function unavailable(promise: Promise<unknown>): Promise<DependencyUnavailableError> {
  const error = await rejection(promise);
  expect(error).toBeInstanceOf(DependencyUnavailableError);
  expect(isRetryable(error)).toBe(true);
  expect(error.message).toContain('thing service');
  expect(shownBy(error)).not.toContain(SECRET);
  return error as DependencyUnavailableError;
}

describe('a request', () => {
  it('carries the bearer token and asks for JSON', async () => {
    service.answer = json({ name: 'one', unknown: true });
    expect(await client().get(thing)).toEqual({ name: 'one' });
    expect(service.requests[0]?.headers).toMatchObject({
      authorization: `Bearer ${SECRET}`,
      accept: 'application/json',
    });
  });

  it.each([
    ['', '/things/1'],
    ['/', '/things/1'],
    ['/base', '/base/things/1'],
    ['/base/path//', '/base/path/things/1'],
  ])('to a base address that ends in "%s" goes to %s', async (path, expected) => {
    service.answer = json({ name: 'one' });
    await client({}, service.url + path).get(thing);
    expect(service.urls).toEqual([expected]);
  });

  it('has its segments and parameters percent-encoded (PV-27, api 14.9 row 8)', async () => {
    service.answer = json({ name: 'one' });
    await client().get({ ...thing, segments: ['apps', 'a b/c?x#%ü'], query: { member: 'a&b=c dü+%' } });
    expect(service.urls).toEqual(['/apps/a%20b%2Fc%3Fx%23%25%C3%BC?member=a%26b%3Dc%20d%C3%BC%2B%25']);
  });

  it.each(['', ' ', '.', '..', 'x'.repeat(1025), 'half \ud83d'])(
    'with the segment %j is not sent, and permanent',
    async (segment) => {
      const error = await rejection(client().find({ ...thing, segments: ['apps', segment] }));
      expect(error).toBeInstanceOf(ClientArgumentError);
      expect(isRetryable(error)).toBe(false);
      expect(service.requests).toEqual([]);
    },
  );

  it('takes the token anew, also after the old one expired (C12, api 14.9 row 5)', async () => {
    service.answer = json({ name: 'one' });
    const tokens = ['first-token', 'second-token'];
    const tokenIds: string[] = [];
    const asking = new JsonClient({
      dependency: 'thing service',
      baseUrl: service.url,
      tokenId: 'thing',
      tokens: {
        token: async (id) => {
          tokenIds.push(id);
          return tokens.shift() ?? '';
        },
      },
    });
    await asking.get(thing);
    await asking.get(thing);
    expect(service.requests.map(({ headers }) => headers.authorization)).toEqual([
      'Bearer first-token',
      'Bearer second-token',
    ]);
    expect(tokenIds).toEqual(['thing', 'thing']);
  });

  it('takes the token anew for a further attempt, too (C12)', async () => {
    service.answer = sequence(text('', 503), json({ name: 'one' }));
    let count = 0;
    const tokens = { token: async () => `token-${++count}` };
    await new JsonClient({ dependency: 'thing service', baseUrl: service.url, tokens, http: FAST }).get(
      thing,
    );
    expect(service.requests.map(({ headers }) => headers.authorization)).toEqual([
      'Bearer token-1',
      'Bearer token-2',
    ]);
  });

  it('is not sent without a token', async () => {
    const missing = new TokenUnavailableError('thing', 'it expired', 'Renew it.');
    const tokens = { token: () => Promise.reject(missing) };
    const asking = new JsonClient({ dependency: 'thing service', baseUrl: service.url, tokens });
    const error = await unavailable(asking.get(thing));
    expect(error).toMatchObject({ reason: 'no-token', cause: missing });
    expect(service.requests).toEqual([]);
  });

  it.each([`${SECRET}\nX-Other: 1`, `${SECRET}ü`, ''])(
    'is not sent with an impossible token',
    async (token) => {
      const tokens = { token: async () => token };
      const asking = new JsonClient({ dependency: 'thing service', baseUrl: service.url, tokens });
      expect(await unavailable(asking.get(thing))).toMatchObject({ reason: 'no-token' });
      expect(service.requests).toEqual([]);
    },
  );
});

describe('the time limit (C9)', () => {
  const slow: readonly (readonly [string, Answer])[] = [
    ['no answer', hang],
    ['a late answer', delayed(20_000, json({ name: 'one' }))],
    ['an answer that does not end', (response) => void response.writeHead(200).write('{"name":')],
    ['failures one after the other', delayed(120, text('', 503))],
  ];

  it.each(slow)('holds for %s', async (_what, answer) => {
    service.answer = answer;
    const startedAt = performance.now();
    const error = await unavailable(client({ timeoutMs: 200, retries: 20 }).get(thing));
    expect(error.reason).toBe('time-out');
    expect(performance.now() - startedAt).toBeLessThan(10_000);
  });

  it('holds for a token source that does not answer', async () => {
    const tokens = { token: () => new Promise<string>(() => {}) };
    const http = { timeoutMs: 50 };
    const asking = new JsonClient({ dependency: 'thing service', baseUrl: service.url, tokens, http });
    expect((await unavailable(asking.get(thing))).reason).toBe('time-out');
  });

  it('is 3000 ms by default', async () => {
    service.answer = hang;
    const asking = new JsonClient({
      dependency: 'thing service',
      baseUrl: service.url,
      tokens: secretTokens,
    });
    const startedAt = performance.now();
    expect((await unavailable(asking.get(thing))).message).toContain('3000 ms');
    expect(performance.now() - startedAt).toBeGreaterThan(2900);
    expect(performance.now() - startedAt).toBeLessThan(15_000);
  });
});

describe('another attempt', () => {
  const failures: readonly (readonly [string, Answer])[] = [
    ['500', text('', 500)],
    ['503', text('', 503)],
    ['429', text('', 429)],
    ['408', text('', 408)],
    ['a dropped connection', drop],
    ['an answer that breaks off', dropMidway],
  ];

  it.each(failures)('is made after %s', async (_what, failure) => {
    service.answer = sequence(failure, failure, json({ name: 'one' }));
    expect(await client().get(thing)).toEqual({ name: 'one' });
    expect(service.requests).toHaveLength(3);
  });

  it.each([
    ...failures.map(([what, failure]) => [what, failure, 3] as const),
    ['429 with Retry-After', text('', 429, { 'retry-after': '1' }), 1] as const,
    ['a redirect', text('', 302, { location: '/elsewhere' }), 1] as const,
    ['no JSON', text('<html>', 200), 1] as const,
  ])('for %s is not made without end', async (_what, failure, attempts) => {
    service.answer = failure;
    await unavailable(client().get(thing));
    expect(service.requests).toHaveLength(attempts);
  });

  it('is not made when there is nobody to ask', async () => {
    const gone = await Loopback.start();
    const { url } = gone;
    await gone.stop();
    const error = await unavailable(client({}, url).get(thing));
    expect(error.reason).toBe('network');
    expect(error.message).toMatch(/ECONNREFUSED/);
  });
});

describe('an answer', () => {
  it.each([
    [500, 'server-error'],
    [503, 'server-error'],
    [429, 'throttled'],
    [302, 'unusable-answer'],
  ])('with %i means that nothing is known (%s)', async (status, reason) => {
    service.answer = text('the body', status, { location: '/elsewhere', 'retry-after': '7' });
    const error = await unavailable(client().get({ ...thing, query: { member: 'jdoe' } }));
    expect(error).toMatchObject({ reason, status });
    expect(error.message).not.toContain('the body');
    expect(error.message).not.toContain('jdoe');
  });

  it('says how long to wait', async () => {
    service.answer = text('', 503, { 'retry-after': '7' });
    expect(await unavailable(client().get(thing))).toMatchObject({ retryAfterSeconds: 7 });
  });

  it.each([
    [400, false],
    [401, true],
    [403, true],
    [409, false],
    [410, false],
    [422, false],
  ])('with %i is passed on, retryable: %s (C10)', async (status, retryable) => {
    service.answer = json({ error: 'no' }, status);
    const error = await rejection(client().find(thing));
    expect(error).toBeInstanceOf(DependencyRequestError);
    expect(error).toMatchObject({ status, retryable, dependency: 'thing service' });
    expect(isRetryable(error)).toBe(retryable);
    expect(shownBy(error)).not.toContain(SECRET);
    expect(service.requests).toHaveLength(1);
  });

  it('with 404 is a value for find, and an error for get', async () => {
    service.answer = text('not found', 404);
    expect(await client().find(thing)).toBeUndefined();
    expect(await rejection(client().get(thing))).toMatchObject({ status: 404, retryable: true });
  });

  it.each([
    ['another shape', '{"name":5}', /name: .*string/],
    ['an empty body', '', /expected object/],
    ['HTML', '<html>secret words</html>', /no JSON/],
    ['too much', JSON.stringify({ name: 'x'.repeat(2000) }), /more than 1000 bytes/],
  ])('with %s cannot be used', async (_what, body, message) => {
    service.answer = text(body);
    const error = await unavailable(client({ maxAnswerBytes: 1000 }).get(thing));
    expect(error.reason).toBe('unusable-answer');
    expect(error.message).toMatch(message);
    expect(shownBy(error)).not.toContain('secret words');
  });
});

describe('the circuit breaker (C10, api 14.9 rows 1 and 2)', () => {
  const TRIGGER: HttpOptions = { circuitFailures: 3, retries: 0, circuitPauseMs: 60_000 };

  async function call(asking: JsonClient, times: number): Promise<void> {
    for (let time = 0; time < times; time++) await rejection(asking.get(thing));
  }

  const counted: readonly (readonly [string, Answer])[] = [
    ['5xx', text('', 500)],
    ['dropped connections', drop],
    ['time-outs', hang],
  ];

  it.each(counted)('opens after %s in a row, and then the service is left alone', async (_what, answer) => {
    service.answer = answer;
    const states: string[] = [];
    const timeoutMs = answer === hang ? 100 : 20_000;
    const asking = client({ ...TRIGGER, timeoutMs, onCircuit: ({ state }) => states.push(state) });
    await call(asking, 3);
    expect(asking.circuitState).toBe('open');
    const error = await unavailable(asking.get(thing));
    expect(error.reason).toBe('circuit-open');
    expect(error.cause).toBeInstanceOf(DependencyUnavailableError);
    expect(service.requests).toHaveLength(3);
    expect(states).toEqual(['open']);
  });

  const uncounted: readonly (readonly [string, Answer])[] = [
    ['400', text('', 400)],
    ['401', text('', 401)],
    ['403', text('', 403)],
    ['404', text('', 404)],
    ['429', text('', 429)],
    ['unusable answers', text('<html>')],
  ];

  it.each(uncounted)('does not open after %s', async (_what, answer) => {
    service.answer = answer;
    const asking = client(TRIGGER);
    await call(asking, 10);
    expect(asking.circuitState).toBe('closed');
    expect(service.requests).toHaveLength(10);
  });

  it('does not open after illegal arguments', async () => {
    const asking = client(TRIGGER);
    for (let time = 0; time < 5; time++) await rejection(asking.get({ ...thing, segments: ['..'] }));
    expect(asking.circuitState).toBe('closed');
  });

  it('counts a call once, with all its attempts', async () => {
    service.answer = text('', 503);
    const asking = client({ ...TRIGGER, retries: 2 });
    await call(asking, 2);
    expect(asking.circuitState).toBe('closed');
    expect(service.requests).toHaveLength(6);
  });

  it('lets one call try after a pause, and closes when it works', async () => {
    service.answer = sequence(
      text('', 500),
      text('', 500),
      text('', 500),
      delayed(50, json({ name: 'one' })),
    );
    const asking = client({ ...TRIGGER, circuitPauseMs: 30 });
    await call(asking, 3);
    await new Promise((resolve) => setTimeout(resolve, 60));
    const answers = await Promise.all([asking.get(thing), asking.get(thing)]);
    expect(answers).toEqual([{ name: 'one' }, { name: 'one' }]);
    expect(asking.circuitState).toBe('closed');
  });

  it('closes again after a token source hung, also while one call tried', async () => {
    service.answer = json({ name: 'one' });
    let hangs = 2;
    const tokens = { token: () => (hangs-- > 0 ? new Promise<string>(() => {}) : Promise.resolve(SECRET)) };
    const http = { circuitFailures: 1, circuitPauseMs: 10, timeoutMs: 300 };
    const asking = new JsonClient({ dependency: 'thing service', baseUrl: service.url, tokens, http });
    for (let time = 0; time < 2; time++) {
      expect((await unavailable(asking.get(thing))).reason).toBe('time-out');
      expect(asking.circuitState).toBe('open');
      await new Promise((resolve) => setTimeout(resolve, 30));
    }
    expect(await asking.get(thing)).toEqual({ name: 'one' });
    expect(asking.circuitState).toBe('closed');
  });

  it('keeps the time limit for calls that wait for the one that tries', async () => {
    service.answer = sequence(text('', 500), text('', 500), text('', 500), hang);
    const asking = client({ ...TRIGGER, circuitPauseMs: 10, timeoutMs: 150 });
    await call(asking, 3);
    await new Promise((resolve) => setTimeout(resolve, 30));
    const startedAt = performance.now();
    const errors = await Promise.all([unavailable(asking.get(thing)), unavailable(asking.get(thing))]);
    expect(errors[0]?.reason).toBe('time-out');
    expect(errors[1]?.reason).toMatch(/^(time-out|circuit-open)$/);
    expect(service.requests).toHaveLength(4);
    expect(performance.now() - startedAt).toBeLessThan(10_000);
  });
});

describe('options', () => {
  it.each([
    'not an address',
    'ftp://example.org',
    'https://user:hunter2@example.org',
    'https://example.org?a=b',
  ])('refuse the address %s without repeating it', (baseUrl) => {
    const create = () => new JsonClient({ dependency: 'thing service', baseUrl, tokens: secretTokens });
    expect(create).toThrow(ClientOptionsError);
    expect(create).not.toThrow(/hunter2/);
  });

  it('name every number that cannot be used', () => {
    expect(() => client({ timeoutMs: 0, retries: -1, circuitFailures: 1.5 })).toThrow(
      /timeoutMs.*\n.*retries.*\n.*circuitFailures/,
    );
  });
});
