import type { JsonObject } from '@fullstop/core';
import { describe, expect, it } from '@jest/globals';
import { foreignTrust } from '../src/shared/trust-policy/evaluate-trust.js';
import { matchesPattern } from '../src/shared/trust-policy/matches-pattern.js';
import { parseTrustPolicy } from '../src/shared/trust-policy/parse-trust-policy.js';

const OWN = '111122223333';
const MANAGEMENT = '999988887777';
const FOREIGN = 'arn:aws:iam::444455556666:root';
const TRUSTED = new Set([OWN, MANAGEMENT]);
const GITHUB = `arn:aws:iam::${OWN}:oidc-provider/token.actions.githubusercontent.com`;

function trustOf(document: object) {
  return foreignTrust(parseTrustPolicy(encodeURIComponent(JSON.stringify(document))), TRUSTED);
}

function statement(principal: unknown, more: object = {}): object {
  return { Effect: 'Allow', Principal: principal, Action: 'sts:AssumeRole', ...more };
}

function granteesOf(principal: unknown, more: object = {}): readonly string[] {
  return trustOf({ Statement: [statement(principal, more)] })?.grantees ?? [];
}

describe('the principals of a trust policy', () => {
  it.each<[string, unknown, readonly string[]]>([
    ['a foreign account', { AWS: FOREIGN }, [FOREIGN]],
    [
      'X6: an account of China',
      { AWS: 'arn:aws-cn:iam::444455556666:root' },
      ['arn:aws-cn:iam::444455556666:root'],
    ],
    [
      'X6: a session of a foreign role',
      { AWS: 'arn:aws:sts::444455556666:assumed-role/admin/me' },
      ['arn:aws:sts::444455556666:assumed-role/admin/me'],
    ],
    ['X6: a bare account number', { AWS: '444455556666' }, ['444455556666']],
    ['X2: the foreign one of a list', { AWS: [`arn:aws:iam::${OWN}:user/me`, FOREIGN] }, [FOREIGN]],
    ['a list, sorted and each once', { AWS: [FOREIGN, '333322221111', FOREIGN] }, ['333322221111', FOREIGN]],
    ['X3: everybody', '*', ['*']],
    ['X3: everybody in AWS', { AWS: '*' }, ['*']],
    ['X3: everybody in AWS, in a list', { AWS: ['*'] }, ['*']],
    ['a principal that names no account', { AWS: 'arn:aws:iam::*:root' }, ['arn:aws:iam::*:root']],
    ['a service, which is fine', { Service: ['ec2.amazonaws.com', 'lambda.amazonaws.com'] }, []],
    ['the own account, which is fine', { AWS: `arn:aws:iam::${OWN}:root` }, []],
    ['the own account by number, which is fine', { AWS: OWN }, []],
    ['a trusted account, which is fine', { AWS: `arn:aws:iam::${MANAGEMENT}:role/admin` }, []],
    ['the id of a deleted user, which is fine', { AWS: 'AIDAQRSTUVWXYZ234567A' }, []],
    [
      'the id of a deleted role, which is fine',
      { AWS: ['AROAQRSTUVWXYZ234567A', 'ANPAQRSTUVWXYZ234567A'] },
      [],
    ],
    ['a name that only looks like such an id', { AWS: 'AIDA' }, ['AIDA']],
  ])('%s', (_case, principal, grantees) => {
    expect(granteesOf(principal)).toEqual(grantees);
  });

  it.each<[string, string, JsonObject | undefined, readonly string[]]>([
    ['a SAML provider of the own account is fine', `arn:aws:iam::${OWN}:saml-provider/corp`, undefined, []],
    [
      'a SAML provider of a foreign account is reported',
      'arn:aws:iam::444455556666:saml-provider/corp',
      undefined,
      ['arn:aws:iam::444455556666:saml-provider/corp'],
    ],
    ['an own OIDC provider without condition is reported', GITHUB, undefined, [GITHUB]],
    [
      'an own OIDC provider with a subject is fine',
      GITHUB,
      { StringLike: { 'token.actions.githubusercontent.com:sub': 'repo:acme/*' } },
      [],
    ],
    [
      'case does not count in condition keys',
      GITHUB,
      { StringEqualsIfExists: { 'Token.Actions.GitHubUserContent.com:AUD': ['sts.amazonaws.com'] } },
      [],
    ],
    [
      'a subject that is only a wildcard is reported',
      GITHUB,
      { StringLike: { 'token.actions.githubusercontent.com:sub': ['repo:acme/*', '*'] } },
      [GITHUB],
    ],
    [
      'a condition about tokens of another provider is reported',
      GITHUB,
      { StringEquals: { 'gitlab.example.test:sub': 'x' } },
      [GITHUB],
    ],
    [
      'a foreign OIDC provider is reported whatever the condition',
      'arn:aws:iam::444455556666:oidc-provider/gitlab.example.test',
      { StringEquals: { 'gitlab.example.test:sub': 'x' } },
      ['arn:aws:iam::444455556666:oidc-provider/gitlab.example.test'],
    ],
    [
      'a public provider without condition is reported',
      'accounts.google.com',
      undefined,
      ['accounts.google.com'],
    ],
    [
      'a public provider with an audience is fine',
      'cognito-identity.amazonaws.com',
      { StringEquals: { 'cognito-identity.amazonaws.com:aud': 'eu-west-1:pool' } },
      [],
    ],
  ])('%s', (_case, Federated, Condition, grantees) => {
    const more = { Action: 'sts:AssumeRoleWithWebIdentity', ...(Condition && { Condition }) };
    expect(granteesOf({ Federated }, more)).toEqual(grantees);
  });
});

