import { findPluginMetadata, SubscriptionIndex } from '@fullstop/core';
import { INSTANCES } from '@fullstop/ec2';
import { type FakeFacts, fakeInstances } from '@fullstop/ec2/testing';
import { anEvent, checkWith, describePluginContract, inspectWith, launched } from '@fullstop/testing';
import { describe, expect, it } from '@jest/globals';
import { DockerRegistryPlugin, dockerRegistryOptions } from '../src/index.js';
import {
  builtFrom,
  CLEAN,
  factsOf,
  GOOD,
  IMAGE,
  INSTANCE_ID,
  OTHER_IMAGE,
  providing,
  run,
  start,
  UNAVAILABLE,
} from './world.js';

describe('the docker-registry plugin', () => {
  it.each([
    ['RunInstances', true],
    ['StartInstances', true],
    ['StopInstances', false],
    ['TerminateInstances', false],
    ['Foobar', false],
  ])('DR-1: subscribes to %s: %s', (eventName, subscribed) => {
    const { id, events } = findPluginMetadata(DockerRegistryPlugin)!;
    expect(new SubscriptionIndex([[id, events]]).wants('ec2.amazonaws.com', eventName)).toBe(subscribed);
  });

  it.each([
    ['DR-2', { runtime: undefined }],
    ['DR-3', { runtime: 'rkt' }],
    ['DR-4', { source: undefined }],
  ])('%s: has nothing to check with %j', async (_id, userData) => {
    // A tag that nobody knows: checked, it would be reported.
    const source = `${IMAGE}:nobody-knows`;
    expect(await types(factsOf({ ...GOOD, source, ...userData }))).toEqual([]);
  });

  it('reports nothing about an instance of another image', async () => {
    expect(await types(OTHER_IMAGE)).toEqual([]);
  });

  it.each([
    ['DR-5', `${IMAGE}:bar1`],
    ['DR-12', 'pierone.example.org/stups/foo:1.4.2'],
    ['DR-13', 'stups/fullstop:10.0'],
    ['DR-14', 'pierone.acme.test/platform/nothing:1.4.2'],
    ['SE-16', 'docker.io/library/nginx:1'],
    ['without a tag', `${IMAGE}@sha256:0123`],
  ])('%s: reports that %s is in no trusted registry, and nothing else', async (_id, source) => {
    expect(await inspect(factsOf({ ...GOOD, source }))).toEqual([
      expect.objectContaining({
        type: 'IMAGE_IN_PIERONE_NOT_FOUND',
        instanceId: INSTANCE_ID,
        metaInfo: { source },
        applicationId: 'shop',
        applicationVersion: '1.10',
      }),
    ]);
  });

  it('DR-6, SE-18: reports an image whose build said nothing, and nothing else', async () => {
    const source = `${IMAGE}:1.4.4`;
    expect(await inspect(factsOf({ ...GOOD, source }))).toEqual([
      expect.objectContaining({ type: 'SCM_SOURCE_JSON_MISSING', metaInfo: { source } }),
    ]);
  });

  it('DR-7: reports both a missing URL and a dirty working copy', async () => {
    expect(await types(builtFrom({ status: 'M pom.xml' }))).toEqual([
      'SCM_URL_IS_MISSING_IN_SCM_SOURCE_JSON',
      'ARTIFACT_BUILT_FROM_DIRTY_REPOSITORY',
    ]);
  });

  it.each([
    ['DR-8', { status: '', url: 'git@github.com:zalando-stups/fullstop.git' }],
    ['DR-9', { status: 'FALSE', url: 'x' }],
    ['DR-17', { status: '  ', url: 'x' }],
    // The registry's client turns the JSON value into this text.
    ['DR-18', { status: 'false', url: 'x' }],
    ['IMP-DR-4', { status: ' False\n', url: 'x' }],
    ['without a status', { url: 'x' }],
    ['IMP-DR-1', { status: null, url: 'x' }],
  ])('%s: has nothing against %j', async (_id, scmSource) => {
    expect(await types(builtFrom(scmSource))).toEqual([]);
  });

  it.each([
    ['DR-10', {}],
    ['without text', { url: ' ' }],
    ['IMP-DR-1', { url: null, author: null }],
  ])('%s: reports the missing URL in %#', async (_id, scmSource) => {
    const source = `${IMAGE}:1.4.2`;
    expect(await inspect(builtFrom(scmSource))).toEqual([
      expect.objectContaining({
        type: 'SCM_URL_IS_MISSING_IN_SCM_SOURCE_JSON',
        metaInfo: {
          source,
          application_id: 'shop',
          deployment_artifact: source,
          scm_source: JSON.stringify(scmSource),
        },
      }),
    ]);
  });

  it('IMP-DR-2: names an unknown application with an empty text', async () => {
    const facts = { ...factsOf({ ...GOOD, applicationId: undefined }), scmSource: {} };
    expect(await inspect(facts)).toEqual([
      expect.objectContaining({ metaInfo: expect.objectContaining({ application_id: '' }) }),
    ]);
  });

  it('DR-11: reports a dirty working copy also where the author is null', async () => {
    expect(await inspect(builtFrom({ url: 'x', status: 'M a', author: null }))).toEqual([
      expect.objectContaining({
        type: 'ARTIFACT_BUILT_FROM_DIRTY_REPOSITORY',
        metaInfo: {
          source: `${IMAGE}:1.4.2`,
          scm_source_url: 'x',
          scm_source_status: 'M a',
          scm_source_author: null,
        },
      }),
    ]);
  });

  it.each(['true', ' TRUE ', '?? new-file'])('IMP-DR-4: takes the status %j for dirty', async (status) => {
    expect(await types(builtFrom({ ...CLEAN, status }))).toEqual(['ARTIFACT_BUILT_FROM_DIRTY_REPOSITORY']);
  });

  it('DR-15: reports nothing while the registry cannot tell, and is asked again', async () => {
    const provided = providing({ ...factsOf(GOOD), imageTag: UNAVAILABLE });
    expect(await checkWith(DockerRegistryPlugin, run, { provided })).toMatchObject({
      state: 'pending',
      violations: [],
    });
  });

  it.each(['docker', 'DOCKER'])('DR-16: checks the runtime %s, too', async (runtime) => {
    expect(await types(factsOf({ ...GOOD, runtime, source: `${IMAGE}:bar1` }))).toEqual([
      'IMAGE_IN_PIERONE_NOT_FOUND',
    ]);
  });

  it('SE-17: reports a started instance with an image from a dirty working copy', async () => {
    const source = `${IMAGE}:1.4.3`;
    const provided = providing({ ...factsOf({ ...GOOD, source }), imageId: 'ami-0123456789abcdef0' });
    expect(await inspectWith(DockerRegistryPlugin, start, {}, { provided })).toEqual([
      expect.objectContaining({
        type: 'ARTIFACT_BUILT_FROM_DIRTY_REPOSITORY',
        instanceId: INSTANCE_ID,
        metaInfo: {
          source,
          scm_source_url: 'git@github.com:acme/shop.git',
          scm_source_revision: '0123456789abcdef0123456789abcdef01234567',
          scm_source_author: 'jane',
          scm_source_status: ' M pom.xml',
        },
      }),
    ]);
  });

  it('SE-19: reports an image whose build did not say from where, once', async () => {
    expect(await types(factsOf({ ...GOOD, source: `${IMAGE}:1.4.5` }))).toEqual([
      'SCM_URL_IS_MISSING_IN_SCM_SOURCE_JSON',
    ]);
  });

  it('reports each instance apart, whatever happens to the one before', async () => {
    const facts = {
      'i-1': builtFrom({ status: 'M a' }),
      'i-2': { userData: UNAVAILABLE },
      'i-3': factsOf({ ...GOOD, source: `${IMAGE}:bar1` }),
    };
    const provided = [{ token: INSTANCES, value: fakeInstances(facts) }];
    const event = anEvent('ec2.amazonaws.com:RunInstances', launched('i-1', 'i-2', 'i-3'));
    expect(await checkWith(DockerRegistryPlugin, event, { provided })).toMatchObject({
      state: 'pending',
      violations: [{ instanceId: 'i-1' }, { instanceId: 'i-1' }, { instanceId: 'i-3' }],
    });
  });
});

