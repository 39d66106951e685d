import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import { PageWorld } from './support/page-world.js';
import { RecordedJobs } from './support/recorded-jobs.js';
import type { Visit } from './support/visit.js';

const world = new PageWorld();

beforeAll(() => world.start());
afterAll(() => world.stop());

describe('in a browser', () => {
  let visit: Visit;

  beforeEach(() => world.fresh());
  afterEach(async () => {
    expect(await visit.end()).toBe('');
  });

  describe('the list', () => {
    it('shows the newest, and pages on and back without counting', async () => {
      await world.givenMany(120);
      visit = await world.open('/');
      await visit.sees('120 violations');
      const ids = () =>
        visit.all('[data-violation]').map((link) => Number(link.getAttribute('data-violation')));
      expect([ids().length, ids()[0]]).toEqual([50, 120]);
      await visit.click('Older →');
      await visit.counts('[data-violation="70"]', 1);
      expect([visit.place, ids()[0]]).toEqual(['/violations?before-id=71', 70]);
      await visit.click('Older →');
      await visit.counts('[data-violation="20"]', 1);
      expect(ids()).toHaveLength(20);
      await visit.click('← Newer');
      await visit.counts('[data-violation="70"]', 1);
      expect([visit.place, ids()[0], ids().at(-1)]).toEqual(['/violations?after-id=20', 70, 21]);
      await visit.click('← Newer');
      await visit.counts('[data-violation="120"]', 1);
      expect(ids().at(-1)).toBe(71);
    });

    it('is narrowed by what its address says, and by choices that say how many they would give', async () => {
      await world.givenMany(3);
      await world.givenMany(2, { type: 'WRONG_REGION' });
      await world.given({ accountId: '999988887777' });
      visit = await world.open('/violations?types=WRONG_AMI');
      await visit.sees('4 violations');
      await visit.click(/^1111222233333/);
      await visit.sees('3 violations');
      expect(visit.place).toBe('/violations?types=WRONG_AMI&accounts=111122223333');
      await visit.click('Remove the filter Type WRONG_AMI');
      await visit.sees('5 violations');
      await visit.click('resolved');
      await visit.sees('Nothing matches');
    });

    it('of nothing says that all is clear', async () => {
      visit = await world.open('/');
      await visit.sees('All clear');
    });

    it('that cannot be had says why, in the words of the server', async () => {
      visit = await world.open('/violations?from=yesterday');
      await visit.sees('from: expected a date with time', '[role=alert]');
    });
  });

  describe('a violation', () => {
    it('is resolved with a comment, and that is taken back', async () => {
      await world.given({ metaInfo: { ami_id: 'ami-1', nested: { list: [1, true] } } });
      visit = await world.open('/violations/1');
      await visit.sees('ami-1', '.meta-info');
      await visit.type('Comment', 'Ticket 4711');
      await visit.click('Resolve');
      await visit.sees('Ticket 4711', '.history');
      await visit.sees('All clear');
      await visit.click('Undo');
      await visit.sees('Violation 1 is open again.');
      await visit.sees('1 violation', '.total');
      await visit.sees('reopened by local', '.history');
    });

    it('that is not there is said not to be there', async () => {
      visit = await world.open('/violations/4711');
      await visit.sees('There is no violation 4711.', '.detail [role=alert]');
    });

    it('is text, whatever the logs hold', async () => {
      const hostile = '<img src=x onerror=alert(1)>';
      await world.given({
        instanceId: hostile,
        username: 'javascript:alert(2)',
        applicationId: '"><script>alert(3)</script>',
        metaInfo: {
          [hostile]: ['javascript:alert(4)', '<b onclick=alert(9)>', { href: 'https://evil.example' }],
          'a=b': '//evil',
        },
      });
      visit = await world.open('/violations/1');
      await visit.sees('javascript:alert(4)', '.meta-info');
      expect(visit.all('img, script:not([src]), [onerror], [onclick]')).toEqual([]);
      const targets = visit.all('a').map((link) => link.getAttribute('href') ?? '');
      expect(targets.filter((target) => !/^(\/(?!\/)|#content$)/.test(target))).toEqual([]);
      await visit.click(hostile, '.facts');
      await visit.sees('1 violation', '.total');
      expect(new URLSearchParams(visit.place.split('?')[1]).get('instance-id')).toBe(hostile);
    });
  });

  describe('many violations', () => {
    it('are resolved after a preview, and that is taken back', async () => {
      await world.givenMany(60);
      await world.givenMany(2, { type: 'WRONG_REGION' });
      visit = await world.open('/violations?types=WRONG_AMI');
      await visit.click('Resolve all…');
      await visit.sees('60 violations will be resolved', 'dialog');
      await visit.type('Comment', 'Campaign');
      await visit.click('Resolve 60');
      await visit.sees('60 violations resolved.', '.notice');
      await visit.sees('Nothing matches');
      await visit.click('Undo');
      await visit.sees('Undone: 60 violations as before.');
      await visit.sees('60 violations', '.total');
    });

    it('that were ticked are resolved', async () => {
      await world.givenMany(3);
      visit = await world.open('/');
      await visit.counts('.row', 3);
      for (const id of [1, 3]) visit.find(`[aria-label="Select violation ${id}"]`)?.click();
      await visit.click('Resolve 2 selected…');
      await visit.type('Comment', 'Fine');
      await visit.click('Resolve 2');
      await visit.sees('1 violation', '.total');
      expect(visit.all('[data-violation]').map((link) => link.getAttribute('data-violation'))).toEqual(['2']);
    });
  });

  describe('a rule', () => {
    it('is made out of a violation, shows before what it covers, is replaced, and ends', async () => {
      await world.givenMany(2);
      await world.given({ region: 'eu-central-1' });
      visit = await world.open('/violations/3');
      await visit.click('Whitelist…');
      await visit.sees('1 open violation would be covered', '.coverage');
      await visit.type('Region', '');
      await visit.sees('3 open violations would be covered', '.coverage');
      await visit.type('Reason', 'Known');
      await visit.click('Create the rule');
      await visit.sees('Rule 1 is in force and covers 3.');
      await visit.sees('whitelisted', '.detail-head');
      await visit.click('rule 1');
      await visit.sees('Known', '.card');
      await visit.click('Edit…');
      await visit.type('Region', 'eu-west-1');
      await visit.click('Replace the rule');
      await visit.sees('replaced by #2');
      await visit.click('End…');
      await visit.sees('It covers 2 violations', 'dialog');
      await visit.click('End the rule');
      await visit.sees('Rule 2 has ended.');
    });

    it('that the server refuses says why, and keeps what was typed', async () => {
      visit = await world.open('/rules');
      await visit.sees('No rule is in force');
      await visit.click('New rule…');
      await visit.type('JSONPath on the details', 'no path');
      await visit.type('Reason', 'Mine');
      await visit.sees('meta_info_json_path', '.coverage [role=alert]');
      await visit.click('Create the rule');
      await visit.sees('meta_info_json_path', 'form > [role=alert]');
      expect((visit.find('textarea') as unknown as { value: string }).value).toBe('Mine');
    });
  });

  describe('the machinery', () => {
    it('checks that failed are tried again when somebody asks for it', async () => {
      await world.givenFailedCheck('ami');
      visit = await world.open('/checks');
      await visit.sees('throttled by AWS', '.card');
      await visit.click('Try again');
      await visit.sees('1 check will be tried again now.');
      await visit.sees('pending', '.card');
    });

    it('checks are said to be decided when none is left', async () => {
      visit = await world.open('/checks');
      await visit.sees('Everything is decided');
    });

    it('jobs show how they went, and run when somebody asks for it', async () => {
      const jobs = new RecordedJobs();
      await world.fresh({ jobs });
      visit = await world.open('/jobs');
      await visit.sees('1 of 3 accounts could not be scanned', '.card');
      await visit.click('Earlier runs');
      await visit.counts('.runs li', 2);
      await visit.click('Run now');
      await visit.sees('Outdated images: run 8 begins soon.');
      expect(jobs.requests).toEqual(['fetchAmiJob by local']);
    });

    it('plugins say why they are not active', async () => {
      const plugin = { id: 'hello', title: 'Hello', version: '1.0.0', classId: 'b#Hello', emits: ['HELLO'] };
      await world.fresh({ plugins: () => [{ ...plugin, active: false, reason: 'off by default' }] });
      visit = await world.open('/plugins');
      await visit.sees('off by default', '.card');
      await visit.click('HELLO');
      await visit.sees('Nothing matches');
      expect(visit.place).toBe('/violations?types=HELLO');
    });
  });

  describe('who looks at the page', () => {
    const signIn = {
      clientId: 'fullstop',
      publicUrl: 'http://127.0.0.1',
      sessionSecret: 'x'.repeat(32),
      authorizationUrl: 'http://127.0.0.1/authorize',
      tokenUrl: 'http://127.0.0.1/token',
    };

    it('is asked to sign in, and comes back to where they were', async () => {
      await world.fresh({ authentication: { kind: 'token-info', uri: world.tokenInfoUri, signIn } });
      visit = await world.open('/violations/7?state=all');
      await visit.sees('Sign in');
      const target = visit.find('a.primary')?.getAttribute('href') ?? '';
      expect(target).toBe('/login?return_to=%2Fviolations%2F7%3Fstate%3Dall');
      const response = await fetch(world.url + target, { redirect: 'manual' });
      expect(response.headers.get('location')).toMatch(/^http:\/\/127\.0\.0\.1\/authorize\?/);
    });

    it('is told when people cannot sign in', async () => {
      await world.fresh({ authentication: { kind: 'token-info', uri: world.tokenInfoUri } });
      visit = await world.open('/');
      await visit.sees('This server takes bearer tokens only.');
      expect(visit.find('a[href^="/login"]')).toBeNull();
    });

    it('is not offered what they may not do, and keeps a comment that was refused', async () => {
      await world.fresh({ authentication: { kind: 'token-info', uri: world.tokenInfoUri } });
      await world.given({});
      visit = await world.open('/violations/1', 'a-token-that-is-long-enough-for-anybody');
      await visit.sees('jdoe', '.who');
      expect(visit.text('.sections')).toBe('violationschecksjobsplugins');
      await visit.type('Comment', 'Please');
      expect(visit.text('.actions')).not.toContain('Whitelist');
      await visit.click('Resolve');
      await visit.sees('jdoe is not a member of account 111122223333', '.detail [role=alert]');
      expect((visit.find('textarea') as unknown as { value: string }).value).toBe('Please');
    });
  });
});

describe('on the wire', () => {
  let assets: string[];

  beforeAll(async () => {
    // The page is for everybody: who it is for is found out by what it asks.
    await world.fresh({ authentication: { kind: 'token-info', uri: world.tokenInfoUri } });
    assets = (await (await ask('/')).text()).match(/\/assets\/[^"]+/g) ?? [];
  });

  const ask = (path: string, init: RequestInit = {}) =>
    fetch(world.url + path, { redirect: 'manual', ...init });

  describe('the page', () => {
    it.each([
      '/',
      '/index',
      '/violations',
      '/violations/4711',
      '/rules',
      '/rules/7/',
      '/checks',
      '/jobs',
      '/plugins',
    ])('is at %s', async (path) => {
      const response = await ask(path);
      expect([response.status, response.headers.get('content-type')]).toEqual([
        200,
        'text/html; charset=utf-8',
      ]);
      expect(await response.text()).toContain('<html data-sign-in="tokens" ');
    });

    it('has a policy that allows nothing inline, nothing of others, and no text to become HTML', async () => {
      const policy = (await ask('/')).headers.get('content-security-policy') ?? '';
      expect(policy.split(';')).toEqual(
        expect.arrayContaining([
          "default-src 'none'",
          "script-src 'self'",
          "style-src 'self'",
          "trusted-types 'none'",
        ]),
      );
      expect(policy).not.toContain('unsafe');
      const html = await (await ask('/')).text();
      expect(html).not.toMatch(/style=|<style|<script>| on\w+=|https?:/);
    });

    it('is asked for again each time, and not sent again when it is the same', async () => {
      const { headers } = await ask('/');
      expect(headers.get('cache-control')).toBe('no-cache');
      const again = await ask('/', {
        headers: { 'if-none-match': headers.get('etag') ?? '', 'cache-control': 'max-age=0' },
      });
      expect([again.status, await again.text()]).toEqual([304, '']);
    });

    it('has assets that may be kept for ever', async () => {
      expect(assets).toHaveLength(3);
      for (const path of assets) {
        const response = await ask(path);
        expect([response.status, response.headers.get('cache-control')]).toEqual([
          200,
          'public, max-age=31536000, immutable',
        ]);
        expect(response.headers.get('content-type')).toMatch(
          /^(text\/(css|javascript); charset=utf-8|image\/svg\+xml)/,
        );
      }
    });

    it('stays small', async () => {
      const sizes = await Promise.all(
        assets.map(async (path) => (await (await ask(path)).arrayBuffer()).byteLength),
      );
      expect(sizes.reduce((sum, size) => sum + size, 0)).toBeLessThan(120_000);
    });

    it('is answered to HEAD without a body', async () => {
      const response = await ask('/violations', { method: 'HEAD' });
      expect([response.status, await response.text()]).toEqual([200, '']);
    });

    it.each([
      ['GET', '/assets/main.js', 404],
      ['GET', '/assets/../index.html', 404],
      ['GET', '/assets/%2e%2e/index.html', 404],
      ['GET', '/violations/abc', 404],
      ['GET', '/nothing', 404],
      ['POST', '/', 404],
      ['GET', '/api/me', 401],
      ['GET', '/swagger-ui.html', 200],
    ])('leaves %s %s alone: %d', async (method, path, status) => {
      expect((await ask(path, { method })).status).toBe(status);
    });
  });

  describe('without a page', () => {
    it('the explorer is the start page', async () => {
      await world.fresh({ webPage: undefined });
      const response = await ask('/');
      expect([response.status, response.headers.get('location')]).toEqual([302, '/swagger-ui.html']);
    });

    it('whose files are missing, the answer is an error, and the API goes on', async () => {
      await world.fresh({ webPage: { folder: '/nowhere', paths: /^\/$/ } });
      expect([(await ask('/')).status, (await ask('/api/me')).status]).toEqual([500, 200]);
    });
  });
});
