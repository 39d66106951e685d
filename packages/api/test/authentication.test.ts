import { request as httpRequest, type IncomingHttpHeaders } from 'node:http';
import { afterAll, beforeAll, beforeEach, describe, expect, it, jest } from '@jest/globals';
import type { ApiOptions, AuthenticationOptions } from '../src/index.js';
import { ApiWorld, aClock } from './support/api-world.js';
import { CLIENT, type TokenAnswer, TokenServer } from './support/token-server.js';

// Starting a database takes seconds, more on a busy machine.
jest.setTimeout(60_000);

const world = new ApiWorld();
let tokenServer: TokenServer;

/** At least 30 characters, the shortest that can be a token. */
const TOKEN = 'a-token-of-exactly-30-charact.';
const JDOE = { uid: 'jdoe', realm: '/employees', scope: ['uid'], expires_in: 3600 };

beforeAll(async () => {
  tokenServer = await TokenServer.start();
  await world.start();
  await world.fresh();
});
afterAll(async () => {
  await world.stop();
  await tokenServer.stop();
});
beforeEach(() => {
  tokenServer.tokens.clear();
  tokenServer.calls.length = 0;
  tokenServer.isDown = false;
  world.logger.lines.length = 0;
});

const tokenInfo = (): AuthenticationOptions => ({
  kind: 'token-info',
  uri: `${tokenServer.url}/tokeninfo`,
});
const given = (options: Partial<ApiOptions> = {}) =>
  world.restart({ authentication: tokenInfo(), ...options });
const ask = (authorization?: string, path = '/api/me', init: RequestInit = {}) =>
  world.request(path, {
    ...init,
    headers: { ...(authorization !== undefined && { authorization }), ...init.headers },
  });

