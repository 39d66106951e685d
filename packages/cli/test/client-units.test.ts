import { mkdirSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import type { JsonValue } from '@fullstop/core';
import { afterAll, describe, expect, it } from '@jest/globals';
import { InvalidArgumentError } from 'commander';
import { loadClientConfig } from '../src/client/client-config.js';
import type { ClientContext } from '../src/client/client-context.js';
import { matchesMeta, parseMetaFilters } from '../src/client/meta-filter.js';
import { isLoopback, normalUrl } from '../src/client/server-url.js';
import { instantOf, parseSince } from '../src/client/since.js';
import { findToken } from '../src/client/tokens/token-sources.js';
import { remetaArgument } from '../src/client/violation-filter.js';
import { type ColumnNeed, columnWidths } from '../src/output/column-widths.js';
import { metaText } from '../src/output/meta-text.js';
import { relativeTime } from '../src/output/relative-time.js';
import { textTable } from '../src/output/text-table.js';
import { contextOf, NOW, removeFolders } from './support/run-client.js';

afterAll(removeFolders);

function write(context: ClientContext, path: string, text: string): void {
  const file = join(context.homeFolder, path);
  mkdirSync(dirname(file), { recursive: true });
  writeFileSync(file, text);
}

describe('times', () => {
  it('8.2 #1: the time 2015-04-14T19:09:01.000Z is read', () => {
    expect(instantOf('2015-04-14T19:09:01.000Z')).toEqual(new Date(Date.UTC(2015, 3, 14, 19, 9, 1)));
  });

  it.each([
    ['8.2 #2', '2014-06-25 16:02:52', '2014-06-25T16:02:52.000Z'],
    ['8.2 #3', '2h', '2026-08-06T10:00:00.000Z'],
    ['8.2 #3', '-2h', '2026-08-06T10:00:00.000Z'],
    ['8.2 #3', '+3m', '2026-08-06T11:57:00.000Z'],
    ['8.2 #5', '1w', '2026-07-30T12:00:00.000Z'],
    ['8.2 #5', '2018-01-01', '2018-01-01T00:00:00.000Z'],
    ['8.2 #5', '2018-01-01T00:00:00Z', '2018-01-01T00:00:00.000Z'],
    ['8.2 #5', '2018-01-01 00:00:00.5', '2018-01-01T00:00:00.500Z'],
    ['8.2 #5', '2018-01-01T02:00+0200', '2018-01-01T00:00:00.000Z'],
  ])('%s: since %j is %s', (_id, text, instant) => {
    expect(parseSince(text, NOW).toISOString()).toBe(instant);
  });

  it.each(['7', '1y', 'foo', '', '2018-13-01', '2018-02-30', '999999999w'])(
    '8.2 #4: since %j is refused',
    (text) => {
      expect(() => parseSince(text, NOW)).toThrow(InvalidArgumentError);
    },
  );

  it.each([
    [69, '69s ago'],
    [71, '1m ago'],
    [3600, '60m ago'],
    [49 * 3600, '49h ago'],
    [50 * 3600, '2d ago'],
  ])('8.2 #11: %i seconds ago are %j', (seconds, text) => {
    expect(relativeTime(new Date(NOW.getTime() - seconds * 1000), NOW)).toBe(text);
  });
});

describe('meta information', () => {
  it.each<[string, JsonValue, string, boolean]>([
    ['8.2 #6', null, '', true],
    ['8.2 #6', null, '1=2', false],
    ['8.2 #6', '{"1":"2"}', '1= 2', true],
    ['8.2 #7', { b: true }, 'b=True', true],
    ['8.2 #7', { b: true }, 'b=true', true],
    ['8.2 #7', { b: true }, 'b=false', false],
    ['8.2 #7', { n: 1 }, 'n=1', true],
    ['8.2 #7', { b: 'True' }, 'b=true', false],
    ['8.2 #7', { a: [{ b: 1 }] }, 'a=[{"b": 1}]', true],
    ['8.2 #7', { n: 1 }, 'n=', false],
    ['8.2 #7', {}, 'x=None', true],
    ['8.2 #7', { x: null }, 'x=null', true],
    ['8.2 #7', { x: 0 }, 'x=null', false],
    ['8.2 #7', { a: '1', b: '2' }, 'a=1,b=3', false],
    ['8.2 #7', { a: { b: ['x'] } }, 'a.b=["x"]', true],
    ['8.2 #8', { 'a\'"%;': '1' }, 'a\'"%;=1', true],
  ])('%s: %j with the filter %j matches: %j', (_id, metaInfo, filter, matching) => {
    expect(matchesMeta(metaInfo, parseMetaFilters(filter))).toBe(matching);
  });

  it('8.2 #8: a filter without a key or without = is refused', () => {
    expect(() => parseMetaFilters('foo')).toThrow(InvalidArgumentError);
    expect(() => parseMetaFilters(' =foo')).toThrow(InvalidArgumentError);
  });

  it.each<[JsonValue, string, boolean]>([
    [null, '.*', false],
    [{}, '.*', false],
    [{ ami_name: 'foo' }, 'bar', false],
    [{ ami_name: 'foo' }, '=fo+', true],
  ])('8.2 #9: %j with the pattern %j matches: %j', (metaInfo, pattern, matching) => {
    expect(remetaArgument(pattern)(metaInfo)).toBe(matching);
  });

  it('8.2 #9: a wrong pattern is refused', () => {
    expect(() => remetaArgument('(')).toThrow(InvalidArgumentError);
  });

  it.each<[JsonValue, string]>([
    [null, ''],
    [{ 1: 2 }, '1=2'],
    ['a text', 'a text'],
    [{ b: true, a: { c: [1] }, application_id: 'app', application_version: '1' }, 'a={"c":[1]}, b=true'],
  ])('8.2 #10: the text of %j is %j', (metaInfo, text) => {
    expect(metaText(metaInfo)).toBe(text);
  });
});

describe('configuration', () => {
  it('8.2 #14: variables go above the file', async () => {
    const { context } = contextOf({ environment: { FULLSTOP_URL: 'https://two.example.org' } });
    write(context, 'fullstop/fullstop.yaml', 'url: https://one.example.org\naccounts: 111122223333\n');
    expect(await loadClientConfig(context)).toMatchObject({
      url: 'https://two.example.org',
      accounts: ['111122223333'],
    });
  });

  it('8.2 #14: an empty variable means all accounts', async () => {
    const { context } = contextOf({ environment: { FULLSTOP_ACCOUNTS: '' } });
    write(context, 'fullstop/fullstop.yaml', 'accounts: 111122223333,444455556666\n');
    expect((await loadClientConfig(context)).accounts).toEqual([]);
  });

  it.each(['{', '- a\n- b\n', ''])('8.2 #14: a file with %j counts as empty', async (text) => {
    const { context } = contextOf();
    write(context, 'fullstop/fullstop.yaml', text);
    expect(await loadClientConfig(context)).toMatchObject({ accounts: [] });
  });

  it.each([
    ['https://one.example.org/', 'https://one.example.org'],
    ['https://one.example.org/base//', 'https://one.example.org/base'],
    ['one.example.org:8080', 'https://one.example.org:8080'],
    ['http://127.0.0.1:8080', 'http://127.0.0.1:8080'],
    ['ftp://one.example.org', undefined],
    ['https://me:secret@one.example.org', undefined],
    ['', undefined],
  ])('8.2 #15: the server URL %j becomes %j', (text, url) => {
    expect(normalUrl(text)).toBe(url);
  });

  it.each([
    ['http://localhost:1', true],
    ['http://[::1]:1', true],
    ['http://127.0.0.2', true],
    ['http://127.0.0.1.example.org', false],
    ['http://10.0.0.1', false],
  ])('%s is on this machine: %j', (url, local) => {
    expect(isLoopback(url)).toBe(local);
  });

  it.each<[NodeJS.Platform, string]>([
    ['linux', '/config/fullstop/fullstop.yaml'],
    ['darwin', '/home/me/Library/Application Support/fullstop/fullstop.yaml'],
    ['win32', '/appdata/fullstop/fullstop.yaml'],
  ])('on %s the file is %s', async (platform, path) => {
    const { configFileOf } = await import('../src/client/client-config.js');
    const environment = { XDG_CONFIG_HOME: '/config', APPDATA: '/appdata' };
    expect(configFileOf({ ...contextOf().context, platform, homeFolder: '/home/me', environment })).toBe(
      path,
    );
  });
});

describe('tokens', () => {
  const URL = 'https://fullstop.example.org';
  const config = { url: URL, isLocal: false, accounts: [], signIn: { scope: 'uid' } };
  const stored = (token: string, ageSeconds: number) =>
    `access_token: ${token}\ncreation_time: ${NOW.getTime() / 1000 - ageSeconds}\nexpires_in: 3600\n`;
  const indented = (text: string) => text.replace(/^(?=.)/gm, '  ');

  /** Everything there is, weakest last; each test takes the strongest ones away. */
  const SOURCES: readonly [
    string,
    (world: { environment: Record<string, string> }, context?: ClientContext) => void,
  ][] = [
    ['variable', ({ environment }) => Object.assign(environment, { FULLSTOP_TOKEN: 'variable' })],
    [
      'own',
      (_, context) =>
        context && write(context, 'fullstop/tokens.yaml', `${URL}:\n${indented(stored('own', 0))}`),
    ],
    [
      'shared',
      (_, context) =>
        context &&
        write(context, 'zalando-token-cli/tokens.yaml', `fullstop:\n${indented(stored('shared', 0))}`),
    ],
    [
      'pairs',
      ({ environment }) => Object.assign(environment, { OAUTH2_ACCESS_TOKENS: 'kio=x,fullstop=pairs' }),
    ],
    ['secret', (_, context) => context && write(context, 'fullstop-token-secret', 'secret\n')],
  ];

  it.each(SOURCES.map(([name], index) => [name, index] as const))(
    '8.2 #16: the token is taken from %s when nothing before it has one',
    async (name, index) => {
      const world = { environment: {} as Record<string, string> };
      for (const [, prepare] of SOURCES.slice(index)) prepare(world);
      const { context } = contextOf(world);
      for (const [, prepare] of SOURCES.slice(index)) prepare(world, context);
      expect(await findToken(context, config, undefined)).toBe(name);
    },
  );

  it('8.2 #16: an option goes above everything', async () => {
    const { context } = contextOf({ environment: { FULLSTOP_TOKEN: 'variable' } });
    expect(await findToken(context, config, 'option')).toBe('option');
  });

  it.each([
    [3299, 'shared'],
    [3301, 'pairs'],
  ])('8.2 #16: of a stored token that is %i of 3600 seconds old, the token is %s', async (age, token) => {
    const { context } = contextOf({ environment: { OAUTH2_ACCESS_TOKENS: 'fullstop=pairs' } });
    write(context, 'zalando-token-cli/tokens.yaml', `fullstop:\n${indented(stored('shared', age))}`);
    expect(await findToken(context, config, undefined)).toBe(token);
  });

  it('a token that was stored for another server is not used', async () => {
    const { context } = contextOf();
    write(context, 'fullstop/tokens.yaml', `https://other.example.org:\n${indented(stored('own', 0))}`);
    await expect(findToken(context, config, undefined)).rejects.toMatchObject({ exitCode: 3 });
  });

  it('8.2 #16: service credentials are used last', async () => {
    const asked: { body: string; authorization: string | null }[] = [];
    const { context } = contextOf({
      environment: { OAUTH2_ACCESS_TOKEN_URL: 'https://token.example.org/token' },
    });
    write(context, 'user.json', '{"application_username":"me","application_password":"p&ss"}');
    write(context, 'client.json', '{"client_id":"id","client_secret":"s"}');
    const fetch: ClientContext['fetch'] = async (url, init) => {
      const request = new Request(url, init);
      asked.push({ body: await request.text(), authorization: request.headers.get('authorization') });
      return Response.json({ access_token: 'granted', expires_in: 60 });
    };
    expect(await findToken({ ...context, fetch }, config, undefined)).toBe('granted');
    const body = 'grant_type=password&username=me&password=p%26ss&scope=uid';
    expect(asked).toEqual([{ body, authorization: `Basic ${btoa('id:s')}` }]);
  });

  it('without any token every source that was tried is named', async () => {
    const { context } = contextOf();
    await expect(findToken(context, config, undefined)).rejects.toMatchObject({
      exitCode: 3,
      message: expect.stringMatching(
        /--token, FULLSTOP_TOKEN, .*fullstop\/tokens.yaml, .*zalando-token-cli\/tokens.yaml, OAUTH2_ACCESS_TOKENS, .*fullstop-token-secret, OAUTH2_ACCESS_TOKEN_URL, sign-in/,
      ),
    });
  });

  it('a server on this machine needs no token', async () => {
    const { context } = contextOf();
    const local = { ...config, url: 'http://127.0.0.1:8080', isLocal: true };
    expect(await findToken(context, local, undefined)).toBeUndefined();
  });
});

describe('tables', () => {
  const columns = [
    { title: 'Id', align: 'right' as const, cut: 'never' as const },
    { title: 'Text', align: 'left' as const, cut: 'last' as const },
  ];
  const row = (id: string, text: string) => [{ text: id }, { text }];

  it('pad cells, and separate titles by bars', () => {
    expect(textTable(columns, [row('1', 'one'), row('10', '')], { colour: false })).toBe(
      'Id│Text\n 1 one\n10\n',
    );
  });

  it('cut long texts so that lines fit the terminal, wide characters too', () => {
    const text = textTable(columns, [row('1', '日本語日本語日本語'), row('2', 'abcdefghijklmnop')], {
      colour: false,
      width: 14,
    });
    expect(text).toBe('Id│Text\n 1 日本語日本…\n 2 abcdefghij…\n');
  });

  it('let nothing steer the terminal', () => {
    expect(textTable(columns, [row('1', 'a\u001b[2J\nb')], { colour: true })).not.toContain('\u001b[2J');
  });

  const need = (titleWidth: number, cellWidth: number, cut: ColumnNeed['cut']) => ({
    titleWidth,
    cellWidth,
    cut,
  });
  const needs = [
    need(7, 12, 'never'),
    need(8, 0, 'last'),
    need(9, 30, 'first'),
    need(4, 20, 'last'),
    need(10, 2, 'never'),
  ];

  it.each([
    [85, [12, 8, 30, 20, 10], 'when everything fits, nothing is cut'],
    [76, [12, 0, 30, 20, 10], 'empty columns are left out first'],
    [60, [12, 0, 15, 20, 10], 'then long texts are cut'],
    [52, [12, 0, 12, 20, 5], 'then titles'],
    [40, [12, 0, 10, 11, 4], 'then names'],
    [25, [7, 0, 4, 7, 4], 'then all'],
    [10, [4, 0, 4, 4, 4], 'and never below four characters'],
  ])('in %i characters columns get %j: %s', (width, widths) => {
    expect(columnWidths(needs, width)).toEqual(widths);
  });
});