describe('what a build said', () => {
  it('is stored without credentials', async () => {
    const url = 'https://jane:hunter2@github.com/acme/shop.git';
    const [violation] = await inspect(builtFrom({ url, status: `M a ${url}` }));
    expect(violation?.metaInfo).toMatchObject({
      scm_source_url: 'https://github.com/acme/shop.git',
      scm_source_status: 'M a https://github.com/acme/shop.git',
    });
    const [missing] = await inspect(builtFrom({ origin: url }));
    expect(JSON.stringify(missing)).not.toContain('hunter2');
    const [bare] = await inspect(builtFrom({ url: 'jane:hunter2@github.com/acme/shop', status: 'M a' }));
    expect(bare?.metaInfo).toMatchObject({ scm_source_url: 'github.com/acme/shop' });
  });

  it('is stored up to a length, and up to a number of entries', async () => {
    const many = Object.fromEntries(Array.from({ length: 1000 }, (_, index) => [`key${index}`, 'x']));
    const [violation] = await inspect(builtFrom({ url: 'x', status: '\u{1f600}'.repeat(100_000), ...many }));
    const text = JSON.stringify(violation?.metaInfo);
    expect(text.length).toBeLessThan(10_000);
    expect(text).toContain('…');
    expect(text).not.toMatch(/\\ud83d(?!\\u)/);
  });

  it('cannot be slow, whatever it is', async () => {
    const texts = { url: '://'.repeat(300_000), status: `://${'a'.repeat(900_000)}` };
    expect(await types(builtFrom(texts))).toEqual(['ARTIFACT_BUILT_FROM_DIRTY_REPOSITORY']);
  });
});