describe('token info', () => {
  // Nothing is remembered, so that one server does for all of them.
  beforeAll(() =>
    given({
      authentication: { ...tokenInfo(), cacheSeconds: 0, refusedCacheSeconds: 0 } as AuthenticationOptions,
    }),
  );

  it.each([
    ['#1: no header', undefined, 'unauthorized'],
    ['#1: an empty token', 'Bearer', 'invalid_token'],
    ['#1: a token of blanks', 'Bearer   ', 'invalid_token'],
    ['#2: None', 'Bearer None', 'invalid_token'],
    ['#2: NONE', 'Bearer NONE', 'invalid_token'],
    ['#2: none', 'Bearer none', 'invalid_token'],
    ['#3: 29 characters', `Bearer ${'x'.repeat(29)}`, 'invalid_token'],
    ['a token with a blank inside', `Bearer ${'x'.repeat(29)} ${'x'.repeat(29)}`, 'invalid_token'],
    ['another scheme', 'Basic dXNlcjpwYXNzd29yZA==', 'unauthorized'],
  ])('14.1 %s is 401, and nobody is asked', async (_case, authorization, error) => {
    const response = await ask(authorization);
    expect(response.status).toBe(401);
    expect(await response.json()).toEqual({ error, error_description: expect.any(String) });
    expect(response.headers.get('www-authenticate')).toMatch(
      new RegExp(`^Bearer realm="oauth2-resource", error="${error}", error_description=".+"$`),
    );
    expect(response.headers.get('cache-control')).toBe('no-store');
    expect(response.headers.get('pragma')).toBe('no-cache');
    expect(tokenServer.calls).toEqual([]);
  });

  it.each<[string, TokenAnswer, number, object]>([
    [
      '#4: a token of 30 characters that is known',
      JDOE,
      200,
      { uid: 'jdoe', realm: '/employees', scopes: ['uid'] },
    ],
    ['#7: no scope', { uid: 'jdoe', realm: '/employees' }, 200, { scopes: ['uid'] }],
    ['scopes as text', { ...JDOE, scope: 'uid  cn' }, 200, { scopes: ['cn', 'uid'] }],
    ['#9: realm /services', { ...JDOE, realm: '/services' }, 200, { realm: '/services' }],
    [
      '#5: an answer with error',
      { error: 'invalid_request', error_description: 'gone "for ever"\n' },
      401,
      { error: 'invalid_token', error_description: 'gone "for ever"\n' },
    ],
    [
      '#5: error without a description',
      { error: 'expired' },
      401,
      { error: 'invalid_token', error_description: 'expired' },
    ],
    ['#6: no uid', { realm: '/employees', scope: ['uid'] }, 401, { error: 'invalid_token' }],
    ['#6: an empty uid', { ...JDOE, uid: ' ' }, 401, { error: 'invalid_token' }],
    ['#6: an empty answer', null, 401, { error: 'invalid_token' }],
    [
      '401 without error',
      (response) => response.writeHead(401).end('{"uid":"jdoe","realm":"/employees"}'),
      401,
      { error: 'invalid_token' },
    ],
    [
      '#8: realm /customrealm',
      { ...JDOE, realm: '/customrealm' },
      403,
      { error: 'insufficient_realm', realm: '/employees /services' },
    ],
    ['#10: no realm', { uid: 'jdoe' }, 403, { error: 'insufficient_realm' }],
    ['#10: a realm without slash', { ...JDOE, realm: 'employees' }, 403, { error: 'insufficient_realm' }],
  ])('14.1 %s', async (_case, answer, status, body) => {
    tokenServer.tokens.set(TOKEN, answer);
    const response = await ask(`Bearer ${TOKEN}`);
    expect(response.status).toBe(status);
    expect(await response.json()).toMatchObject(body);
    expect(response.headers.has('www-authenticate')).toBe(status === 401);
  });

  it.each([
    ['bearer in small letters', `bearer ${TOKEN}`],
    ['something behind a comma', `Bearer ${TOKEN}, x`],
    ['more blanks', `BEARER   ${TOKEN}  `],
  ])('14.1 #12: %s is accepted', async (_case, authorization) => {
    tokenServer.tokens.set(TOKEN, JDOE);
    expect((await ask(authorization)).status).toBe(200);
  });

  it('14.1 #13: a preflight needs no token', async () => {
    const response = await ask(undefined, '/api/violations', { method: 'OPTIONS' });
    expect(response.status).toBe(200);
    expectCors(response);
  });

  it.each([
    ['a 401', '/api/me'],
    ['a 404', '/nothing'],
    ['a path that cannot be decoded', '/api/violations/%'],
    ['the explorer', '/swagger-ui.html'],
  ])('14.1 #14: %s has CORS headers', async (_case, path) => {
    expectCors(await ask(undefined, path));
  });

  it('14.1 #15: an unknown path below /api is 401 without a token, and 404 with one', async () => {
    tokenServer.tokens.set(TOKEN, JDOE);
    expect((await ask(undefined, '/api/unknown')).status).toBe(401);
    expect((await ask(`Bearer ${TOKEN}`, '/api/unknown')).status).toBe(404);
    expect((await ask(undefined, '/unknown')).status).toBe(404);
  });

  it('14.1 #16: a token in the address does not count', async () => {
    tokenServer.tokens.set(TOKEN, JDOE);
    expect((await ask(undefined, `/api/me?access_token=${TOKEN}`)).status).toBe(401);
    expect(tokenServer.calls).toEqual([]);
  });

  it('a bad token is refused on public paths, too; none is not', async () => {
    expect((await ask('Bearer none', '/')).status).toBe(401);
    expect((await ask(undefined, '/', { redirect: 'manual' })).status).toBe(302);
  });

  it.each(['/', '/index', '/index/'])('%s leads to the explorer', async (path) => {
    const response = await ask(undefined, path, { redirect: 'manual' });
    expect([response.status, response.headers.get('location')]).toEqual([302, '/swagger-ui.html']);
  });

  it('a slash at the end is accepted', async () => {
    tokenServer.tokens.set(TOKEN, JDOE);
    expect((await ask(`Bearer ${TOKEN}`, '/api/me/')).status).toBe(200);
  });

  it('the log says who asked for what, and no token', async () => {
    tokenServer.tokens.set(TOKEN, JDOE);
    await ask(`Bearer ${TOKEN}`, `/api/me?access_token=${TOKEN}`);
    expect(world.logger.lines.find(({ fields }) => fields.category === 'http.access')).toMatchObject({
      message: 'GET /api/me 200',
      fields: { http_method: 'GET', http_route: '/api/me', http_status: 200, uid: 'jdoe' },
    });
    expect(JSON.stringify(world.logger.lines)).not.toContain(TOKEN);
  });
});

