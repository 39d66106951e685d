import { FactUnavailableError, findPluginMetadata, SubscriptionIndex } from '@fullstop/core';
import { INSTANCES } from '@fullstop/ec2';
import { type FakeFacts, fakeInstances } from '@fullstop/ec2/testing';
import {
  anEvent,
  checkWith,
  describePluginContract,
  eventFromFile,
  inspectWith,
  launched,
} from '@fullstop/testing';
import { describe, expect, it } from '@jest/globals';
import { SnapshotSourcePlugin, snapshotSourceOptions } from '../src/index.js';

const fixture = (name: string) => eventFromFile(new URL(`./fixtures/${name}.json`, import.meta.url));

const RUN = 'ec2.amazonaws.com:RunInstances';
const SNAPSHOT = 'docker://registry.zalando.com/stups/yourturn:1.0-SNAPSHOT';

/** An instance whose user data name this image. */
const running = (source?: string): FakeFacts => ({
  userData: { kind: 'taupage', applicationId: 'shop', applicationVersion: '1.10', source },
});
const provided = (facts: Parameters<typeof fakeInstances>[0]) => [
  { token: INSTANCES, value: fakeInstances(facts) },
];

describe('the snapshot-source plugin', () => {
  it.each([
    ['RunInstances', true],
    ['StartInstances', true],
    ['StopInstances', false],
    ['TerminateInstances', false],
    ['Foobar', false],
  ])('SN-1: subscribes to %s: %s', (eventName, subscribed) => {
    const { id, events } = findPluginMetadata(SnapshotSourcePlugin)!;
    expect(new SubscriptionIndex([[id, events]]).wants('ec2.amazonaws.com', eventName)).toBe(subscribed);
  });

  it.each([
    ['user data without a source', running()],
    ['no user data', { userData: { kind: 'none', reason: 'empty' } }],
    ['another image', { isTaupage: false, userData: { kind: 'none', reason: 'not-taupage' } }],
  ] as const)('SN-2: reports nothing for %s', async (_what, facts) => {
    expect(await reported({ 'i-1': facts })).toEqual([]);
  });

  it('SN-4: reports a snapshot, exactly as the user data name it', async () => {
    const event = anEvent(RUN, launched('i-1'));
    const more = { provided: provided({ 'i-1': running(SNAPSHOT) }) };
    expect(await inspectWith(SnapshotSourcePlugin, event, {}, more)).toEqual([
      expect.objectContaining({
        type: 'EC2_WITH_A_SNAPSHOT_IMAGE',
        accountId: '111122223333',
        region: 'eu-central-1',
        instanceId: 'i-1',
        username: 'arn:aws:sts::111122223333:assumed-role/Deployer/jane',
        metaInfo: { deployment_artifact: SNAPSHOT },
        applicationId: 'shop',
        applicationVersion: '1.10',
      }),
    ]);
  });

  it.each([
    ['run-instances', 'SE-23: reports a launch'],
    ['start-instances', 'reports a start'],
  ])('%s.json: %s', async (name) => {
    const source = 'pierone.acme.test/platform/shop:2.0-SNAPSHOT';
    const more = { provided: provided({ 'i-0aaaaaaaaaaaaaaa1': running(source) }) };
    expect(await inspectWith(SnapshotSourcePlugin, fixture(name), {}, more)).toEqual([
      expect.objectContaining({
        type: 'EC2_WITH_A_SNAPSHOT_IMAGE',
        instanceId: 'i-0aaaaaaaaaaaaaaa1',
        metaInfo: { deployment_artifact: source },
      }),
    ]);
  });

  it('decides about each instance, also when one of them must wait', async () => {
    const userData = new FactUnavailableError('user data of i-1', 'InvalidInstanceID.NotFound');
    const facts = { 'i-1': { userData }, 'i-2': running('reg/team/art:1'), 'i-3': running(SNAPSHOT) };
    const event = anEvent(RUN, launched('i-1', 'i-2', 'i-3'));
    expect(await checkWith(SnapshotSourcePlugin, event, { provided: provided(facts) })).toMatchObject({
      state: 'pending',
      violations: [{ instanceId: 'i-3' }],
    });
  });

  it.each(['userData', 'source'] as const)('waits when %s could not be had, then decides', async (fact) => {
    const event = anEvent(RUN, launched('i-1'));
    const missing = { [fact]: new FactUnavailableError(fact, 'throttled') };
    expect(
      await checkWith(SnapshotSourcePlugin, event, { provided: provided({ 'i-1': missing }) }),
    ).toMatchObject({ state: 'pending', violations: [] });
    expect(
      await checkWith(SnapshotSourcePlugin, event, { provided: provided({ 'i-1': running(SNAPSHOT) }) }),
    ).toMatchObject({ state: 'decided', violations: [{ instanceId: 'i-1' }] });
  });

  it('waits when the instances are not known', async () => {
    const event = anEvent(RUN, { responseElements: { omitted: true } });
    const unknown = new FactUnavailableError('instances of the launch', 'Throttling');
    expect(await checkWith(SnapshotSourcePlugin, event, { provided: provided(unknown) })).toMatchObject({
      state: 'pending',
      violations: [],
    });
  });

  it.each([
    ['SE-31', { errorCode: 'Client.UnauthorizedOperation', responseElements: null }],
    ['SE-32', { errorCode: 'Client.DryRunOperation' }],
  ])('%s: does not look at a launch that did not happen', async (_id, overrides) => {
    const event = anEvent(RUN, overrides);
    expect(await checkWith(SnapshotSourcePlugin, event, { provided: provided({}) })).toBeUndefined();
  });

  it.each([
    [{}, []],
    [{ mutableTags: ['latest'] }, ['i-1', 'i-2']],
    [{ mutableTags: 'latest, master' }, ['i-1', 'i-2', 'i-3']],
  ])('with %j, it reports %j', async (options, expected) => {
    const facts = {
      'i-1': running('reg.example.org/team/art:latest'),
      'i-2': running('reg.example.org/team/art'),
      'i-3': running('reg.example.org/team/art:master'),
      'i-4': running('reg.example.org/team/art:1.0'),
    };
    expect(await reported(facts, options)).toEqual(expected);
  });

  it.each([
    [{ mutableTags: ['a tag'] }, 'expected the tag of an image'],
    [{ mutableTags: [''] }, 'expected the tag of an image'],
    [{ mutableTag: 'latest' }, 'mutableTag'],
  ])('refuses the options %j', (raw, problem) => {
    expect(() => snapshotSourceOptions.parse(raw)).toThrow(problem);
  });
});

async function reported(facts: Record<string, FakeFacts>, options = {}) {
  const event = anEvent(RUN, launched(...Object.keys(facts)));
  const violations = await inspectWith(SnapshotSourcePlugin, event, options, { provided: provided(facts) });
  return violations.map(({ instanceId }) => instanceId);
}

describePluginContract(SnapshotSourcePlugin, {
  packageFolder: `${import.meta.dirname}/..`,
  provided: provided({}),
});