describe('IMP-DR-3: an instance without a runtime', () => {
  const checked = { checkWithoutRuntime: true };

  it.each([
    [`${IMAGE}:bar1`, ['IMAGE_IN_PIERONE_NOT_FOUND']],
    ['some/where', []],
    [undefined, []],
  ])('with the source %s gives %j when it is to be checked', async (source, expected) => {
    expect(await types(factsOf({ ...GOOD, runtime: undefined, source }), checked)).toEqual(expected);
  });

  it('is not one with another runtime', async () => {
    expect(await types(factsOf({ ...GOOD, runtime: 'rkt', source: `${IMAGE}:bar1` }), checked)).toEqual([]);
  });

  it.each([
    [{}, false],
    [{ checkWithoutRuntime: 'true' }, true],
  ])('is checked with %j: %s', (raw, checkWithoutRuntime) => {
    expect(dockerRegistryOptions.parse(raw)).toEqual({ checkWithoutRuntime });
  });
});

describe('a fact that the docker-registry plugin cannot have', () => {
  const DIRTY = factsOf({ ...GOOD, source: `${IMAGE}:1.4.3` });

  it.each(['userData', 'runtime', 'source', 'imageTag', 'scmSource'] as const)(
    '%s leaves the check pending; later it is decided',
    async (name) => {
      const before = providing({ ...DIRTY, [name]: UNAVAILABLE });
      expect(await checkWith(DockerRegistryPlugin, run, { provided: before })).toMatchObject({
        state: 'pending',
        violations: [],
      });
      const after = await checkWith(DockerRegistryPlugin, run, { provided: providing(DIRTY) });
      expect(after).toMatchObject({ state: 'decided', violations: [{ instanceId: INSTANCE_ID }] });
    },
  );

  it('leaves the check pending when it is the list of instances', async () => {
    const provided = [{ token: INSTANCES, value: fakeInstances(UNAVAILABLE) }];
    expect(await checkWith(DockerRegistryPlugin, run, { provided })).toMatchObject({
      state: 'pending',
      violations: [],
    });
  });

  it('does not hide a finding when it is only the version', async () => {
    expect(await inspect({ ...DIRTY, applicationVersion: UNAVAILABLE })).toEqual([
      expect.objectContaining({ type: 'ARTIFACT_BUILT_FROM_DIRTY_REPOSITORY', applicationVersion: null }),
    ]);
  });
});

async function inspect(facts: FakeFacts, options = {}) {
  return inspectWith(DockerRegistryPlugin, run, options, { provided: providing(facts) });
}

async function types(facts: FakeFacts, options = {}) {
  return (await inspect(facts, options)).map(({ type }) => type);
}

describePluginContract(DockerRegistryPlugin, {
  packageFolder: `${import.meta.dirname}/..`,
  provided: providing({}),
});