describe('a token service out of reach', () => {
  beforeAll(() => given({ authentication: { ...tokenInfo(), timeoutMs: 300 } as AuthenticationOptions }));

  it.each<[string, TokenAnswer]>([
    ['500', (response) => response.writeHead(500).end('{"error":"oops"}')],
    ['429', (response) => response.writeHead(429).end('{"error":"oops"}')],
    ['a redirect', (response) => response.writeHead(302, { location: '/tokeninfo' }).end()],
    ['no JSON', (response) => response.end('<html>')],
    ['a list', [] as TokenAnswer],
    ['nothing in time', () => undefined],
    ['half of it in time', (response) => void response.write('{"uid":')],
    ['a broken connection', (response) => response.destroy()],
  ])('14.1 #11, 14.9 #1: token info answers %s: 503 with Retry-After', async (_case, answer) => {
    tokenServer.tokens.set(TOKEN, answer);
    const response = await ask(`Bearer ${TOKEN}`);
    expect(response.status).toBe(503);
    expect(Number(response.headers.get('retry-after'))).toBeGreaterThan(0);
    expect(await response.json()).toEqual({
      timestamp: expect.any(String),
      status: 503,
      error: 'Service Unavailable',
      message: 'token info does not answer; try again later.',
      path: '/api/me',
      request_id: response.headers.get('x-request-id'),
    });
  });
});

function expectCors({ headers }: Response): void {
  expect([...headers].filter(([name]) => name.startsWith('access-control-')).sort()).toEqual([
    ['access-control-allow-headers', 'Content-Type, x-requested-with, Authorization, If-Match'],
    ['access-control-allow-methods', 'POST, GET, OPTIONS, DELETE, PUT'],
    ['access-control-allow-origin', '*'],
    ['access-control-max-age', '3600'],
  ]);
}

describe('what is remembered about tokens', () => {
  const clock = aClock();
  const wait = (seconds: number) => clock.advance(seconds);

  it.each([
    ['a good token for a minute', JDOE, 59, 61],
    ['a good token not beyond its end', { ...JDOE, expires_in: 20 }, 19, 21],
    ['a refused token for ten seconds', { error: 'unknown' }, 9, 11],
  ])('%s', async (_case, answer, before, after) => {
    await given({ clock });
    tokenServer.tokens.set(TOKEN, answer);
    const { status } = await ask(`Bearer ${TOKEN}`);
    wait(before);
    expect((await ask(`Bearer ${TOKEN}`)).status).toBe(status);
    expect(tokenServer.calls).toHaveLength(1);
    wait(after - before);
    expect((await ask(`Bearer ${TOKEN}`)).status).toBe(status);
    expect(tokenServer.calls).toHaveLength(2);
  });

  it('14.1 #17: a token is asked about once, also when it comes twice at a time', async () => {
    await given({ clock });
    tokenServer.tokens.set(TOKEN, JDOE);
    await Promise.all([1, 2, 3].map(() => ask(`Bearer ${TOKEN}`)));
    expect((await ask(`Bearer ${TOKEN}`)).status).toBe(200);
    expect(tokenServer.calls).toEqual(['/tokeninfo']);
  });

  it('that the token service was out of reach is forgotten at once', async () => {
    await given({ clock });
    tokenServer.tokens.set(TOKEN, JDOE);
    tokenServer.isDown = true;
    expect((await ask(`Bearer ${TOKEN}`)).status).toBe(503);
    tokenServer.isDown = false;
    expect((await ask(`Bearer ${TOKEN}`)).status).toBe(200);
  });

  it('a token that ends at once is not kept', async () => {
    await given({ clock });
    tokenServer.tokens.set(TOKEN, { ...JDOE, expires_in: 0 });
    await ask(`Bearer ${TOKEN}`);
    await ask(`Bearer ${TOKEN}`);
    expect(tokenServer.calls).toHaveLength(2);
  });
});

