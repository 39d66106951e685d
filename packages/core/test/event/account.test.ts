import { describe, expect, it } from '@jest/globals';
import { accountOf } from '../../src/index.js';
import { anEvent, ORIGIN } from '../support/records.js';

const A = '111111111111';
const B = '222222222222';
const C = '333333333333';
const KEY = '444444444444';
const issuedBy = (accountId: string) => ({ sessionContext: { sessionIssuer: { accountId } } });

describe('accountOf', () => {
  it.each([
    ['EH-12: the recipient, not the caller', { recipientAccountId: B, userIdentity: { accountId: A } }, B],
    [
      'EH-13: the recipient of a call by a service',
      { recipientAccountId: B, userIdentity: { type: 'AWSService' } },
      B,
    ],
    ['EH-14: the session issuer’s account', { userIdentity: issuedBy(C) }, C],
    ['EH-15: the recipient when there is no identity', { recipientAccountId: B, userIdentity: null }, B],
    ['the caller before the session issuer', { userIdentity: { accountId: A, ...issuedBy(C) } }, A],
    [
      'the caller when the recipient is blank',
      { recipientAccountId: ' ', userIdentity: { accountId: A } },
      A,
    ],
    [
      'the caller when the recipient is a number',
      { recipientAccountId: 5, userIdentity: { accountId: A } },
      A,
    ],
    ['D14: the account in the object key', { userIdentity: {} }, KEY],
    ['D14: the account in the object key, even of a text', 'no record', KEY],
  ])('takes %s', (_what, record, account) => {
    expect(accountOf(record, KEY)).toBe(account);
  });

  it('D14: takes nothing where nothing is', () => {
    expect(accountOf({})).toBeUndefined();
  });
});

describe('the account of an event', () => {
  it('EH-13: is the recipient for AWS services, and the user name is absent', () => {
    const event = anEvent({ userIdentity: { type: 'AWSService', invokedBy: 'ec2.amazonaws.com' } });
    expect(event.accountId).toBe('111122223333');
    expect(event.username).toBeUndefined();
    expect(event.userIdentity).toMatchObject({ type: 'AWSService', invokedBy: 'ec2.amazonaws.com' });
  });

  it('D13: is the recipient when the record has no identity at all', () => {
    expect(anEvent({ userIdentity: undefined }).accountId).toBe('111122223333');
  });

  it('D14: is the one in the object key when the record names none', () => {
    const nobody = { recipientAccountId: undefined, userIdentity: { type: 'AWSService' } };
    const event = anEvent(nobody, { ...ORIGIN, keyAccountId: KEY });
    expect(event.accountId).toBe(KEY);
    expect(event.recipientAccountId).toBeUndefined();
  });
});
