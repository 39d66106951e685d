import { findPluginMetadata, SubscriptionIndex } from '@fullstop/core';
import {
  anEvent,
  checkWith,
  describePluginContract,
  eventFromFile,
  inspectWith,
  launched,
} from '@fullstop/testing';
import { describe, expect, it } from '@jest/globals';
import { KeyPairPlugin, keyPairOptions } from '../src/index.js';

const fixture = (name: string) => eventFromFile(new URL(`./fixtures/${name}.json`, import.meta.url));

const RUN = 'ec2.amazonaws.com:RunInstances';

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

  // Owner and name of the image are not in the event, so they are empty: the key pair is reported all the same.
  it('KE-2: reports an instance with a key pair, and its image as far as the event tells', async () => {
    const item = { instanceId: 'i-1', imageId: 'ami-123456', keyName: 'the-key' };
    expect(await inspectWith(KeyPairPlugin, anEvent(RUN, launched(item)))).toEqual([
      expect.objectContaining({
        type: 'EC2_WITH_KEYPAIR',
        instanceId: 'i-1',
        accountId: '111122223333',
        region: 'eu-central-1',
        username: 'arn:aws:sts::111122223333:assumed-role/Deployer/jane',
        metaInfo: { key_name: 'the-key', ami_owner_id: '', ami_id: 'ami-123456', ami_name: '' },
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
    const violations = await inspectWith(KeyPairPlugin, anEvent(RUN, launched(...items)));
    expect(violations.map(({ instanceId }) => instanceId)).toEqual(['i-1', 'i-3']);
  });

  it('KE-9: trims the name', async () => {
    expect(await keyNames(launched({ keyName: '  k1 ' }))).toEqual(['k1']);
  });

  it('KE-10: leaves empty what it does not know about the image', async () => {
    const item = { imageId: undefined, keyName: 'the-key' };
    const [violation] = await inspectWith(KeyPairPlugin, anEvent(RUN, launched(item)));
    expect(violation?.metaInfo).toEqual({
      key_name: 'the-key',
      ami_owner_id: '',
      ami_id: '',
      ami_name: '',
    });
  });

  it('SE-06: reports an instance of an Auto Scaling group, with four details', async () => {
    expect(await inspectWith(KeyPairPlugin, fixture('run-instances-with-key'))).toEqual([
      expect.objectContaining({
        type: 'EC2_WITH_KEYPAIR',
        instanceId: 'i-0aaaaaaaaaaaaaaa1',
        username: 'arn:aws:sts::111122223333:assumed-role/AWSServiceRoleForAutoScaling/AutoScaling',
        metaInfo: {
          key_name: 'ops-key',
          ami_owner_id: '',
          ami_id: 'ami-0123456789abcdef0',
          ami_name: '',
        },
      }),
    ]);
  });

  it.each([
    ['SE-31', { errorCode: 'Client.UnauthorizedOperation', responseElements: null }],
    ['SE-32', { errorCode: 'Client.DryRunOperation' }],
  ])('%s: does not look at a launch that did not happen', async (_id, overrides) => {
    expect(await checkWith(KeyPairPlugin, anEvent(RUN, overrides))).toBeUndefined();
  });

  it('SE-34: books a launch by an AWS service on the account that received the event', async () => {
    const userIdentity = { type: 'AWSService', invokedBy: 'autoscaling.amazonaws.com' };
    const event = anEvent(RUN, { userIdentity, ...launched({ keyName: 'the-key' }) });
    expect(await inspectWith(KeyPairPlugin, event)).toEqual([
      expect.objectContaining({ accountId: '111122223333', username: null }),
    ]);
  });

  it('SE-42: reads a record of 2015', async () => {
    expect(await inspectWith(KeyPairPlugin, fixture('run-instances-2015'))).toEqual([
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

  it('waits when CloudTrail left out the response', async () => {
    const event = anEvent(RUN, { responseElements: { omitted: true } });
    expect(await checkWith(KeyPairPlugin, event)).toMatchObject({ state: 'pending', violations: [] });
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
  const violations = await inspectWith(KeyPairPlugin, anEvent(RUN, overrides), options);
  return violations.map(({ metaInfo }) => (metaInfo as { key_name: string }).key_name);
}

describePluginContract(KeyPairPlugin, { packageFolder: `${import.meta.dirname}/..` });
