import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { gatesOf, MalformedRecordError, parseEvent } from '../../src/index.js';
import { anEvent, aRecord, CALLER, ORIGIN, RECIPIENT } from '../support/records.js';

function problemsOf(record: unknown, origin = ORIGIN): string {
  try {
    parseEvent(record, origin);
  } catch (error) {
    if (error instanceof MalformedRecordError) return error.message;
    throw error;
  }
  throw new Error('the record was parsed');
}

describe('parseEvent', () => {
  it('D1: gives the members of a record under their own names', () => {
    expect(anEvent({ sourceIPAddress: '203.0.113.10', vpcEndpointId: 'vpce-1' })).toMatchObject({
      eventID: '00000000-0000-4000-8000-000000000001',
      eventTime: new Date('2026-03-02T09:15:00.000Z'),
      eventVersion: '1.11',
      eventSource: 'ec2.amazonaws.com',
      eventName: 'RunInstances',
      eventType: 'AwsApiCall',
      eventCategory: 'Management',
      awsRegion: 'eu-central-1',
      recipientAccountId: RECIPIENT,
      username: `arn:aws:iam::${CALLER}:user/jane`,
      userIdentity: { type: 'IAMUser', accountId: CALLER, userName: 'jane' },
      readOnly: false,
      requestParameters: { clientToken: 'token-1' },
      sourceIPAddress: '203.0.113.10',
      vpcEndpointId: 'vpce-1',
      origin: ORIGIN,
    });
  });

  it('D1: reads a record of the root user without a response', () => {
    const userIdentity = { type: 'Root', arn: `arn:aws:iam::${RECIPIENT}:root`, accountId: RECIPIENT };
    const event = anEvent({ eventVersion: '1.02', userIdentity, responseElements: null });
    expect(event).toMatchObject({ accountId: RECIPIENT, username: `arn:aws:iam::${RECIPIENT}:root` });
    expect(event.responseElements).toBeUndefined();
  });

  it('keeps the whole record, unknown members included', () => {
    const record = aRecord({ tomorrow: { a: [1] } });
    expect(parseEvent(record, ORIGIN).record).toBe(record);
  });

  it('reads the session issuer of a role', () => {
    const sessionIssuer = { type: 'Role', userName: 'Deployer', accountId: CALLER };
    const event = anEvent({ userIdentity: { type: 'AssumedRole', sessionContext: { sessionIssuer } } });
    expect(event.userIdentity?.sessionIssuer).toMatchObject(sessionIssuer);
  });

  it('EH-19: writes the event id in lower case', () => {
    expect(anEvent({ eventID: 'ABCDEF00-0000-4000-8000-00000000000A' }).eventID).toBe(
      'abcdef00-0000-4000-8000-00000000000a',
    );
  });

  it.each([
    ['the id of the record that it corrects', { originalEventID: 'AAAA' }, 'aaaa'],
    [
      'its own id when the correction names none',
      { reason: 'UPDATED_DATA' },
      '00000000-0000-4000-8000-000000000001',
    ],
    [
      'its own id when the correction names no text',
      { originalEventID: 7 },
      '00000000-0000-4000-8000-000000000001',
    ],
  ])('a record with an addendum has %s', (_what, addendum, eventID) => {
    expect(anEvent({ addendum }).eventID).toBe(eventID);
  });

  it.each(['eu-south-99', 'mx-central-1', 'anything'])('EH-16: takes the region %s as it is', (awsRegion) => {
    expect(anEvent({ awsRegion }).awsRegion).toBe(awsRegion);
  });

  it('takes the region of the object key when the record has none', () => {
    expect(anEvent({ awsRegion: null }, { ...ORIGIN, keyRegion: 'eu-west-1' }).awsRegion).toBe('eu-west-1');
    expect(anEvent({}, { ...ORIGIN, keyRegion: 'eu-west-1' }).awsRegion).toBe('eu-central-1');
  });

  it.each([
    ['2026-03-02T09:15:00Z', '2026-03-02T09:15:00.000Z'],
    ['2026-03-02T09:15:00.123Z', '2026-03-02T09:15:00.123Z'],
    ['2026-03-02T10:15:00+01:00', '2026-03-02T09:15:00.000Z'],
    [' 2026-03-02T09:15:00Z ', '2026-03-02T09:15:00.000Z'],
  ])('reads the event time %j', (eventTime, expected) => {
    expect(anEvent({ eventTime }).eventTime.toISOString()).toBe(expected);
  });
});

