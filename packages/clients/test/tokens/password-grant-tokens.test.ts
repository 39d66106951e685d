import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { isRetryable } from '@fullstop/core';
import { FixedClock } from '@fullstop/testing';
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import {
  ClientOptionsError,
  type PasswordGrantOptions,
  PasswordGrantTokens,
  TokenUnavailableError,
} from '../../src/index.js';
import { drop, hang, json, Loopback, sequence, text } from '../support/loopback.js';
import { OperatorsLogger, rejection, shownBy, withDirectory } from '../support/tokens.js';

let service: Loopback;
let clock: FixedClock;
let logger: OperatorsLogger;
beforeEach(async () => {
  service = await Loopback.start();
  clock = new FixedClock();
  logger = new OperatorsLogger();
});
afterEach(() => service.stop());

const USER = { application_username: 'robot', application_password: 'p&ss wörd', more: 1 };
const CLIENT = { client_id: 'client', client_secret: 'cl:ent-secret' };

function grant(token: string, seconds: number | string = 1000) {
  return json({ access_token: token, token_type: 'Bearer', expires_in: seconds, scope: 'uid' });
}

async function writeCredentials(
  directory: string,
  user: unknown = USER,
  client: unknown = CLIENT,
): Promise<void> {
  await writeFile(join(directory, 'user.json'), JSON.stringify(user));
  await writeFile(join(directory, 'client.json'), JSON.stringify(client));
}

function tokensIn(credentialsDir: string, options: Partial<PasswordGrantOptions> = {}): PasswordGrantTokens {
  const accessTokenUri = `${service.url}/access_token?realm=/services`;
  return new PasswordGrantTokens({
    tokens: [{ id: 'kio' }],
    accessTokenUri,
    credentialsDir,
    clock,
    logger,
    timeoutMs: 10_000,
    ...options,
  });
}

/** Runs a test with tokens that have credentials. */
function withTokens(test: (tokens: PasswordGrantTokens, directory: string) => Promise<void>) {
  return withDirectory(async (directory) => {
    await writeCredentials(directory);
    await test(tokensIn(directory), directory);
  });
}

function levels(): string[] {
  return logger.lines.map(({ level }) => level);
}

describe('the request', () => {
  it('is a form with basic authentication, to the address as it is', () =>
    withDirectory(async (directory) => {
      await writeCredentials(directory);
      service.answer = grant('first');
      const tokens = tokensIn(directory, { tokens: [{ id: 'kio', scopes: ['uid', 'cn'] }] });
      await tokens.refresh();
      const [request] = service.requests;
      expect(request?.method).toBe('POST');
      expect(request?.url).toBe('/access_token?realm=/services');
      expect(request?.headers).toMatchObject({
        authorization: `Basic ${Buffer.from('client:cl:ent-secret').toString('base64')}`,
        'content-type': expect.stringMatching(/^application\/x-www-form-urlencoded/),
      });
      expect(Object.fromEntries(new URLSearchParams(request?.body))).toEqual({
        grant_type: 'password',
        username: 'robot',
        password: 'p&ss wörd',
        scope: 'uid cn',
      });
      expect(await tokens.token('kio')).toBe('first');
    }));

  it('has the scope uid when nothing is said', () =>
    withTokens(async (tokens) => {
      service.answer = grant('first', '1000');
      await tokens.refresh();
      expect(new URLSearchParams(service.requests[0]?.body).get('scope')).toBe('uid');
    }));

  it('is made for every token', () =>
    withDirectory(async (directory) => {
      await writeCredentials(directory);
      let count = 0;
      service.answer = (response, request) => grant(`token-${++count}`)(response, request);
      const tokens = tokensIn(directory, { tokens: [{ id: 'kio' }, { id: 'pierone' }] });
      await tokens.refresh();
      expect([await tokens.token('kio'), await tokens.token('pierone')].sort()).toEqual([
        'token-1',
        'token-2',
      ]);
    }));

  it('is not made to an address that shows a password', () => {
    const create = () => tokensIn('/x', { accessTokenUri: 'https://robot:hunter2@example.org/token' });
    expect(create).toThrow(ClientOptionsError);
    expect(create).not.toThrow(/hunter2/);
  });
});