describe('introspection', () => {
  const introspection = (more: object = {}): AuthenticationOptions => ({
    kind: 'introspection',
    uri: `${tokenServer.url}/introspect`,
    clientId: CLIENT.id,
    clientSecret: CLIENT.secret,
    ...more,
  });

  it.each<[string, TokenAnswer | undefined, object, number, object]>([
    [
      'an active token',
      { active: true, username: 'jdoe', realm: '/services', scope: 'uid x' },
      {},
      200,
      { uid: 'jdoe', realm: '/services', scopes: ['uid', 'x'] },
    ],
    [
      'claims of other names',
      { active: true, login: 'jdoe', origin: '/employees', sub: '4711' },
      { claims: { uid: 'login', realm: 'origin' } },
      200,
      { uid: 'jdoe', realm: '/employees' },
    ],
    [
      'a configured realm',
      { active: true, sub: 'jdoe' },
      { realm: '/employees' },
      200,
      { uid: 'jdoe', realm: '/employees' },
    ],
    [
      'configured realms',
      { active: true, sub: 'jdoe', realm: 'people' },
      { realms: ['people'] },
      200,
      { realm: 'people' },
    ],
    [
      'a token for us',
      { active: true, sub: 'jdoe', realm: '/employees', aud: ['x', 'us'] },
      { audience: ['us'] },
      200,
      {},
    ],
    [
      'a token for somebody else',
      { active: true, sub: 'jdoe', realm: '/employees', aud: 'x' },
      { audience: ['us'] },
      401,
      { error: 'invalid_token' },
    ],
    ['an unknown token', undefined, {}, 401, { error: 'invalid_token' }],
    ['active as text', { active: 'true', sub: 'jdoe' }, {}, 401, { error: 'invalid_token' }],
    ['no user', { active: true, realm: '/employees' }, {}, 401, { error: 'invalid_token' }],
    [
      'wrong client credentials',
      { active: true, sub: 'jdoe' },
      { clientSecret: 'old' },
      503,
      { status: 503 },
    ],
  ])('%s', async (_case, answer, more, status, body) => {
    await given({ authentication: introspection(more) });
    if (answer !== undefined) tokenServer.tokens.set(TOKEN, answer);
    const response = await ask(`Bearer ${TOKEN}`);
    expect(response.status).toBe(status);
    expect(await response.json()).toMatchObject(body);
  });
});

describe('OpenID Connect', () => {
  // Stands still, however long the tests take.
  const clock = aClock();
  const now = clock.now().getTime() / 1000;
  const good = { sub: 'jdoe', realm: '/employees', exp: now + 600 };
  const oidc = (more: object = {}): AuthenticationOptions => ({
    kind: 'oidc',
    issuer: tokenServer.url,
    audience: ['fullstop-api'],
    ...more,
  });

  it.each([
    ['a good token', {}, {}, 200, { uid: 'jdoe', realm: '/employees' }],
    ['uid before sub', { uid: 'john' }, {}, 200, { uid: 'john' }],
    ['scp instead of scope', { scp: ['a'] }, {}, 200, { scopes: ['a', 'uid'] }],
    ['clocks that are a little apart', { exp: now - 20 }, {}, 200, {}],
    [
      'an expired token',
      { exp: now - 60 },
      {},
      401,
      { error: 'invalid_token', error_description: 'The token has expired.' },
    ],
    ['an expired token, clocks being exact', { exp: now - 20 }, { clockToleranceSeconds: 0 }, 401, {}],
    ['a token of tomorrow', { nbf: now + 300 }, {}, 401, {}],
    ['a token without end', { exp: undefined }, {}, 401, {}],
    ['another audience', { aud: 'somebody' }, {}, 401, { error: 'invalid_token' }],
    ['another issuer', { iss: 'https://evil.example' }, {}, 401, { error: 'invalid_token' }],
    ['an algorithm that is not allowed', {}, { algorithms: ['ES256'] }, 401, { error: 'invalid_token' }],
    ['a realm that is not accepted', { realm: '/customers' }, {}, 403, { error: 'insufficient_realm' }],
  ])('%s', async (_case, claims, more, status, body) => {
    await given({ authentication: oidc(more), clock });
    const response = await ask(`Bearer ${await tokenServer.sign({ ...good, ...claims })}`);
    expect(await response.json()).toMatchObject(body);
    expect(response.status).toBe(status);
  });

  it.each([
    [
      'a changed payload',
      (token: string) => token.replace(/\.[^.]+\./, `.${encode({ ...good, sub: 'root' })}.`),
    ],
    ['no signature', (token: string) => `${encode({ alg: 'none' })}.${token.split('.')[1]}.`],
    ['an unknown key', (token: string) => token.replace(/^[^.]+/, encode({ alg: 'RS256', kid: 'two' }))],
    ['an opaque token', () => 'x'.repeat(40)],
  ])('%s is refused', async (_case, forge) => {
    await given({ authentication: oidc(), clock });
    expect((await ask(`Bearer ${forge(await tokenServer.sign(good))}`)).status).toBe(401);
  });

  it('keys are read once', async () => {
    await given({ authentication: oidc(), clock });
    for (const sub of ['a', 'b']) {
      expect((await ask(`Bearer ${await tokenServer.sign({ ...good, sub })}`)).status).toBe(200);
    }
    expect(tokenServer.calls).toEqual(['/.well-known/openid-configuration', '/jwks']);
  });

  it('14.9 #1: while the issuer is out of reach the answer is 503, and afterwards it works', async () => {
    await given({ authentication: oidc(), clock });
    const token = await tokenServer.sign(good);
    tokenServer.isDown = true;
    expect((await ask(`Bearer ${token}`)).status).toBe(503);
    tokenServer.isDown = false;
    expect((await ask(`Bearer ${token}`)).status).toBe(200);
  });
});