describe('the statements of a trust policy', () => {
  it.each<[string, object, readonly string[]]>([
    ['X4: a denial is no grant', { Effect: 'Deny' }, []],
    ['another action is no grant', { Action: ['sts:GetCallerIdentity', 'sts:SetSourceIdentity'] }, []],
    ['one of several actions grants', { Action: ['sts:SetSourceIdentity', 'STS:assumeRole'] }, [FOREIGN]],
    ['SAML grants', { Action: 'sts:AssumeRoleWithSAML' }, [FOREIGN]],
    ['tags of sessions grant', { Action: 'sts:TagSession' }, [FOREIGN]],
    ['all actions grant', { Action: '*' }, [FOREIGN]],
    ['a wildcard in the name grants', { Action: 'sts:Assume?ole*' }, [FOREIGN]],
    ['all actions but others grant', { Action: undefined, NotAction: 'sts:AssumeRole' }, [FOREIGN]],
    ['all actions but those of STS do not grant', { Action: undefined, NotAction: 'sts:*' }, []],
  ])('%s', (_case, more, grantees) => {
    expect(granteesOf({ AWS: FOREIGN }, more)).toEqual(grantees);
  });

  it('X5: one statement alone counts as much as a list', () => {
    expect(trustOf({ Statement: statement({ AWS: FOREIGN }) })?.grantees).toEqual([FOREIGN]);
  });

  it('the document may also come without URL encoding', () => {
    const document = JSON.stringify({ Statement: statement({ AWS: FOREIGN }) });
    expect(foreignTrust(parseTrustPolicy(document), TRUSTED)?.grantees).toEqual([FOREIGN]);
  });

  it('everybody but some is reported as NotPrincipal, and is everybody', () => {
    const document = { Statement: [statement(undefined, { NotPrincipal: { AWS: FOREIGN } })] };
    expect(trustOf(document)).toMatchObject({ grantees: ['NotPrincipal'], isPublic: true });
  });

  it.each<[string, string]>([
    ['text that is no JSON', '%7Bbroken'],
    ['a broken encoding', '%E0%A4%A'],
    ['no document', ''],
    ['a list', '%5B%5D'],
    ['no statement', '%7B%7D'],
    ['no principal', encodeURIComponent(JSON.stringify({ Statement: [statement(undefined)] }))],
    [
      'an unknown effect',
      encodeURIComponent(JSON.stringify({ Statement: [statement('*', { Effect: 'allow' })] })),
    ],
    ['a number as principal', encodeURIComponent(JSON.stringify({ Statement: [statement({ AWS: [1] })] }))],
    [
      'an unknown kind of principal',
      encodeURIComponent(JSON.stringify({ Statement: [statement({ X: FOREIGN })] })),
    ],
    [
      'a condition that is none',
      encodeURIComponent(
        JSON.stringify({ Statement: [statement('*', { Condition: { StringEquals: 'x' } })] }),
      ),
    ],
  ])('X5: %s is an error, never "nobody"', (_case, document) => {
    const evaluate = () => foreignTrust(parseTrustPolicy(document), TRUSTED);
    expect(evaluate).toThrow(expect.objectContaining({ code: 'TRUST_POLICY' }));
  });
});