describe('parseEvent says what is missing', () => {
  it.each([null, undefined, 'text', 7, true, [], [{}]])('D12: %j is no record', (record) => {
    expect(problemsOf(record)).toContain('the element is not an object');
  });

  it.each([
    ['eventID', { eventID: undefined }],
    ['eventID', { eventID: null }],
    ['eventID', { eventID: 12 }],
    ['eventID', { eventID: '  ' }],
    ['eventID', { eventID: { value: 'x' } }],
    ['eventTime', { eventTime: undefined }],
    ['eventTime', { eventTime: 'yesterday' }],
    ['eventTime', { eventTime: 1_772_442_900_000 }],
    ['eventTime', { eventTime: '2026-03-02' }],
    ['eventTime', { eventTime: '2026-03-02T09:15:00' }],
    ['eventTime', { eventTime: '2026-13-02T09:15:00Z' }],
    ['eventTime', { eventTime: '2026-03-02T25:15:00Z' }],
    ['eventSource', { eventSource: null }],
    ['eventSource', { eventSource: ['ec2.amazonaws.com'] }],
    ['eventName', { eventName: '' }],
    ['eventName', { eventName: false }],
    ['awsRegion', { awsRegion: null }],
  ])('D12: %s is named when the record has %j', (member, overrides) => {
    expect(problemsOf(aRecord(overrides))).toContain(`: ${member} is missing or unreadable.`);
  });

  it('EH-4: names every member that an empty record lacks, and the record’s place', () => {
    const message = problemsOf({});
    for (const member of ['eventID', 'eventTime', 'eventSource', 'eventName', 'awsRegion', 'accountId']) {
      expect(message).toContain(`${member} is missing or unreadable`);
    }
    expect(message).toContain('Record 3 of trail-logs/AWSLogs/x.json.gz');
  });

  it('has a stable code', () => {
    expect(() => parseEvent({}, ORIGIN)).toThrow(
      expect.objectContaining({ code: 'MALFORMED_RECORD', name: 'MalformedRecordError' }),
    );
  });

  it('D14: names the account when neither the record nor the object key has one', () => {
    const nobody = { recipientAccountId: undefined, userIdentity: { type: 'AWSService' } };
    expect(problemsOf(aRecord(nobody))).toContain(': accountId is missing or unreadable.');
  });
});

describe('parseEvent tolerates odd shapes', () => {
  it.each([
    ['a boolean', true, true],
    ['the text true', 'true', true],
    ['the text false', 'false', false],
    ['another text', 'maybe', undefined],
    ['a number', 1, undefined],
    ['null', null, undefined],
  ])('D12: readOnly may be %s', (_what, readOnly, expected) => {
    expect(anEvent({ readOnly }).readOnly).toBe(expected);
  });

  it.each([
    ['a session context that is null', { sessionContext: null, accountId: CALLER }],
    ['a session context that is a text', { sessionContext: 'x', accountId: CALLER }],
    ['nested attributes', { sessionContext: { attributes: { mfa: { deep: [1] } } }, accountId: CALLER }],
    ['a session issuer that is a list', { sessionContext: { sessionIssuer: [] }, accountId: CALLER }],
  ])('D12: the identity may have %s', (_what, userIdentity) => {
    const event = anEvent({ userIdentity });
    expect(event.userIdentity).toMatchObject({ accountId: CALLER });
    expect(event.userIdentity?.sessionIssuer).toBeUndefined();
  });

  it.each([[null], ['jane'], [[]], [7]])('D13: an identity that is %j counts as absent', (userIdentity) => {
    const event = anEvent({ userIdentity });
    expect(event).toMatchObject({ accountId: RECIPIENT });
    expect(event.userIdentity).toBeUndefined();
    expect(event.username).toBeUndefined();
  });

  it.each(['eventVersion', 'eventType', 'eventCategory', 'errorCode', 'userAgent'] as const)(
    'D12: %s counts as absent when it is no text',
    (member) => {
      expect(anEvent({ [member]: { odd: true } })[member]).toBeUndefined();
      expect(anEvent({ [member]: '   ' })[member]).toBeUndefined();
    },
  );

  it.each([['a text'], [0], [false], [['a', 'list']]])('keeps %j as request and response', (value) => {
    const event = anEvent({ requestParameters: value, responseElements: value });
    expect(event.requestParameters).toEqual(value);
    expect(event.responseElements).toEqual(value);
  });

  it('returns an event or throws a MalformedRecordError, whatever the JSON is', () => {
    const odd = fc.jsonValue();
    const members = Object.fromEntries(
      Object.entries(aRecord()).map(([name, value]) => [name, fc.oneof(fc.constant(value), odd)]),
    );
    fc.assert(
      fc.property(fc.oneof(odd, fc.record(members, { requiredKeys: [] })), (record) => {
        try {
          const event = parseEvent(record, ORIGIN);
          expect(event.eventID).toBe(event.eventID.toLowerCase());
          expect(Number.isNaN(event.eventTime.getTime())).toBe(false);
          expect(event.accountId).not.toBe('');
          expect(Array.isArray(gatesOf(event))).toBe(true);
        } catch (error) {
          expect(error).toBeInstanceOf(MalformedRecordError);
        }
      }),
      { numRuns: 300 },
    );
  });
});
