import type { JsonObject, JsonValue } from '@fullstop/core';
import { aRecord, launched } from '@fullstop/testing';
import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { Redaction } from '../src/index.js';

/** A record in which one member has this value. */
const withValue = (value: unknown): JsonObject => ({ requestParameters: { value } }) as JsonObject;

/** What becomes of a value in a redaction of its own. */
function redacted(value: unknown, texts: string[] = []): unknown {
  const { requestParameters } = new Redaction(texts).redact(withValue(value));
  return Object(requestParameters).value;
}

function base64(text: string): string {
  return Buffer.from(text).toString('base64');
}

/** What is written in a text of JSON, also what is encoded in it. */
function plainText(json: string): string {
  const once = json.replace(/[A-Za-z0-9+/]{16,}=*/g, (part) => part + Buffer.from(part, 'base64').toString());
  return decodeURIComponent(decodeURIComponent(once.replace(/[^ -~]/g, '')));
}

function rfc3986(text: string): string {
  return encodeURIComponent(text).replace(
    /[!'()*]/g,
    (mark) => `%${mark.charCodeAt(0).toString(16).toUpperCase()}`,
  );
}

describe('Redaction', () => {
  it.each([
    ['an account', '111122223333', '100000000001'],
    [
      'an account in an ARN',
      'arn:aws:kms:eu-west-1:111122223333:key/x',
      'arn:aws:kms:eu-west-1:100000000001:key/x',
    ],
    ['a key', 'AKIAIOSFODNN7ABCDEFG', 'AKIAEXAMPLEEXAMPLEE1'],
    ['a mail address', 'mail jane.doe@corp.example.org now', 'mail person-1@example.com now'],
    ['a public address', '3.64.12.9', '198.18.0.1'],
    ['a private address, which stays private', '172.31.4.5', '10.0.0.1'],
    ['a network, whose length stays', '52.1.2.0/24', '198.18.0.1/24'],
    ['an address of version 6', '2a05:d014::17', '2001:db8::1'],
    [
      'an account in names of hosts and of other things',
      ['111122223333.dkr.ecr.aws', 'my_111122223333_x', 'log111122223333'],
      ['100000000001.dkr.ecr.aws', 'my_100000000001_x', 'log100000000001'],
    ],
    ['a key within a word', 'KEY_AKIAIOSFODNN7ABCDEFG_X', 'KEY_AKIAEXAMPLEEXAMPLEE1_X'],
    ['a public host name', 'ec2-3-64-12-9.eu-west-1.aws', 'ec2-198-18-0-1.eu-west-1.aws'],
    ['a device of a person', 'arn:aws:iam::111122223333:mfa/jane', 'arn:aws:iam::100000000001:mfa/person-1'],
    [
      'a name of two parts, within others',
      { userName: 'j.doe', queue: 'for-j.doe' },
      { userName: 'person-1', queue: 'for-person-1' },
    ],
    [
      'what is encoded twice',
      encodeURIComponent(encodeURIComponent('a:111122223333:b')),
      encodeURIComponent(encodeURIComponent('a:100000000001:b')),
    ],
    ['a host name', 'ip-172-31-4-5.ec2.internal', 'ip-10-0-0-1.ec2.internal'],
    [
      'a user, in every place',
      'arn:aws:iam::111122223333:user/dev/jane',
      'arn:aws:iam::100000000001:user/dev/person-1',
    ],
    [
      'a session',
      'arn:aws:sts::111122223333:assumed-role/Ops/jane',
      'arn:aws:sts::100000000001:assumed-role/Ops/person-1',
    ],
  ])('replaces %s', (_what, original, replacement) => {
    expect(redacted(original)).toEqual(replacement);
  });

  it.each([
    ['everybody', '0.0.0.0/0'],
    ['everybody in version 6', '::/0'],
    ['an id of a request', '5f0a1b2c-3d4e-4f50-8a6b-111122223333'],
    ['an instant', '2026-03-02T09:15:00Z'],
    ['a role', 'arn:aws:iam::aws:role/Deployer'],
    ['an instance as the name of a session', 'arn:aws:sts::aws:assumed-role/Ops/i-0123456789abcdef0'],
    ['a number', 1_772_442_900_000],
    ['a number with a fraction', '0.111122223333'],
    ['the digest of a commit', 'cd1e0b8f0a5e4d3c2b1a0f9e8d7c6b5a49382716'],
    ['Base64 in which there is nothing', 'ZWNobyBoZWxsbywgd29ybGQ='],
  ])('leaves %s alone', (_what, value) => {
    expect(redacted(value)).toBe(value);
  });

  it('removes secrets by the name of their member, and not what pages lists', () => {
    const credentials = {
      sessionToken: 'FwoG',
      secretAccessKey: 'abc',
      nextToken: 'page-2',
      masterUserPassword: 'x',
    };
    expect(redacted(credentials)).toEqual({
      ...{ sessionToken: 'REDACTED', secretAccessKey: 'REDACTED', masterUserPassword: 'REDACTED' },
      nextToken: 'page-2',
    });
  });

  it('replaces further texts, also within others', () => {
    expect(redacted({ bucketName: 'acme-logs', arn: 'arn:aws:s3:::acme-logs/x' }, ['acme'])).toEqual({
      bucketName: 'redacted-1-logs',
      arn: 'arn:aws:s3:::redacted-1-logs/x',
    });
  });

  it('gives the same thing the same replacement in all records, and different things different ones', () => {
    const redaction = new Redaction();
    const accounts = ['111122223333', '444455556666', '111122223333'].map(
      (account) => redaction.redact(withValue(account)).requestParameters,
    );
    expect(accounts).toEqual([
      { value: '100000000001' },
      { value: '100000000002' },
      { value: '100000000001' },
    ]);
  });

  it('leaves nothing of whose it is in a whole record, which stays a record', () => {
    const record = aRecord('ec2.amazonaws.com:RunInstances', { ...launched({ keyName: 'kmeier' }) });
    const text = JSON.stringify(new Redaction().redact(record));
    for (const trace of ['111122223333', 'jane', 'kmeier', '203.0.113.10', 'ASIAEXAMPLEEXAMPLE12"']) {
      expect(text).not.toContain(trace);
    }
    expect(JSON.parse(text)).toMatchObject({ eventID: record.eventID, eventSource: 'ec2.amazonaws.com' });
  });
  it.each([
    [
      'a key',
      { text: '-----BEGIN RSA PRIVATE KEY-----\nMIIE\n-----END RSA PRIVATE KEY-----' },
      { text: 'REDACTED' },
    ],
    [
      'a signed token',
      { text: 'is eyJhbGciOiJIUzI1NiJ9.eyJzdWIiOiIxIn0.c2lnbmF0dXJl' },
      { text: 'is REDACTED' },
    ],
    ['a header', { text: 'Bearer abcdefgh12345' }, { text: 'Bearer REDACTED' }],
    ['a token of GitHub', { text: `ghp_${'a1B2'.repeat(9)}` }, { text: 'REDACTED' }],
    [
      'a password in an address',
      { url: 'https://u:hunter22@example.com/' },
      { url: 'https://REDACTED@example.com/' },
    ],
    [
      'a signature of an address',
      { url: 'https://b.example.com/k?X-Amz-Signature=abc&part=1' },
      { url: 'https://b.example.com/k?X-Amz-Signature=REDACTED&part=1' },
    ],
    ['user data of any shape', { UserData: { Value: 'cGFzcw==' } }, { UserData: { Value: 'REDACTED' } }],
    [
      'variables of any name',
      { Environment: { Variables: { HOST: 'db.example.com' } } },
      { Environment: { Variables: { HOST: 'REDACTED' } } },
    ],
    [
      'the variables of a container, and leaves their names',
      { environment: [{ name: 'HOST', value: 'db' }] },
      { environment: [{ name: 'HOST', value: 'REDACTED' }] },
    ],
    [
      'a value that is named beside it',
      [
        { key: 'db-password', value: 'x' },
        { ParameterKey: 'ApiToken', ParameterValue: 'x' },
        { Type: 'SecureString', Value: 'x' },
      ],
      [
        { key: 'db-password', value: 'REDACTED' },
        { ParameterKey: 'ApiToken', ParameterValue: 'REDACTED' },
        { Type: 'SecureString', Value: 'REDACTED' },
      ],
    ],
    ['a key of Amazon that nothing names', 'is wJalrXUtnFEMI/K7MDENG/bPxRfiCYREALREALKE', 'is REDACTED'],
    ['what a command says', 'mysql --password=hunter2 -h db', 'mysql --password=REDACTED -h db'],
    [
      'what a script in Base64 says',
      Buffer.from('export DB_PASSWORD=hunter2').toString('base64'),
      Buffer.from('export DB_PASSWORD=REDACTED').toString('base64'),
    ],
    [
      'a public key and whose it is, also in Base64',
      ['ssh-rsa AAAAB3Nza jane@laptop', Buffer.from('ssh-rsa AAAAB3Nza jane@laptop').toString('base64')],
      ['ssh-rsa REDACTED', Buffer.from('ssh-rsa REDACTED').toString('base64')],
    ],
    ['a secret of Secrets Manager', { SecretString: 'x' }, { SecretString: 'REDACTED' }],
    ['a password in a text of JSON', { text: '{ "password": "x" }' }, { text: '{"password":"REDACTED"}' }],
    [
      'the value of a secret, in other places, too',
      { apiKey: 'abcd-1234-efgh', note: 'use abcd-1234-efgh.' },
      { apiKey: 'REDACTED', note: 'use REDACTED.' },
    ],
  ])('removes %s', (_what, original, without) => {
    expect(redacted(original)).toEqual(without);
  });

  it.each([
    ['spaces in a text of JSON', '{ "Version": "2012-10-17" }'],
    ['a text that only looks like JSON', '{a}'],
    ['a text with a percent sign', '100% of 50%25'],
  ])('leaves %s alone', (_what, value) => {
    expect(redacted(value)).toBe(value);
  });

  it('does not take a mere word for a secret that could stand elsewhere', () => {
    expect(redacted([{ token: 'required' }, 'is required'])).toEqual([{ token: 'REDACTED' }, 'is required']);
  });

  it('replaces within texts that are encoded for addresses, as IAM writes policies', () => {
    const arn = (account: string) => `{"AWS":"arn:aws:iam::${account}:role/(x)"}`;
    for (const encode of [encodeURIComponent, rfc3986]) {
      expect(redacted(encode(arn('111122223333')))).toBe(encode(arn('100000000001')));
    }
    expect(redacted('a%2F111122223333%2Fb%20%zz')).toBe('a%2F100000000001%2Fb%20%zz');
  });

  it('replaces a number that is known to be an account, and no other one', () => {
    expect(redacted(['111122223333', 111_122_223_333, 444_455_556_666])).toEqual([
      '100000000001',
      100_000_000_001,
      444_455_556_666,
    ]);
  });

  it.each([
    ['of a user in an answer of AWS', { UserName: 'jane' }],
    ['of a key pair in an answer of AWS', { KeyName: 'jane' }],
    ['of who made something', { created_by: 'jane' }],
    ['of the owner in a tag', { Key: 'Owner', Value: 'jane' }],
    ['of several users in a policy', { policy: '{"aws:username":["jane"]}' }],
    ['of an author', { author: 'jane <jane@corp.example.org>' }],
  ])('learns the name %s', (_what, answer) => {
    const redaction = new Redaction();
    redaction.learn(answer);
    expect(redaction.redactValue({ tag: 'team-of jane' })).toEqual({ tag: 'team-of person-1' });
  });

  it('takes out what it learns from a later record from an earlier one, too', () => {
    const redaction = new Redaction();
    const records = [withValue('made by jane'), withValue({ userName: 'jane' })];
    for (const record of records) redaction.learn(record);
    expect(redaction.redact(records[0]!)).toEqual(withValue('made by person-1'));
  });

  it('keeps what is public already, and gives nobody else the same', () => {
    const redaction = new Redaction();
    redaction.keep(withValue(['100000000001', '10.0.0.1', 'arn:aws:iam::100000000001:user/person-1']));
    expect(
      redaction.redactValue(['100000000001', '10.0.0.1', 'person-1', '444455556666', '10.9.9.9']),
    ).toEqual([...['100000000001', '10.0.0.1', 'person-1'], ...['100000000002', '10.0.0.2']]);
  });

  it('leaves nothing of what was planted anywhere in a value', () => {
    const planted = [
      ...['111122223333', 'AKIAIOSFODNN7ABCDEFG', 'jane.doe@corp.example.org', '172.31.44.55', '3.64.12.99'],
      ...['2a05:d014::1717', 'eyJhbGciOiJIUzI1NiJ9.eyJzdWIiOiIxIn0.c2lnbmF0dXJl', 'janedoe'],
    ];
    const text = fc
      .tuple(fc.constantFrom('', 'a ', '{"x":"', 'arn:aws:iam::aws:/'), fc.constantFrom(...planted))
      .map(([before, secret]) => `${before}${secret}${before.startsWith('{') ? '"}' : ''}`);
    const encoded = fc.oneof(text, text.map(rfc3986), text.map(rfc3986).map(rfc3986), text.map(base64));
    const value = fc.letrec((tie) => ({
      value: fc.oneof(
        { depthSize: 'small' },
        encoded,
        fc.array(tie('value')),
        fc.dictionary(text, tie('value')),
      ),
    })).value as fc.Arbitrary<JsonValue>;
    fc.assert(
      fc.property(value, (any) => {
        const redaction = new Redaction();
        redaction.learn({ userName: 'janedoe' });
        const written = plainText(JSON.stringify(redaction.redactValue(any)));
        expect(planted.filter((secret) => written.includes(secret))).toEqual([]);
      }),
      { numRuns: 300 },
    );
  });
});