describe('the conditions of a trust policy', () => {
  it.each<[string, JsonObject | undefined, boolean]>([
    ['no condition', undefined, true],
    ['X3: an organization', { StringEquals: { 'aws:PrincipalOrgID': 'o-1' } }, false],
    ['one account', { StringEquals: { 'AWS:principalaccount': '444455556666' } }, false],
    [
      'one account, if it exists, which it does',
      { StringEqualsIfExists: { 'aws:PrincipalAccount': '1' } },
      false,
    ],
    ['an external id', { StringEquals: { 'sts:ExternalId': 'secret' } }, false],
    [
      'any of some organizations',
      { 'ForAnyValue:StringLike': { 'aws:PrincipalOrgPaths': 'o-1/r-1/*' } },
      false,
    ],
    [
      'principals of one account',
      { ArnLike: { 'aws:PrincipalArn': 'arn:aws:iam::444455556666:role/*' } },
      false,
    ],
    [
      'principals of that name in any account',
      { ArnLike: { 'aws:PrincipalArn': 'arn:aws:iam::*:role/x' } },
      true,
    ],
    ['any organization', { StringLike: { 'aws:PrincipalOrgID': 'o-*' } }, true],
    ['an organization, or none', { StringEqualsIfExists: { 'aws:PrincipalOrgID': 'o-1' } }, true],
    [
      'an organization for all values',
      { 'ForAllValues:StringEquals': { 'aws:PrincipalOrgID': 'o-1' } },
      true,
    ],
    ['everybody outside an organization', { StringNotEquals: { 'aws:PrincipalOrgID': 'o-1' } }, true],
    ['any external id', { StringLike: { 'sts:ExternalId': '*' } }, true],
    ['a key that says nothing about principals', { Bool: { 'aws:SecureTransport': 'true' } }, true],
    ['both kinds', { Bool: { x: 'true' }, StringEquals: { 'aws:PrincipalOrgID': ['o-1', 'o-2'] } }, false],
  ])('everybody with the condition "%s"', (_case, Condition, isPublic) => {
    const trust = trustOf({ Statement: [statement('*', Condition && { Condition })] });
    expect(trust).toMatchObject({ grantees: ['*'], isPublic, conditions: Condition ? [Condition] : [] });
  });

  it('an external id is required only when all grants ask for it', () => {
    const Condition = { StringEquals: { 'sts:ExternalId': 'secret' } };
    const asking = statement({ AWS: FOREIGN }, { Condition });
    expect(trustOf({ Statement: [asking] })).toMatchObject({ isExternalIdRequired: true, isPublic: false });
    const both = { Statement: [asking, statement({ AWS: '333322221111' })] };
    expect(trustOf(both)).toMatchObject({ isExternalIdRequired: false, conditions: [Condition] });
  });

  it('grants of trusted accounts leave no trace', () => {
    const Condition = { StringEquals: { 'sts:ExternalId': 'own' } };
    const document = { Statement: [statement({ AWS: OWN }, { Condition }), statement({ AWS: FOREIGN })] };
    expect(trustOf(document)).toMatchObject({ grantees: [FOREIGN], conditions: [] });
  });
});

it('patterns match in bounded time, however many wildcards they have', () => {
  expect(matchesPattern(`${'*'.repeat(2000)}?x`, 'sts:assumerole')).toBe(false);
  expect(matchesPattern('s*:assume*ol?', 'sts:assumerole')).toBe(true);
  expect(matchesPattern('', '')).toBe(true);
});
