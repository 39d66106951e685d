import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import { aRecord } from '@fullstop/testing';
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { recordEvents, runOnSave } from '../src/dev/index.js';

let folder: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'fullstop-dev-'));
});
afterEach(() => rmSync(folder, { recursive: true, force: true }));

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

  it('takes out what only a later record tells to be a name', async () => {
    const records = ['', 'jane'].map((name) => ({
      ...aRecord('iam.amazonaws.com:TagUser', { userIdentity: { type: 'Root' } }),
      requestParameters: { userName: name, comment: 'for jane' },
    }));
    writeFileSync(join(folder, 'later.json'), JSON.stringify({ Records: records }));
    const tagged = await recordEvents([join(folder, 'later.json')], choice);
    const comments = tagged.records.map(({ requestParameters }) => Object(requestParameters).comment);
    expect(comments).toEqual(['for person-1', 'for person-1']);
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
  const saving: NodeJS.Timeout[] = [];
  const save = (path: string) => writeFileSync(join(folder, path), String(performance.now()));
  let runs = 0;
  const running = runOnSave([folder], {
    signal: ended.signal,
    run: async () => {
      runs += 1;
      if (runs === 1) {
        saving.push(setTimeout(() => save('dist/built.js'), 300));
        // Again and again: nobody tells when the folders are watched.
        saving.push(setTimeout(() => saving.push(setInterval(() => save('src/plugin.ts'), 400)), 500));
      } else {
        ended.abort();
        for (const timer of saving) clearInterval(timer);
      }
    },
  });
  const started = performance.now();
  await running;
  expect(runs).toBe(2);
  expect(performance.now() - started).toBeGreaterThan(890);
});