describe('signing in', () => {
  const secret = 'a secret of thirty-two characters';
  const signIn = { clientId: 'fullstop-ui', publicUrl: 'http://127.0.0.1', sessionSecret: secret };
  const oidc = (more: object = {}): AuthenticationOptions => ({
    kind: 'oidc',
    issuer: tokenServer.url,
    audience: ['fullstop-api'],
    signIn: { ...signIn, ...more },
  });

  async function grantIdToken(aud: string, more: object = {}): Promise<void> {
    const claims = { sub: 'jdoe', realm: '/employees', aud, exp: inTenMinutes() };
    tokenServer.grant = { access_token: 'opaque', id_token: await tokenServer.sign(claims), ...more };
  }

  /** Follows a browser from the sign-in to the page behind it. */
  async function goThroughSignIn(path = '/login'): Promise<Browser> {
    const browser = new Browser();
    const start = await browser.visit(path);
    expect(start.status).toBe(302);
    const authorization = await fetch(start.headers.get('location') ?? '', { redirect: 'manual' });
    const { pathname, search } = new URL(authorization.headers.get('location') ?? '');
    browser.back = `${pathname}${search}`;
    return browser;
  }

  it('the ID token says who has signed in; the cookie holds no token', async () => {
    await given({ authentication: oidc() });
    await grantIdToken('fullstop-ui', { scope: 'openid email' });
    const browser = await goThroughSignIn('/login?return_to=/api/me');
    const end = await browser.visit(browser.back);
    expect([end.status, end.headers.get('location')]).toEqual([302, '/api/me']);
    const [cookie = ''] = end.headers.getSetCookie().filter((text) => text.startsWith('fullstop_session='));
    expect(cookie).toMatch(/; Max-Age=28800; Path=\/; .*HttpOnly; SameSite=Lax$/);
    expect(cookie.length).toBeLessThan(600);
    expect(await (await browser.visit('/api/me')).json()).toEqual({
      uid: 'jdoe',
      realm: '/employees',
      scopes: ['email', 'openid', 'uid'],
      may_edit_rules: false,
    });
  });

  it('another replica finishes what one began, and knows the session', async () => {
    await given({ authentication: oidc() });
    await grantIdToken('fullstop-ui');
    const browser = await goThroughSignIn();
    await given({ authentication: oidc() });
    expect((await browser.visit(browser.back)).headers.get('location')).toBe('/');
    await given({ authentication: oidc() });
    expect((await browser.visit('/api/me')).status).toBe(200);
    await given({ authentication: oidc({ sessionSecret: 'another secret of 32 characters.' }) });
    expect((await browser.visit('/api/me')).status).toBe(401);
  });

  it('without OpenID Connect, the access token says who has signed in', async () => {
    const urls = { authorizationUrl: `${tokenServer.url}/authorize`, tokenUrl: `${tokenServer.url}/token` };
    await given({
      authentication: { ...tokenInfo(), signIn: { ...signIn, ...urls } } as AuthenticationOptions,
    });
    tokenServer.tokens.set(TOKEN, JDOE);
    tokenServer.grant = { access_token: TOKEN };
    const browser = await goThroughSignIn();
    await browser.visit(browser.back);
    expect((await browser.visit('/api/me')).status).toBe(200);
  });

  it.each<[string, (back: string) => string]>([
    [
      'with another state',
      (back) => back.replace(/state=(.)/, (_, first) => `state=${first === 'x' ? 'y' : 'x'}`),
    ],
    ['with a code of somebody else', (back) => back.replace(/code=[^&]+/, 'code=x')],
    ['when the server says no', () => '/login/callback?error=access_denied'],
    ['when the server says no for another reason', () => '/login/callback?error=x'],
  ])('a sign-in that comes back %s is refused', async (_case, change) => {
    await given({ authentication: oidc() });
    tokenServer.grant = { access_token: 'opaque' };
    const browser = await goThroughSignIn();
    const end = await browser.visit(change(browser.back));
    expect([end.status, await end.json()]).toEqual([
      403,
      { error: 'access_denied', error_description: expect.any(String) },
    ]);
    expect(browser.cookies.has('fullstop_session')).toBe(false);
  });

  it('a sign-in that comes back in another browser is refused', async () => {
    await given({ authentication: oidc() });
    const browser = await goThroughSignIn();
    expect((await new Browser().visit(browser.back)).status).toBe(403);
  });

  it('while the authorization server is out of reach, signing in is 503', async () => {
    await given({ authentication: oidc() });
    const browser = await goThroughSignIn();
    tokenServer.isDown = true;
    expect((await browser.visit(browser.back)).status).toBe(503);
  });

  it('a sign-in cannot be used twice', async () => {
    const browser = await signedIn();
    expect((await browser.visit(browser.back)).status).toBe(403);
  });

  it.each(['https://evil.example', '//evil.example', '/\\evil.example', 'javascript:alert(1)', ''])(
    'nobody lands at %s after signing in',
    async (target) => {
      await given({ authentication: oidc() });
      await grantIdToken('fullstop-ui');
      const browser = await goThroughSignIn(`/login?return_to=${encodeURIComponent(target)}`);
      expect((await browser.visit(browser.back)).headers.get('location')).toBe('/');
    },
  );

  it('an ID token for another client is refused', async () => {
    await given({ authentication: oidc() });
    await grantIdToken('other');
    const browser = await goThroughSignIn();
    expect((await browser.visit(browser.back)).status).toBe(401);
  });

  async function signedIn(): Promise<Browser> {
    await given({ authentication: oidc() });
    await grantIdToken('fullstop-ui');
    const browser = await goThroughSignIn();
    await browser.visit(browser.back);
    return browser;
  }

  it.each<[string, Record<string, string>, number]>([
    ['without an origin', {}, 403],
    ['from another site', { origin: 'https://evil.example' }, 403],
    ['from another site, with a header', { origin: 'https://evil.example', 'x-requested-with': 'x' }, 403],
    ['from a page without origin', { origin: 'null' }, 403],
    ['from this server', { origin: 'http://127.0.0.1' }, 204],
    ['with a header of its own', { 'x-requested-with': 'fullstop' }, 204],
  ])('a change %s, sent with the cookie, ends with %j %d', async (_case, headers, status) => {
    const browser = await signedIn();
    const response = await browser.visit('/logout', { method: 'POST', headers });
    expect(response.status).toBe(status);
    expect(browser.cookies.has('fullstop_session')).toBe(status !== 204);
  });

  it('a session ends by itself', async () => {
    const clock = aClock();
    const urls = { authorizationUrl: `${tokenServer.url}/authorize`, tokenUrl: `${tokenServer.url}/token` };
    const authentication = { ...tokenInfo(), signIn: { ...signIn, ...urls, sessionSeconds: 60 } };
    await given({ authentication: authentication as AuthenticationOptions, clock });
    tokenServer.tokens.set(TOKEN, JDOE);
    tokenServer.grant = { access_token: TOKEN };
    const browser = await goThroughSignIn();
    await browser.visit(browser.back);
    clock.advance(59);
    expect((await browser.visit('/api/me')).status).toBe(200);
    clock.advance(2);
    expect((await browser.visit('/api/me')).status).toBe(401);
  });

  it('over https the cookie is for https and this host only', async () => {
    await given({ authentication: oidc({ publicUrl: 'https://fullstop.example.org' }) });
    const response = await ask(undefined, '/login', { redirect: 'manual' });
    expect(response.headers.getSetCookie()).toEqual([
      expect.stringMatching(
        /^fullstop_sign_in=.*; Max-Age=600; Path=\/login; .*HttpOnly; Secure; SameSite=Lax$/,
      ),
    ]);
    const { searchParams } = new URL(response.headers.get('location') ?? '');
    expect(Object.fromEntries(searchParams)).toMatchObject({
      response_type: 'code',
      redirect_uri: 'https://fullstop.example.org/login/callback',
      scope: 'openid',
      client_id: 'fullstop-ui',
      code_challenge_method: 'S256',
    });
  });

  it.each([
    ['a short secret', { sessionSecret: 'x'.repeat(31) }, 'signIn.sessionSecret'],
    ['no usable address', { publicUrl: 'fullstop.example.org' }, 'signIn.publicUrl'],
  ])('%s stops the start', async (_case, more, setting) => {
    await expect(given({ authentication: oidc(more) })).rejects.toMatchObject({
      code: 'SIGN_IN_CONFIG',
      message: expect.stringContaining(setting),
    });
  });

  it('without an issuer, addresses must be given', async () => {
    await expect(
      given({ authentication: { ...tokenInfo(), signIn } as AuthenticationOptions }),
    ).rejects.toMatchObject({
      code: 'SIGN_IN_CONFIG',
    });
  });

  it('where it is not configured, there is nothing', async () => {
    await given();
    expect((await ask(undefined, '/login')).status).toBe(404);
  });
});

