import { isRetryable } from '@fullstop/core';
import { FixedClock } from '@fullstop/testing';
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { KioClient, type KioClientOptions } from '../../src/index.js';
import { hang, json, Loopback, routes, sequence, text } from '../support/loopback.js';
import { rejection, SECRET, secretTokens } from '../support/tokens.js';

const clock = new FixedClock();
let service: Loopback;
beforeEach(async () => {
  service = await Loopback.start();
});
afterEach(() => service.stop());

function kio(options: Partial<KioClientOptions> = {}): KioClient {
  const http = { retries: 0, timeoutMs: 10_000 };
  return new KioClient({ url: service.url, tokens: secretTokens, clock, http, ...options });
}

describe('Kio', () => {
  it('PV-15, C8: knows an application', async () => {
    const known = {
      id: 'my-app',
      team_id: 'stups',
      name: 'My app',
      active: false,
      scm_url: 'https://github.com/a/b',
      service_url: null,
      publicly_accessible: true,
      required_approvers: 2,
      criticality_level: 1,
    };
    service.answer = routes({ '/apps/my-app': json(known) });
    expect(await kio().findApplication('my-app')).toEqual({
      id: 'my-app',
      teamId: 'stups',
      name: 'My app',
      active: false,
      scmUrl: 'https://github.com/a/b',
      publiclyAccessible: true,
    });
    expect(service.requests[0]?.headers.authorization).toBe(`Bearer ${SECRET}`);
  });

  it('fills in the id that an answer lacks', async () => {
    service.answer = json({});
    expect(await kio().findApplication('my-app')).toEqual({ id: 'my-app' });
  });

  it.each([
    ['PV-16', 'an empty body', text('')],
    ['PV-16', 'null', text('null')],
    ['PV-17, api 14.9 row 6', '404', text('', 404)],
  ])('%s: %s means that there is no such application', async (_id, _what, answer) => {
    service.answer = answer;
    expect(await kio().findApplication('my-app')).toBeUndefined();
  });

  it.each(['', '  ', 'a b/c?x', '../users', 'App', 'app-', '1app', `a${'b'.repeat(300)}`])(
    'PV-18, IMP-KP-1: %j is not registered, and not asked for',
    async (id) => {
      expect(await kio().findApplication(id)).toBeUndefined();
      expect(service.requests).toEqual([]);
    },
  );

  it('PV-27: percent-encodes ids where the grammar is another one', async () => {
    service.answer = json({ id: 'x' });
    await kio({ applicationId: /./ }).findApplication('a b/c?x');
    expect(service.urls).toEqual(['/apps/a%20b%2Fc%3Fx']);
  });

  it('drops blanks around the id', async () => {
    service.answer = routes({ '/apps/foo': json({ id: 'foo' }) });
    expect(await kio().findApplication(' foo ')).toEqual({ id: 'foo' });
  });

  it.each([
    ['500', text('', 500), true],
    ['401', text('', 401), true],
    ['403', text('', 403), true],
    ['no answer', hang, true],
    ['a number for scm_url', json({ scm_url: 5 }), true],
    ['400', text('', 400), false],
  ])('PV-19: %s is an error, retryable: %s', async (_what, answer, retryable) => {
    service.answer = answer;
    const http = { retries: 0, timeoutMs: answer === hang ? 100 : 10_000 };
    const error = await rejection(kio({ http }).findApplication('my-app'));
    expect(isRetryable(error)).toBe(retryable);
  });

  it('PV-25: is asked once in five minutes, and after a minute about what was not there', async () => {
    service.answer = sequence(text('', 404), json({ id: 'my-app' }));
    const asking = kio();
    expect(await asking.findApplication('my-app')).toBeUndefined();
    clock.advance(59);
    expect(await asking.findApplication('my-app')).toBeUndefined();
    clock.advance(1);
    expect(await asking.findApplication('my-app')).toEqual({ id: 'my-app' });
    clock.advance(299);
    expect(await asking.findApplication('my-app')).toEqual({ id: 'my-app' });
    expect(service.requests).toHaveLength(2);
    clock.advance(1);
    await asking.findApplication('my-app');
    expect(service.requests).toHaveLength(3);
  });

  it('is asked once by those who ask at the same time; a failure is not kept', async () => {
    service.answer = sequence(text('', 500), json({ id: 'my-app' }));
    const asking = kio();
    const failed = await Promise.allSettled([1, 2, 3].map(() => asking.findApplication('my-app')));
    expect(failed.map(({ status }) => status)).toEqual(['rejected', 'rejected', 'rejected']);
    expect(service.requests).toHaveLength(1);
    expect(await asking.findApplication('my-app')).toEqual({ id: 'my-app' });
  });
});