describe('renewal', () => {
  it('happens when at most 40 % of the lifetime is left', () =>
    withTokens(async (tokens) => {
      service.answer = sequence(grant('first'), grant('second'));
      await tokens.refresh();
      clock.advance(599);
      await tokens.refresh();
      expect(await tokens.token('kio')).toBe('first');
      expect(service.requests).toHaveLength(1);
      clock.advance(1);
      await tokens.refresh();
      expect(await tokens.token('kio')).toBe('second');
      expect(levels()).toEqual([]);
    }));

  it('reads the files anew (C14)', () =>
    withTokens(async (tokens, directory) => {
      service.answer = sequence(grant('first'), grant('second'));
      await tokens.refresh();
      await writeCredentials(directory, { ...USER, application_username: 'other' });
      clock.advance(700);
      await tokens.refresh();
      const users = service.requests.map(({ body }) => new URLSearchParams(body).get('username'));
      expect(users).toEqual(['robot', 'other']);
    }));

  it('that fails is a warning when there is no token, or at most 20 % of its lifetime is left', () =>
    withTokens(async (tokens) => {
      service.answer = sequence(text('', 503), grant('first'), text('', 503));
      await tokens.refresh();
      expect(levels()).toEqual(['warn']);
      await tokens.refresh();
      clock.advance(799);
      await tokens.refresh();
      expect(levels()).toEqual(['warn', 'info']);
      expect(await tokens.token('kio')).toBe('first');
      clock.advance(1);
      await tokens.refresh();
      clock.advance(200);
      await tokens.refresh();
      expect(levels()).toEqual(['warn', 'info', 'warn', 'warn']);
    }));

  it('that comes too late leaves an error for callers, until it works', () =>
    withTokens(async (tokens) => {
      service.answer = sequence(grant('first'), text('', 503), grant('second'));
      await tokens.refresh();
      clock.advance(999);
      expect(await tokens.token('kio')).toBe('first');
      clock.advance(1);
      await tokens.refresh();
      const error = await rejection(tokens.token('kio'));
      expect(error).toBeInstanceOf(TokenUnavailableError);
      expect(isRetryable(error)).toBe(true);
      expect(error.message).toMatch(/"kio".*expired.*answered 503.*user\.json/);
      await tokens.refresh();
      expect(await tokens.token('kio')).toBe('second');
    }));

  it.each([
    ['no connection', drop, /could not be reached/],
    ['no answer', hang, /within 100 ms/],
    [
      'invalid_grant',
      json({ error: 'invalid_grant', error_description: 'hunter2' }, 400),
      /400 \(invalid_grant\)/,
    ],
    ['another error', json({ error: 'hunter2' }, 401), /answered 401$/],
    ['a redirect', text('', 302, { location: '/elsewhere' }), /answered 302/],
    ['no JSON', text('hunter2'), /no usable JSON/],
    ['no token', json({ expires_in: 5 }), /no usable access_token/],
    [
      'a token with a line break',
      json({ access_token: 'hunter2\n', expires_in: 5 }),
      /no usable access_token/,
    ],
    ['no lifetime', json({ access_token: 'hunter2' }), /no usable expires_in/],
    [
      'another kind',
      json({ access_token: 'hunter2', token_type: 'mac', expires_in: 5 }),
      /no usable token_type/,
    ],
    ['too much', text(JSON.stringify('hunter2'.repeat(20_000))), /no usable JSON/],
  ])('that fails with %s is logged without secrets', (_what, answer, message) =>
    withDirectory(async (directory) => {
      await writeCredentials(directory);
      const tokens = tokensIn(directory, answer === hang ? { timeoutMs: 100 } : {});
      service.answer = answer;
      await tokens.refresh();
      const [line] = logger.lines;
      expect(line?.message).toMatch(message);
      const shown = `${line?.message}${shownBy(line?.fields.err)}`;
      expect(shown).not.toMatch(/hunter2|p&ss|cl:ent-secret|Basic/);
      expect((await rejection(tokens.token('kio'))).message).toMatch(/none was obtained yet/);
    }),
  );

  it.each([
    ['no user.json', 'user.json', undefined, /user\.json does not exist/],
    ['no JSON', 'client.json', '{"client_secret":"hunter2"', /client\.json is no JSON/],
    ['no password', 'user.json', '{"application_username":"hunter2"}', /lacks application_password/],
    ['a list', 'client.json', '["hunter2"]', /lacks an object/],
  ])('that fails with %s is logged without secrets', (_what, file, content, message) =>
    withDirectory(async (directory) => {
      if (content !== undefined) {
        await writeCredentials(directory);
        await writeFile(join(directory, file), content);
      }
      await tokensIn(directory).refresh();
      expect(logger.lines[0]?.message).toMatch(message);
      expect(shownBy(logger.lines[0]?.fields.err)).not.toMatch(/hunter2/);
      expect(service.requests).toEqual([]);
    }),
  );
});

describe('the rounds', () => {
  it('start at once, go on until the end, and survive failures', () =>
    withDirectory(async (directory) => {
      await writeCredentials(directory);
      service.answer = sequence(text('', 500), drop, grant('first'), grant('second'));
      const tokens = tokensIn(directory, { refreshIntervalMs: 5 });
      await tokens.start();
      expect(levels()).toEqual(['warn']);
      await until(async () => (await tokens.token('kio').catch(String)) === 'first');
      clock.advance(600);
      await until(async () => (await tokens.token('kio').catch(String)) === 'second');
      clock.advance(2000);
      tokens.stop();
      await new Promise((resolve) => setTimeout(resolve, 50));
      expect(service.requests).toHaveLength(4);
    }));

  it('are five seconds apart by default', () =>
    withTokens(async (tokens) => {
      service.answer = text('', 500);
      await tokens.start();
      await new Promise((resolve) => setTimeout(resolve, 100));
      tokens.stop();
      expect(service.requests).toHaveLength(1);
    }));

  it('end with a running request, about which nothing is logged', () =>
    withDirectory(async (directory) => {
      await writeCredentials(directory);
      service.answer = hang;
      const tokens = tokensIn(directory, { timeoutMs: 60_000 });
      const started = tokens.start();
      await until(() => service.requests.length === 1);
      tokens.stop();
      await started;
      expect(logger.lines).toEqual([]);
    }));

  it('know only configured tokens', () =>
    withTokens(async (tokens) => {
      expect((await rejection(tokens.token('other'))).message).toMatch(/no token is configured/);
    }));
});

async function until(condition: () => boolean | Promise<boolean>): Promise<void> {
  for (let tries = 0; tries < 6000; tries++) {
    if (await condition()) return;
    await new Promise((resolve) => setTimeout(resolve, 5));
  }
  throw new Error('It did not come to pass.');
}