describe('without authentication', () => {
  beforeEach(() => world.restart());

  it('the caller may do everything', async () => {
    expect(await (await ask()).json()).toEqual({
      uid: 'local',
      realm: '/employees',
      scopes: [],
      may_edit_rules: true,
    });
  });

  it.each([
    ['localhost', {}, 200],
    ['[::1]:8080', {}, 200],
    ['127.0.0.1:1', { origin: 'http://localhost:3000' }, 200],
    ['evil.example', {}, 403],
    ['127.0.0.1.evil.example', {}, 403],
    ['localhost', { origin: 'https://evil.example' }, 403],
    ['localhost', { origin: 'null' }, 403],
  ])('a request to %s with %j is answered with %d', async (host, headers, status) => {
    for (const path of ['/api/me', '/api-docs'])
      expect(await statusOf(path, { host, ...headers })).toBe(status);
  });

  it.each(['0.0.0.0', '::', '', '192.0.2.1', 'example.org'])('it does not listen on "%s"', async (host) => {
    await expect(world.restart({ host })).rejects.toMatchObject({
      code: 'AUTHENTICATION_MISSING',
      message: expect.stringContaining('TOKEN_INFO_URI'),
    });
  });
});

/** fetch chooses Host itself. */
function statusOf(path: string, headers: IncomingHttpHeaders): Promise<number | undefined> {
  return new Promise((resolve, reject) => {
    httpRequest(`${world.url}${path}`, { headers }, (response) => {
      response.resume();
      resolve(response.statusCode);
    })
      .on('error', reject)
      .end();
  });
}

/** Keeps cookies, and does not follow. */
class Browser {
  readonly cookies = new Map<string, string>();
  /** Where the authorization server sends it. */
  back = '';

  async visit(path: string, init: RequestInit = {}): Promise<Response> {
    const cookie = [...this.cookies].map(([name, value]) => `${name}=${value}`).join('; ');
    const response = await world.request(path, {
      ...init,
      redirect: 'manual',
      headers: { cookie, ...init.headers },
    });
    for (const text of response.headers.getSetCookie()) {
      const [, name = '', value = ''] = /^([^=]+)=([^;]*)/.exec(text) ?? [];
      if (value === '') this.cookies.delete(name);
      else this.cookies.set(name, value);
    }
    return response;
  }
}

const inTenMinutes = () => Math.floor(Date.now() / 1000) + 600;
const encode = (value: object) => Buffer.from(JSON.stringify(value)).toString('base64url');
