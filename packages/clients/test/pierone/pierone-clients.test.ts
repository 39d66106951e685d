import { isRetryable } from '@fullstop/core';
import { FixedClock } from '@fullstop/testing';
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import {
  ClientOptionsError,
  PierOneClients,
  type PierOneClientsOptions,
  type PierOneRegistry,
  parseImageReference,
} from '../../src/index.js';
import { json, Loopback, routes, sequence, text } from '../support/loopback.js';
import { rejection, secretTokens } from '../support/tokens.js';

const clock = new FixedClock();
let service: Loopback;
beforeEach(async () => {
  service = await Loopback.start();
});
afterEach(() => service.stop());

function clients(urls: PierOneClientsOptions['urls']): PierOneClients {
  return new PierOneClients({ urls, tokens: secretTokens, clock, http: { retries: 0, timeoutMs: 10_000 } });
}

function registry(): PierOneRegistry {
  const found = clients(service.url).findRegistry('127.0.0.1');
  if (!found) throw new Error('There is no registry.');
  return found;
}

const TAGS = '/teams/team/artifacts/artifact/tags';
const tags = [
  { name: '1', created: '2026-01-01T00:00:00.000Z', created_by: 'jdoe', severity_fix_available: 'x' },
  { name: 'tag', created: null },
];

describe('the registries', () => {
  it('C8, api 14.9 row 3: are one per address, trimmed, and none for an unknown host', () => {
    const two = clients('https://pierone.example.org/, https://Opensource.example.org:8443/v1');
    expect(two.hosts).toEqual(['pierone.example.org', 'opensource.example.org']);
    const [first, second] = two.hosts.map((host) => two.findRegistry(host));
    expect(first).toBeDefined();
    expect(second).toBeDefined();
    expect(first).not.toBe(second);
    expect(two.findRegistry('unknown.example.org')).toBeUndefined();
  });

  it.each([
    ['pierone.example.org', true],
    ['pierone.example.org:5000', true],
    ['PierOne.example.org:443', true],
    ['docker://pierone.example.org', false],
    ['pierone.example.org/more', false],
    ['evil-pierone.example.org', false],
    ['a/b', false],
    ['', false],
  ])('SG-3, SG-4, SG-6, SG-9: %j is one of them: %s', (host, known) => {
    expect(clients(['https://pierone.example.org']).findRegistry(host) !== undefined).toBe(known);
  });

  it.each(['', ' , ', []])('api 14.9 row 4, IMP-KP-2: may be none, as with %j', (urls) => {
    expect(clients(urls).hosts).toEqual([]);
    expect(clients(urls).findRegistry('pierone.example.org')).toBeUndefined();
  });

  it('are refused when a host comes twice, or an address is none; all problems at once', () => {
    const create = () =>
      clients('https://a.example.org,nonsense,http://A.example.org:81/x,https://u:hunter2@b.org');
    expect(create).toThrow(ClientOptionsError);
    expect(create).toThrow(
      /address 2: expected.*\n.*address 3:.*a\.example\.org\n.*address 4: .*without user/,
    );
    expect(create).not.toThrow(/hunter2/);
  });

  it('PV-21: an image of a host that is not configured has no registry', () => {
    const image = parseImageReference('opensource.example.org/team/artifact:tag');
    expect(image && clients('https://pierone.example.org').findRegistry(image.registry)).toBeUndefined();
  });
});

describe('a registry', () => {
  it('PV-20: finds a listed tag with one call', async () => {
    service.answer = routes({ [TAGS]: json(tags) });
    const asking = registry();
    expect(await asking.findTag('team', 'artifact', '1')).toEqual({
      name: '1',
      created: '2026-01-01T00:00:00.000Z',
      createdBy: 'jdoe',
    });
    expect(service.urls).toEqual([TAGS]);
    expect(await asking.findTag('team', 'artifact', 'tag')).toEqual({ name: 'tag' });
    expect(await asking.findTag('team', 'artifact', 'ta')).toBeUndefined();
  });

  it('api 14.9 row 7: has no tags and no scm-source for 404', async () => {
    service.answer = text('', 404);
    expect(await registry().listTags('team', 'artifact')).toEqual([]);
    expect(await registry().findTag('team', 'artifact', 'tag')).toBeUndefined();
    expect(await registry().findScmSource('team', 'artifact', 'tag')).toBeUndefined();
  });

  it.each([
    ['500', text('', 500), true],
    ['403', text('', 403), true],
    ['an empty body', text(''), true],
    ['400', text('', 400), false],
  ])('api 14.9 row 7: fails for %s, retryable: %s', async (_what, answer, retryable) => {
    service.answer = answer;
    const asking = registry();
    const errors = [
      await rejection(asking.listTags('team', 'artifact')),
      await rejection(asking.findTag('team', 'artifact', 'tag')),
      await rejection(asking.findScmSource('team', 'artifact', 'tag')),
    ];
    expect(errors.map(isRetryable)).toEqual([retryable, retryable, retryable]);
  });

  it('PV-22: has an empty scm-source, which is not the same as none', async () => {
    service.answer = routes({ [`${TAGS}/tag/scm-source`]: json({}) });
    expect(await registry().findScmSource('team', 'artifact', 'tag')).toEqual({});
  });

  it('DR-11, DR-18: makes texts of scalars, and leaves null', async () => {
    service.answer = text(
      '{"url":"x","status":false,"revision":7,"author":null,"more":{"a":[1]},"__proto__":"p"}',
    );
    const source = await registry().findScmSource('team', 'artifact', 'tag');
    expect(source).toMatchObject({
      url: 'x',
      status: 'false',
      revision: '7',
      author: null,
      more: '{"a":[1]}',
    });
    expect(Object.getPrototypeOf(source)).toBe(Object.prototype);
  });

  it('percent-encodes what it is asked for', async () => {
    service.answer = json([]);
    await registry().findTag('a/b', 'c d', 'x');
    expect(service.urls).toEqual(['/teams/a%2Fb/artifacts/c%20d/tags']);
  });

  it('keeps the path of its address', async () => {
    service.answer = json([]);
    await clients(`${service.url}/base/`).findRegistry('127.0.0.1:5000')?.listTags('team', 'artifact');
    expect(service.urls).toEqual([`/base${TAGS}`]);
  });

  it('PV-25: is asked once in five minutes about an image, and after a minute about one that was not there', async () => {
    service.answer = sequence(json([]), json(tags));
    const asking = registry();
    expect(await asking.findTag('team', 'artifact', 'tag')).toBeUndefined();
    clock.advance(59);
    expect(await asking.findTag('team', 'artifact', 'tag')).toBeUndefined();
    expect(service.requests).toHaveLength(1);
    clock.advance(1);
    expect(await asking.findTag('team', 'artifact', 'tag')).toEqual({ name: 'tag' });
    clock.advance(299);
    await asking.findTag('team', 'artifact', 'tag');
    expect(service.requests).toHaveLength(2);
  });

  it('finds a tag that was pushed after another one was asked for', async () => {
    service.answer = sequence(json([{ name: '1' }]), json([{ name: '1' }, { name: '2' }]));
    const asking = registry();
    await asking.findTag('team', 'artifact', '1');
    expect(await asking.findTag('team', 'artifact', '2')).toEqual({ name: '2' });
  });

  it('is asked once by those who ask at the same time, also for different tags', async () => {
    service.answer = json(tags);
    const asking = registry();
    await Promise.all(['1', 'tag', 'tag'].map((tag) => asking.findTag('team', 'artifact', tag)));
    expect(service.requests).toHaveLength(1);
  });
});
