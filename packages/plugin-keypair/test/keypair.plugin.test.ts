import { FactUnavailableError, findPluginMetadata, SubscriptionIndex } from '@fullstop/core';
import { INSTANCES, type InstanceDirectory } from '@fullstop/ec2';
import { type FakeFacts, fakeInstances } from '@fullstop/ec2/testing';
import {
  anEvent,
  checkWith,
  describePluginContract,
  eventFromFile,
  inspectWith,
  launched,
} from '@fullstop/testing';
import { afterEach, describe, expect, it, jest } from '@jest/globals';
import { KeyPairPlugin, keyPairOptions } from '../src/index.js';

const fixture = (name: string) => eventFromFile(new URL(`./fixtures/${name}.json`, import.meta.url));

const RUN = 'ec2.amazonaws.com:RunInstances';
const THROTTLED = new FactUnavailableError('image of i-1', 'RequestLimitExceeded');

/** An instance of which AWS tells nothing more than its image. */
const SOMETHING: FakeFacts = {
  image: { imageId: 'ami-123456', name: 'An AMI', ownerId: 'me' },
  userData: { kind: 'none', reason: 'not-taupage' },
};
const providedBy = (instances: InstanceDirectory) => ({ provided: [{ token: INSTANCES, value: instances }] });
// What is not given throws when it is asked for.
const provided = (facts: Parameters<typeof fakeInstances>[0] = {}) => providedBy(fakeInstances(facts));

afterEach(() => {
  jest.useRealTimers();
});

