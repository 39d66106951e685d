import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import type { JsonObject } from '@fullstop/core';
import { aRecord, launched } from '@fullstop/testing';
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { Redaction, recordEvents, runOnSave } from '../src/dev/index.js';

let folder: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'fullstop-dev-'));
});
afterEach(() => rmSync(folder, { recursive: true, force: true }));

/** A record in which one member has this value. */
const withValue = (value: unknown): JsonObject => ({ requestParameters: { value } }) as JsonObject;

/** What becomes of a value in a redaction of its own. */
function redacted(value: unknown, texts: string[] = []): unknown {
  const { requestParameters } = new Redaction(texts).redact(withValue(value));
  return Object(requestParameters).value;
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
    expect(redacted(original)).toBe(replacement);
  });

  it.each([
    ['everybody', '0.0.0.0/0'],
    ['everybody in version 6', '::/0'],
    ['an id of a request', '5f0a1b2c-3d4e-4f50-8a6b-111122223333'],
    ['an instant', '2026-03-02T09:15:00Z'],
    ['a role', 'arn:aws:iam::aws:role/Deployer'],
    ['an instance as the name of a session', 'arn:aws:sts::aws:assumed-role/Ops/i-0123456789abcdef0'],
    ['a number', 1_772_442_900_000],
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
});

describe('recordEvents', () => {
  const ids = [1, 2, 3].map((n) => `00000000-0000-4000-8000-00000000000${n}`);
  const choice = { limit: 10, redact: [] };

  beforeEach(() => {
    const [first, second, third] = ids;
    const records = [
      aRecord('ec2.amazonaws.com:RunInstances', { eventID: first }),
      aRecord('ec2.amazonaws.com:StopInstances', { eventID: second }),
      aRecord('s3.amazonaws.com:DeleteBucket', { eventID: third }),
    ];
    const name = '111122223333_CloudTrail_us-east-1_20260302T0915Z_a.json.gz';
    writeFileSync(join(folder, name), gzipSync(JSON.stringify({ Records: records })));
  });

  it.each([
    ['every event', {}, [0, 1, 2]],
    ['one event', { events: ['ec2.amazonaws.com:RunInstances'] }, [0]],
    ['names that begin so', { events: ['ec2.amazonaws.com:S*'] }, [1]],
    ['all of a source', { events: ['ec2.amazonaws.com:*', 's3.amazonaws.com:*'] }, [0, 1, 2]],
    ['an id', { eventIds: [ids[2]!.toUpperCase()] }, [2]],
    ['nothing', { events: ['iam.amazonaws.com:*'] }, []],
  ])('takes %s', async (_what, wanted, found) => {
    const { records, isCut, problems } = await recordEvents([folder], { ...choice, ...wanted });
    expect(records.map(({ eventID }) => eventID)).toEqual(found.map((index) => ids[index]));
    expect({ isCut, problems }).toEqual({ isCut: false, problems: [] });
  });

  it('says when there are more than were wanted', async () => {
    expect(await recordEvents([folder], { ...choice, limit: 2 })).toMatchObject({
      records: [{ eventID: ids[0] }, { eventID: ids[1] }],
      isCut: true,
    });
  });

  it.each([
    [[], '100000000001'],
    [undefined, '111122223333'],
  ])('with %j to redact has the account %s', async (redact, account) => {
    const { records } = await recordEvents([folder], { limit: 1, redact });
    expect(records[0]?.recipientAccountId).toBe(account);
  });

  it('names what it cannot read, and refuses what names no event', async () => {
    const { problems } = await recordEvents([join(folder, 'missing')], choice);
    expect(problems).toEqual([expect.stringContaining('missing')]);
    await expect(recordEvents([folder], { ...choice, events: ['RunInstances'] })).rejects.toThrow(
      /"RunInstances" names no/,
    );
  });
});

it('runOnSave runs at once and after every change of a source, not of what is built, until it is told to end', async () => {
  for (const name of ['src', 'dist']) mkdirSync(join(folder, name));
  const ended = new AbortController();
  const save = (path: string, after: number) =>
    setTimeout(() => writeFileSync(join(folder, path), String(after)), after);
  let runs = 0;
  const running = runOnSave([folder], {
    signal: ended.signal,
    run: async () => {
      runs += 1;
      if (runs === 1) {
        save('dist/built.js', 300);
        save('src/plugin.ts', 900);
      } else {
        ended.abort();
      }
    },
  });
  const started = performance.now();
  await running;
  expect(runs).toBe(2);
  expect(performance.now() - started).toBeGreaterThan(890);
});
