import { instancesOf, isJsonObject, MalformedRecordError, parseEvent, valueAt } from '@fullstop/core';
import { describe, expect, it } from '@jest/globals';
import { ACCOUNT_ID, anEvent, anInstance, aRecord, launched } from '../src/index.js';

describe('aRecord', () => {
  it('is a successful change by a role, in the shape of event version 1.11', () => {
    expect(aRecord('ec2.amazonaws.com:RunInstances')).toMatchObject({
      eventVersion: '1.11',
      eventSource: 'ec2.amazonaws.com',
      eventName: 'RunInstances',
      eventType: 'AwsApiCall',
      eventCategory: 'Management',
      managementEvent: true,
      readOnly: false,
      awsRegion: 'eu-central-1',
      recipientAccountId: ACCOUNT_ID,
      userIdentity: { type: 'AssumedRole', accountId: ACCOUNT_ID },
      responseElements: null,
    });
    expect(aRecord('ec2.amazonaws.com:RunInstances')).not.toHaveProperty('errorCode');
  });

  it('sets what it is told to, and removes what is undefined', () => {
    const record = aRecord('s:n', {
      awsRegion: 'eu-south-99',
      userIdentity: null,
      eventID: undefined,
      more: [1],
    });
    expect(record).toMatchObject({ awsRegion: 'eu-south-99', userIdentity: null, more: [1] });
    expect(record).not.toHaveProperty('eventID');
  });

  it('is JSON, as records are', () => {
    const record = aRecord('s:n', { when: new Date(0), gone: undefined });
    expect(record.when).toBe('1970-01-01T00:00:00.000Z');
    expect(JSON.parse(JSON.stringify(record))).toStrictEqual(record);
  });

  it('shares nothing with the next one', () => {
    const first = aRecord('s:n');
    if (isJsonObject(first.userIdentity)) first.userIdentity.accountId = 'changed';
    expect(valueAt(aRecord('s:n'), 'userIdentity', 'accountId')).toBe(ACCOUNT_ID);
  });
});

describe('anEvent', () => {
  it('is the record as core parses it', () => {
    const event = anEvent('iam.amazonaws.com:CreateRole', { awsRegion: 'us-east-1' });
    expect(event).toMatchObject({
      eventSource: 'iam.amazonaws.com',
      eventName: 'CreateRole',
      awsRegion: 'us-east-1',
      accountId: ACCOUNT_ID,
      username: `arn:aws:sts::${ACCOUNT_ID}:assumed-role/Deployer/jane`,
      eventTime: new Date('2026-03-02T09:15:00Z'),
    });
    expect(parseEvent(event.record, event.origin)).toEqual(event);
  });

  it('comes from where it is told to', () => {
    const origin = { bucket: 'b', key: 'k', recordIndex: 9 };
    expect(anEvent('s:n', {}, origin).origin).toEqual(origin);
  });

  it('throws for a record that core cannot interpret', () => {
    expect(() => anEvent('s:n', { eventTime: 'never' })).toThrow(MalformedRecordError);
  });
});

describe('launched', () => {
  it('lists instances by id, in order', () => {
    const event = anEvent('ec2.amazonaws.com:RunInstances', launched('i-1', 'i-2'));
    expect(instancesOf(event).items).toMatchObject([
      { instanceId: 'i-1', imageId: 'ami-0123456789abcdef0', launchTime: new Date('2026-03-02T09:15:00Z') },
      { instanceId: 'i-2', securityGroupIds: ['sg-0123456789abcdef0'] },
    ]);
  });

  it('lists instances by what is special about them', () => {
    const event = anEvent(
      'ec2.amazonaws.com:RunInstances',
      launched({ keyName: 'ops' }, { imageId: undefined }),
    );
    const { items } = instancesOf(event);
    expect(items.map(({ instanceId, keyName }) => [instanceId, keyName])).toEqual([
      ['i-0aaaaaaaaaaaaaaa0', 'ops'],
      ['i-0aaaaaaaaaaaaaaa1', undefined],
    ]);
    expect(items[1]?.imageId).toBeUndefined();
  });

  it('has no key pair unless told so', () => {
    expect(anInstance()).not.toHaveProperty('keyName');
    expect(anInstance({ keyName: 'ops' }, 4)).toMatchObject({ keyName: 'ops', amiLaunchIndex: 4 });
  });
});
