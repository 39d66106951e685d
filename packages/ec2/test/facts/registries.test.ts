import {
  FixedTokens,
  type Kio,
  type KioApplication,
  KioClient,
  type PierOne,
  PierOneClients,
  type PierOneTag,
  type ScmSource,
} from '@fullstop/clients';
import { FactUnavailableError, RetryableError } from '@fullstop/core';
import { describe, expect, it } from '@jest/globals';
import { UD_OK, useWorld, worldWith } from '../support/world.js';

const world = useWorld();
const SHOP: KioApplication = { id: 'shop', scmUrl: 'https://github.com/acme/shop' };
const UNAVAILABLE = new RetryableError('TEST', 'kio answered 500.');

function kioWith(answer: KioApplication | undefined | Error) {
  const asked: string[] = [];
  const kio: Kio = {
    async findApplication(id) {
      asked.push(id);
      if (answer instanceof Error) throw answer;
      return answer;
    },
  };
  return { kio, asked };
}

function pierOneWith(tag: PierOneTag | undefined | Error, scmSource?: ScmSource) {
  const asked: unknown[] = [];
  const pierOne: PierOne = {
    findRegistry(registry) {
      if (registry !== 'pierone.acme.test') return undefined;
      return {
        listTags: async () => [],
        async findTag(...key) {
          asked.push(key);
          if (tag instanceof Error) throw tag;
          return tag;
        },
        findScmSource: async () => scmSource,
      };
    },
  };
  return { pierOne, asked };
}

async function instanceWith(userData: string, ports: { kio?: Kio; pierOne?: PierOne }) {
  world().server.world = worldWith({ instanceId: 'i-1', userData });
  return world().instance(undefined, ports);
}

describe('application', () => {
  it('PV-15: is the registered one', async () => {
    const { kio, asked } = kioWith(SHOP);
    expect(await (await instanceWith(UD_OK, { kio })).application()).toEqual(SHOP);
    expect(asked).toEqual(['shop']);
  });

  it('PV-16, PV-17: is none when the registry has none', async () => {
    expect(await (await instanceWith(UD_OK, kioWith(undefined))).application()).toBeUndefined();
  });

  it.each(['runtime: Docker', 'application_id: "  "', '- a'])(
    'PV-18: is none without an application id, and not asked for: %j',
    async (userData) => {
      const { kio, asked } = kioWith(SHOP);
      expect(await (await instanceWith(userData, { kio })).application()).toBeUndefined();
      expect(asked).toEqual([]);
    },
  );

  it('PV-19: is unknown when the registry cannot tell', async () => {
    const instance = await instanceWith(UD_OK, kioWith(UNAVAILABLE));
    const error = await instance.application().catch((reason: unknown) => reason);
    expect(error).toBeInstanceOf(FactUnavailableError);
    expect(error).toMatchObject({ cause: UNAVAILABLE, fact: 'application shop' });
  });

  it('whose look-up fails for good is a failure, not a matter of time', async () => {
    const broken = new TypeError('broken');
    await expect((await instanceWith(UD_OK, kioWith(broken))).application()).rejects.toBe(broken);
  });

  it('is unknown without a registry, and the message names the setting', async () => {
    await expect((await instanceWith(UD_OK, {})).application()).rejects.toThrow('FULLSTOP_KIO_URL');
  });

  it('PV-27: with an id that no application has is none, and not asked for', async () => {
    const url = `${world().server.url}/kio`;
    const kio = new KioClient({ url, tokens: new FixedTokens('kio=token') });
    const instance = await instanceWith('application_id: "a b/c?x"', { kio });
    expect(await instance.application()).toBeUndefined();
    expect(world().server.count({ service: '' })).toBe(0);
  });
});

describe('image tag and scm source', () => {
  it('PV-20: are those of the source', async () => {
    const { pierOne, asked } = pierOneWith({ name: '1.4.2' }, { url: 'git@github.com:acme/shop.git' });
    const instance = await instanceWith(UD_OK, { pierOne });
    expect(await instance.imageTag()).toEqual({ name: '1.4.2' });
    expect(await instance.scmSource()).toEqual({ url: 'git@github.com:acme/shop.git' });
    expect(asked).toEqual([['platform', 'shop', '1.4.2']]);
  });

  it.each([
    ['PV-21: a host that is none of ours', 'opensource.example.org/team/artifact:1'],
    ['SG-2: no registry', 'stups/fullstop:10.0'],
    ['SG-5: no tag', 'pierone.acme.test/team/art'],
    ['SG-7: a digest instead of a tag', 'pierone.acme.test/team/art@sha256:abc'],
    ['a tag that is not listed', 'pierone.acme.test/team/art:2'],
  ])('are none: %s', async (_, source) => {
    const instance = await instanceWith(`source: ${source}`, pierOneWith(undefined));
    expect(await instance.imageTag()).toBeUndefined();
    expect(await instance.scmSource()).toBeUndefined();
  });

  it('are none without a source, also without a registry', async () => {
    const instance = await instanceWith('application_id: shop', {});
    expect([await instance.imageTag(), await instance.scmSource()]).toEqual([undefined, undefined]);
  });

  it('PV-22: an empty scm source is there', async () => {
    const instance = await instanceWith(UD_OK, pierOneWith({ name: '1.4.2' }, {}));
    expect(await instance.scmSource()).toEqual({});
  });

  it('are unknown when the registry cannot tell', async () => {
    const instance = await instanceWith(UD_OK, pierOneWith(UNAVAILABLE));
    await expect(instance.imageTag()).rejects.toBeInstanceOf(FactUnavailableError);
  });

  it('are unknown when nobody configured registries, and none when the list of them is empty', async () => {
    await expect((await instanceWith(UD_OK, {})).imageTag()).rejects.toThrow('FULLSTOP_PIERONE_URLS');
    const pierOne = new PierOneClients({ urls: '', tokens: new FixedTokens('pierone=token') });
    expect(await (await instanceWith(UD_OK, { pierOne })).imageTag()).toBeUndefined();
  });
});