describe('the keypair plugin', () => {
  it.each([
    ['RunInstances', true],
    ['StartInstances', false],
    ['StopInstances', false],
    ['TerminateInstances', false],
    ['Foobar', false],
  ])('KE-1: subscribes to %s: %s', (eventName, subscribed) => {
    const { id, events } = findPluginMetadata(KeyPairPlugin)!;
    expect(new SubscriptionIndex([[id, events]]).wants('ec2.amazonaws.com', eventName)).toBe(subscribed);
  });

  it('KE-2: reports an instance with a key pair, and its image', async () => {
    const item = { instanceId: 'i-1', imageId: 'ami-123456', keyName: 'the-key' };
    const more = provided({ 'i-1': SOMETHING });
    expect(await inspectWith(KeyPairPlugin, anEvent(RUN, launched(item)), {}, more)).toEqual([
      expect.objectContaining({
        type: 'EC2_WITH_KEYPAIR',
        instanceId: 'i-1',
        accountId: '111122223333',
        region: 'eu-central-1',
        username: 'arn:aws:sts::111122223333:assumed-role/Deployer/jane',
        metaInfo: { key_name: 'the-key', ami_owner_id: 'me', ami_id: 'ami-123456', ami_name: 'An AMI' },
        applicationId: null,
        applicationVersion: null,
      }),
    ]);
  });

  it.each([
    ['KE-3', { keyName: null }],
    ['KE-4', { keyName: ' ' }],
    ['KE-5', {}],
    ['KE-5', { keyName: { name: 'a-key' } }],
  ])('%s: reports nothing for an instance with %j', async (_id, item) => {
    expect(await keyNames(launched({ instanceId: 'i-1', ...item }))).toEqual([]);
  });

  it('KE-6: finds a key pair that only the launch template names', async () => {
    const requestParameters = { launchTemplate: { launchTemplateId: 'lt-0123456789abcdef0', version: '7' } };
    expect(await keyNames({ requestParameters, ...launched({ keyName: 'the-key' }) })).toEqual(['the-key']);
  });

  it('KE-7: lets only the response count', async () => {
    const requestParameters = { instancesSet: { items: [{ keyName: 'the-key' }] } };
    expect(await keyNames({ requestParameters, ...launched('i-1') })).toEqual([]);
  });

  it('KE-8: reports each instance with a key pair', async () => {
    const items = [
      { instanceId: 'i-1', keyName: 'the-key' },
      { instanceId: 'i-2' },
      { instanceId: 'i-3', keyName: 'the-key' },
    ];
    const violations = await inspectWith(KeyPairPlugin, anEvent(RUN, launched(...items)), {}, provided());
    expect(violations.map(({ instanceId }) => instanceId)).toEqual(['i-1', 'i-3']);
  });

  it('KE-9: trims the name', async () => {
    expect(await keyNames(launched({ keyName: '  k1 ' }))).toEqual(['k1']);
  });

  it.each([
    ['the image', 'image', THROTTLED, 'ami-123456'],
    ['the id', 'imageId', THROTTLED, 'ami-123456'],
    ['the image, for whatever reason', 'image', new TypeError('broken'), 'ami-123456'],
  ])('KE-10: reports a key pair when %s could not be had', async (_what, fact, error, amiId) => {
    const item = { instanceId: 'i-1', imageId: 'ami-123456', keyName: 'the-key' };
    const more = provided({ 'i-1': { ...SOMETHING, image: undefined, [fact]: error } });
    const [violation] = await inspectWith(KeyPairPlugin, anEvent(RUN, launched(item)), {}, more);
    expect(violation?.metaInfo).toEqual({
      key_name: 'the-key',
      ami_owner_id: '',
      ami_id: amiId,
      ami_name: '',
    });
  });

  it('KE-10: reports a key pair when nothing else at all could be had', async () => {
    const item = { instanceId: 'i-1', imageId: undefined, keyName: 'the-key' };
    const nothing = { imageId: THROTTLED, image: THROTTLED, isTaupage: THROTTLED, userData: THROTTLED };
    const outcome = await checkWith(
      KeyPairPlugin,
      anEvent(RUN, launched(item)),
      provided({ 'i-1': nothing }),
    );
    expect(outcome).toMatchObject({
      state: 'decided',
      violations: [
        {
          instanceId: 'i-1',
          metaInfo: { key_name: 'the-key', ami_owner_id: '', ami_id: '', ami_name: '' },
          applicationId: null,
          applicationVersion: null,
        },
      ],
    });
  });

  it('KE-10: reports all key pairs of a large launch when AWS never answers', async () => {
    jest.useFakeTimers();
    const never = () => new Promise<never>(() => undefined);
    const fakes = fakeInstances({});
    const hanging: InstanceDirectory = {
      of: async (event) =>
        (await fakes.of(event)).map((instance) => ({ ...instance, image: never, applicationId: never })),
    };
    const items = Array.from({ length: 100 }, (_item, index) => ({
      instanceId: `i-${index}`,
      keyName: 'the-key',
    }));
    const check = checkWith(KeyPairPlugin, anEvent(RUN, launched(...items)), providedBy(hanging));
    await jest.advanceTimersByTimeAsync(20_000);
    const outcome = await check;
    expect(outcome).toMatchObject({ state: 'decided' });
    expect(outcome?.violations).toHaveLength(100);
    expect(outcome?.violations[99]).toMatchObject({
      instanceId: 'i-99',
      metaInfo: {
        key_name: 'the-key',
        ami_owner_id: '',
        ami_id: 'ami-0123456789abcdef0',
        ami_name: '',
      },
    });
  });

  it('SE-06: reports an instance of an Auto Scaling group, with four details and its application', async () => {
    const facts: FakeFacts = {
      image: { imageId: 'ami-0123456789abcdef0', name: 'Taupage-AMI-20260201', ownerId: '444455556666' },
      userData: { kind: 'taupage', applicationId: 'shop', applicationVersion: '1.10' },
    };
    const more = provided({ 'i-0aaaaaaaaaaaaaaa1': facts });
    expect(await inspectWith(KeyPairPlugin, fixture('run-instances-with-key'), {}, more)).toEqual([
      expect.objectContaining({
        type: 'EC2_WITH_KEYPAIR',
        instanceId: 'i-0aaaaaaaaaaaaaaa1',
        username: 'arn:aws:sts::111122223333:assumed-role/AWSServiceRoleForAutoScaling/AutoScaling',
        metaInfo: {
          key_name: 'ops-key',
          ami_owner_id: '444455556666',
          ami_id: 'ami-0123456789abcdef0',
          ami_name: 'Taupage-AMI-20260201',
        },
        applicationId: 'shop',
        applicationVersion: '1.10',
      }),
    ]);
  });

  it.each([
    ['SE-31', { errorCode: 'Client.UnauthorizedOperation', responseElements: null }],
    ['SE-32', { errorCode: 'Client.DryRunOperation' }],
  ])('%s: does not look at a launch that did not happen', async (_id, overrides) => {
    expect(await checkWith(KeyPairPlugin, anEvent(RUN, overrides), provided())).toBeUndefined();
  });

  it('SE-34: books a launch by an AWS service on the account that received the event', async () => {
    const userIdentity = { type: 'AWSService', invokedBy: 'autoscaling.amazonaws.com' };
    const event = anEvent(RUN, { userIdentity, ...launched({ keyName: 'the-key' }) });
    expect(await inspectWith(KeyPairPlugin, event, {}, provided())).toEqual([
      expect.objectContaining({ accountId: '111122223333', username: null }),
    ]);
  });

  it('SE-42: reads a record of 2015', async () => {
    expect(await inspectWith(KeyPairPlugin, fixture('run-instances-2015'), {}, provided())).toEqual([
      expect.objectContaining({
        instanceId: 'i-1a2b3c4d',
        metaInfo: expect.objectContaining({ key_name: 'old-key' }),
      }),
    ]);
  });

  it.each([
    [[], ['ops-key', 'the-key']],
    [['ops-*'], ['the-key']],
    ['ops-key, the-*', []],
    [['ops'], ['ops-key', 'the-key']],
  ])('with %j allowed, it reports %j', async (allowedKeyNames, reported) => {
    const launch = launched(
      { instanceId: 'i-1', keyName: 'ops-key' },
      { instanceId: 'i-2', keyName: 'the-key' },
    );
    expect(await keyNames(launch, { allowedKeyNames })).toEqual(reported);
  });

  it('waits when CloudTrail left out the response and EC2 does not know the instances either', async () => {
    const event = anEvent(RUN, { responseElements: { omitted: true } });
    const unknown = new FactUnavailableError('instances of the launch', 'Throttling');
    expect(await checkWith(KeyPairPlugin, event, provided(unknown))).toMatchObject({
      state: 'pending',
      violations: [],
    });
  });

  it.each([[null], [{}], [{ instancesSet: 'none' }]])('the response %j reports nothing', async (response) => {
    expect(await keyNames({ responseElements: response })).toEqual([]);
  });

  it.each([
    [{ allowedKeyName: 'ops-key' }, 'allowedKeyName'],
    [{ allowedKeyNames: [''] }, 'Too small'],
  ])('refuses the options %j', (raw, problem) => {
    expect(() => keyPairOptions.parse(raw)).toThrow(problem);
  });
});

async function keyNames(overrides: Record<string, unknown>, options = {}) {
  const violations = await inspectWith(KeyPairPlugin, anEvent(RUN, overrides), options, provided());
  return violations.map(({ metaInfo }) => (metaInfo as { key_name: string }).key_name);
}

describePluginContract(KeyPairPlugin, { packageFolder: `${import.meta.dirname}/..`, ...provided() });
