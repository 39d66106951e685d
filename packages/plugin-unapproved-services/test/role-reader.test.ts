import { awsError } from '@fullstop/aws/testing';
import { FactUnavailableError } from '@fullstop/core';
import { describe, expect, it } from '@jest/globals';
import { RoleReader } from '../src/role/role-reader.js';
import { AnIam, type FakeRole } from './an-iam.js';

function read(iam: AnIam, withTrust = false) {
  return new RoleReader(iam.clients).read({
    accountId: '111122223333',
    region: 'us-east-1',
    roleName: 'foo',
    policyName: 'foo',
    withTrust,
    signal: new AbortController().signal,
  });
}

const stateOf = (role: FakeRole, withTrust?: boolean) => read(new AnIam({ foo: role }), withTrust);

describe('reading a role', () => {
  it('UN-9: gives the names of its policies and the document of its own one', async () => {
    const inline = { foo: '%7B%22hello%22%3A%22world%22%7D', bar: {} };
    expect(await stateOf({ attached: ['bar1', 'bar2'], inline })).toEqual({
      attachedPolicyNames: ['bar1', 'bar2'],
      inlinePolicyNames: ['bar', 'foo'],
      policy: { hello: 'world' },
      trustPolicy: undefined,
    });
  });

  it('UN-9: takes three kinds of calls, in the account and region of the event', async () => {
    const iam = new AnIam({ foo: { inline: { foo: {} } } });
    await read(iam);
    expect(iam.commands).toEqual(['ListAttachedRolePolicies', 'ListRolePolicies', 'GetRolePolicy']);
    expect(iam.calls[0]).toMatchObject({ accountId: '111122223333', region: 'us-east-1' });
  });

  it('UN-10: does not ask for a policy that the role does not have', async () => {
    const iam = new AnIam({ foo: {} });
    expect(await read(iam)).toMatchObject({ inlinePolicyNames: [], policy: {} });
    expect(iam.commands).not.toContain('GetRolePolicy');
  });

  it('UN-22: reads all pages', async () => {
    const attached = ['a', 'b', 'c'];
    expect(await stateOf({ attached, inline: { x: {}, y: {} } })).toMatchObject({
      attachedPolicyNames: attached,
      inlinePolicyNames: ['x', 'y'],
    });
  });

  it('UN-24: decodes a plus and a space, and no plus into a space', async () => {
    const document = '%7B%22a%22%3A%22x%2By%20z+%22%7D';
    expect(await stateOf({ inline: { foo: document } })).toMatchObject({ policy: { a: 'x+y z+' } });
  });

  it('takes a document that is no JSON for a text', async () => {
    expect(await stateOf({ inline: { foo: '%ZZ' } })).toMatchObject({ policy: '%ZZ' });
  });

  it('reads the trust policy when it is asked for', async () => {
    expect(await stateOf({ trust: { Version: '2012-10-17' } }, true)).toMatchObject({
      trustPolicy: { Version: '2012-10-17' },
    });
  });

  it.each([['NoSuchEntityException'], ['NoSuchEntity']])(
    'knows by %s that there is no role',
    async (code) => {
      const iam = new AnIam();
      iam.failure = awsError(code, 404);
      expect(await read(iam, true)).toBeUndefined();
    },
  );

  it.each([['AccessDenied'], ['Throttling'], ['ServiceFailure'], ['NoSuchThing']])(
    'does not know after %s',
    async (code) => {
      const iam = new AnIam({ foo: {} });
      iam.failure = awsError(code, code === 'ServiceFailure' ? 500 : 400);
      await expect(read(iam)).rejects.toThrow(FactUnavailableError);
    },
  );
});
