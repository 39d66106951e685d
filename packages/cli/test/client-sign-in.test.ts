import { readFileSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import { type ClientWorld, NOW, removeFolders, runClient, temporaryFolder } from './support/run-client.js';
import { StubServer } from './support/stub-server.js';

// One server plays both: the API, and the authorization server.
const server = new StubServer();
let folder: string;

beforeAll(() => server.start());
afterAll(async () => {
  await server.stop();
  removeFolders();
});
beforeEach(() => {
  server.reset();
  server.answers.set('GET /api/violation-types', () => ({ body: [] }));
  folder = temporaryFolder();
});

function run(args: readonly string[], settings: Record<string, string>, world: ClientWorld = {}) {
  const environment = {
    FULLSTOP_URL: server.url,
    XDG_CONFIG_HOME: folder,
    FULLSTOP_CLIENT_ID: 'cli',
    FULLSTOP_SCOPE: 'uid cn',
    ...settings,
  };
  return runClient(args, { terminal: true, ...world, environment });
}

const device = () => ({
  FULLSTOP_TOKEN_URL: `${server.url}/token`,
  FULLSTOP_DEVICE_AUTHORIZATION_URL: `${server.url}/device`,
});
const granted = { access_token: 'the-token', token_type: 'Bearer', expires_in: 3600, refresh_token: 'again' };

const tokenRequests = () =>
  server.requests
    .filter(({ what }) => what === 'POST /token')
    .map(({ body }) => Object.fromEntries(new URLSearchParams(body)));
const lastToken = () => server.requests.at(-1)?.headers.authorization;

describe('login with a code', () => {
  beforeEach(() => {
    server.answers.set('POST /device', () => ({
      body: {
        device_code: 'dc',
        user_code: 'ABCD-EFGH',
        verification_uri: 'https://x/device',
        expires_in: 600,
        interval: 2,
      },
    }));
  });

  it('shows the code, asks until somebody entered it, slower when told to, and keeps the token for itself', async () => {
    const outcomes = ['authorization_pending', 'slow_down', undefined];
    server.answers.set('POST /token', () => {
      const error = outcomes.shift();
      return error === undefined ? { body: granted } : { status: 400, body: { error } };
    });
    const { code, stderr, pauses } = await run(['login'], device());
    expect({ code, pauses }).toEqual({ code: 0, pauses: [2000, 2000, 7000] });
    expect(stderr).toContain('Open https://x/device and enter the code ABCD-EFGH');
    expect(new URLSearchParams(server.requests[0]!.body).get('scope')).toBe('uid cn');
    const file = join(folder, 'fullstop/tokens.yaml');
    expect(statSync(file).mode & 0o777).toBe(0o600);

    await run(['types'], device());
    expect(lastToken()).toBe('Bearer the-token');
    expect((await run(['logout'], device())).stdout).toContain('is forgotten');
    expect(readFileSync(file, 'utf8')).not.toContain('the-token');
    expect((await run(['logout'], device())).stdout).toContain('There is no token');
  });

  it('a refusal is one line and exit code 3', async () => {
    const body = { error: 'access_denied', error_description: 'not you' };
    server.answers.set('POST /token', () => ({ status: 400, body }));
    const { code, stderr } = await run(['login'], device());
    expect(code).toBe(3);
    expect(stderr).toContain('Signing in failed: not you\n');
  });

  it('a token that expired is renewed without a question', async () => {
    server.answers.set('POST /token', () => ({ body: granted }));
    await run(['login'], device());
    server.answers.set('POST /token', () => ({ body: { ...granted, access_token: 'newer' } }));
    await run(['types'], device(), { terminal: false, now: new Date(NOW.getTime() + 7_200_000) });
    expect(lastToken()).toBe('Bearer newer');
    expect(tokenRequests().at(-1)).toMatchObject({ grant_type: 'refresh_token', refresh_token: 'again' });
  });

  it('a renewal that is refused leaves no token', async () => {
    server.answers.set('POST /token', () => ({ body: granted }));
    await run(['login'], device());
    server.answers.set('POST /token', () => ({ status: 400, body: { error: 'invalid_grant' } }));
    await run(['types'], device(), { now: new Date(NOW.getTime() + 7_200_000) });
    expect(lastToken()).toBeUndefined();
  });
});

describe('login in the browser', () => {
  /** A person who signs in at once: the browser comes back with a code. */
  function browser(change: (back: URL) => void = () => {}): ClientWorld & { opened: URL[] } {
    const opened: URL[] = [];
    const openBrowser = async (url: string) => {
      const page = new URL(url);
      opened.push(page);
      const back = new URL(page.searchParams.get('redirect_uri')!);
      await fetch(new URL('/favicon.ico', back));
      back.searchParams.set('code', 'the-code');
      back.searchParams.set('state', page.searchParams.get('state')!);
      change(back);
      await (await fetch(back)).text();
    };
    return { openBrowser, opened };
  }

  it('uses the addresses of the issuer, and PKCE', async () => {
    server.answers.set('GET /.well-known/openid-configuration', () => ({
      body: {
        issuer: server.url,
        authorization_endpoint: `${server.url}/authorize`,
        token_endpoint: `${server.url}/token`,
      },
    }));
    server.answers.set('POST /token', () => ({ body: granted }));
    const world = browser();
    const { code, stdout } = await run(['login'], { FULLSTOP_ISSUER: server.url }, world);
    expect({ code, stdout }).toEqual({ code: 0, stdout: `Signed in to ${server.url}\n` });
    const asked = Object.fromEntries(world.opened[0]!.searchParams);
    expect(asked).toMatchObject({ response_type: 'code', client_id: 'cli', code_challenge_method: 'S256' });
    expect(tokenRequests()).toEqual([
      expect.objectContaining({
        grant_type: 'authorization_code',
        code: 'the-code',
        redirect_uri: asked.redirect_uri,
        code_verifier: expect.stringMatching(/^.{43}$/),
      }),
    ]);
  });

  it.each<[string, (back: URL) => void, string]>([
    ['another state', (back) => back.searchParams.set('state', 'forged'), 'state'],
    [
      'an error',
      (back) => {
        back.searchParams.delete('code');
        back.searchParams.set('error', 'access_denied');
      },
      'access_denied',
    ],
  ])('does not take a code that comes with %s', async (_what, change, message) => {
    const settings = {
      FULLSTOP_TOKEN_URL: `${server.url}/token`,
      FULLSTOP_AUTHORIZE_URL: `${server.url}/authorize`,
    };
    const { code, stderr } = await run(['login'], settings, browser(change));
    expect(code).toBe(3);
    expect(stderr).toMatch(new RegExp(`^Signing in failed: .*${message}`, 'm'));
    expect(tokenRequests()).toEqual([]);
  });
});

describe('login', () => {
  it('says what has to be configured', async () => {
    const { code, stderr } = await run(['login'], {});
    expect(code).toBe(2);
    expect(stderr).toContain('client_id and issuer');
  });
});
