import { IAMClient, paginateListUsers } from '@aws-sdk/client-iam';
import type { AccountJob } from '@fullstop/core';
import { FixedClock } from '@fullstop/testing';
import type { AccessKeyWorld, AccountWorld, UserWorld } from '@fullstop/tools/aws-server';
import { beforeEach, describe, expect, it } from '@jest/globals';
import { KeyRotationJob } from '../src/key-rotation/key-rotation.job.js';
import { keyRotationOptions } from '../src/key-rotation/key-rotation.options.js';
import { NoPasswordsJob } from '../src/no-passwords/no-passwords.job.js';
import { noPasswordsOptions } from '../src/no-passwords/no-passwords.options.js';
import { CredentialReports } from '../src/shared/credential-report/credential-reports.js';
import { type Scanned, scan, useAws } from './support/scanning.js';

const FIRST = '111122223333';
const SECOND = '222233334444';
const MANAGEMENT = '999988887777';
const NOW = new Date('2026-03-02T09:30:00Z');
const DAY = 86_400_000;
const aws = useAws();
const clock = new FixedClock(NOW);
let reports: CredentialReports;
beforeEach(() => {
  reports = new CredentialReports({ clock, sleep: async () => {} });
});

function keyJob(raw: object = {}): KeyRotationJob {
  return new KeyRotationJob(keyRotationOptions.parse(raw), aws.clients, reports);
}

function passwordJob(raw: object = {}): NoPasswordsJob {
  return new NoPasswordsJob(noPasswordsOptions.parse(raw), aws.clients, reports, clock);
}

function scanWorld(job: AccountJob, world: AccountWorld, accountId = FIRST): Promise<Scanned> {
  aws.server.world = { accounts: { [accountId]: { ...world } } };
  return scan(job, accountId, 'no-region', { now: NOW });
}

function daysAgo(days: number): string {
  return new Date(NOW.getTime() - days * DAY).toISOString();
}

function aKey(
  accessKeyId: string,
  createDate: string,
  status: 'Active' | 'Inactive' = 'Active',
): AccessKeyWorld {
  return { accessKeyId, createDate, status };
}

function aUser(userName: string, ...accessKeys: readonly AccessKeyWorld[]): UserWorld {
  return { userName, accessKeys };
}

const idsOf = ({ findings }: Scanned) => findings.map(({ eventId }) => eventId);

describe('keyRotationJob', () => {
  it('K1: of fresh and old, active and inactive keys the one that is old and active is reported', async () => {
    aws.server.world = {
      accounts: {
        [FIRST]: { users: [aUser('ann', aKey('AKIA1', daysAgo(1)), aKey('AKIA2', daysAgo(31)))] },
        [SECOND]: {
          users: [
            aUser('bob', aKey('AKIA3', daysAgo(31), 'Inactive')),
            aUser('eve', aKey('AKIA4', daysAgo(1), 'Inactive')),
          ],
        },
      },
    };
    const job = keyJob();
    const scans = [FIRST, SECOND].map((id) => scan(job, id, 'no-region', { now: NOW }));
    const [first, second] = await Promise.all(scans);
    expect(idsOf(first!)).toEqual(['check-access-key_AKIA2']);
    expect(second).toEqual({ findings: [], problems: [] });
    expect(aws.server.count({ action: 'GetCredentialReport' })).toBe(2);
    // Only of the user who may have an old key.
    expect(aws.server.count({ action: 'ListAccessKeys' })).toBe(1);
    expect(aws.server.count({ action: 'AssumeRole', accountId: SECOND })).toBe(1);
  });

  it.each<[string, string, number]>([
    ['exactly 30 days ago at midnight is fine', '2026-01-31T00:00:00.000Z', 0],
    ['a millisecond earlier is too old', '2026-01-30T23:59:59.999Z', 1],
    ['at any time of that day is fine', '2026-01-31T18:00:00.000Z', 0],
  ])('K2: a key made %s', async (_case, createDate, count) => {
    const { findings } = await scanWorld(keyJob(), { users: [aUser('ann', aKey('AKIA1', createDate))] });
    expect(findings).toHaveLength(count);
  });

  it('K3: all of 250 users are checked, and nobody else is asked about', async () => {
    const users = Array.from({ length: 250 }, (_, index) =>
      aUser(`user${index}`, aKey(`AKIA${index}`, daysAgo(index < 20 ? 40 : 1))),
    );
    const scanned = await scanWorld(keyJob(), { users });
    expect(idsOf(scanned)).toEqual(users.slice(0, 20).map((_, index) => `check-access-key_AKIA${index}`));
    expect(aws.server.count({ action: 'ListAccessKeys' })).toBe(20);
    expect(aws.server.count({ action: 'ListUsers' })).toBe(0);
  });

  it('K1: an inactive key is fine, also beside an old one that is active', async () => {
    const users = [aUser('ann', aKey('AKIA1', daysAgo(40), 'Inactive'), aKey('AKIA2', daysAgo(40)))];
    expect(idsOf(await scanWorld(keyJob(), { users }))).toEqual(['check-access-key_AKIA2']);
  });

  it('K3: the keys of a user are read on all pages', async () => {
    const users = [aUser('ann', aKey('AKIA1', daysAgo(40)), aKey('AKIA2', daysAgo(40)))];
    const scanned = await scanWorld(keyJob(), { users, pageSize: 1 });
    expect(idsOf(scanned)).toEqual(['check-access-key_AKIA1', 'check-access-key_AKIA2']);
    expect(aws.server.count({ action: 'ListAccessKeys' })).toBe(2);
  });

  it('K4: the details have the age as a number and as a text, and the last use', async () => {
    const used = {
      ...aKey('AKIA1', '2026-01-01T00:00:00Z'),
      lastUsed: '2026-02-01T00:00:00Z',
      lastUsedService: 'ec2',
    };
    const users = [aUser('ann', used, aKey('AKIA2', '2026-01-01T00:00:00Z'))];
    const { findings } = await scanWorld(keyJob(), { users });
    expect(findings[0]).toEqual({
      type: 'ACTIVE_KEY_TOO_OLD',
      eventId: 'check-access-key_AKIA1',
      metaInfo: {
        access_key_id: 'AKIA1',
        user_name: 'ann',
        access_key_created: 1_767_225_600_000,
        access_key_created_at: '2026-01-01T00:00:00.000Z',
        last_used: '2026-02-01T00:00:00.000Z',
        last_used_service: 'ec2',
      },
    });
    expect(findings[1]?.metaInfo).toMatchObject({ last_used: null, last_used_service: null });
  });

  it('a user whose keys cannot be listed does not hide the others', async () => {
    aws.server.fail({ action: 'ListAccessKeys', code: 'Throttling', times: 1 });
    const users = [aUser('ann', aKey('AKIA1', daysAgo(40))), aUser('bob', aKey('AKIA2', daysAgo(40)))];
    const scanned = await scanWorld(keyJob(), { users });
    expect(idsOf(scanned)).toEqual(['check-access-key_AKIA2']);
    expect(scanned.problems).toMatchObject([{ resource: 'user ann' }]);
  });

  it('a user who is gone since the report was made is no problem', async () => {
    const job = keyJob();
    aws.server.world = { accounts: { [FIRST]: { users: [aUser('ann', aKey('AKIA1', daysAgo(40)))] } } };
    await reports.of({
      clients: aws.clients,
      accountId: FIRST,
      region: 'eu-west-1',
      signal: new AbortController().signal,
    });
    expect(await scanWorld(job, { users: [] })).toEqual({ findings: [], problems: [] });
  });

  it('a key is also reported when its last use cannot be had', async () => {
    aws.server.fail({ action: 'GetAccessKeyLastUsed', code: 'AccessDenied', status: 403 });
    const scanned = await scanWorld(keyJob(), { users: [aUser('ann', aKey('AKIA1', daysAgo(40)))] });
    expect(idsOf(scanned)).toEqual(['check-access-key_AKIA1']);
    expect(scanned.findings[0]?.metaInfo).not.toHaveProperty('last_used');
    expect(scanned.problems).toMatchObject([{ resource: 'last use of access key AKIA1' }]);
  });

  it('the age comes from the options, also as a text', async () => {
    const users = [aUser('ann', aKey('AKIA1', daysAgo(40)))];
    const { findings } = await scanWorld(keyJob({ accessKeysExpireAfterDays: '60' }), { users });
    expect(findings).toEqual([]);
  });
});

describe('noPasswordsJob', () => {
  it('N1: users with a password and unsafe root users are reported, each under its own account', async () => {
    aws.server.world = {
      accounts: {
        [FIRST]: {
          rootUser: { accessKey2Active: true, mfaActive: true },
          users: ['ann', 'bob'].map((userName) => ({ userName, passwordEnabled: true })),
        },
        [SECOND]: {
          users: [{ userName: 'eve', passwordEnabled: true }, { userName: 'root' }, { userName: 'my-root' }],
        },
      },
    };
    const job = passwordJob({ managementAccount: MANAGEMENT });
    expect((await scan(job, FIRST, 'no-region')).findings).toEqual([
      {
        type: 'UNSECURED_ROOT_USER',
        eventId: 'check-iam-root-user',
        metaInfo: {
          account_id: FIRST,
          user: '<root_account>',
          arn: `arn:aws:iam::${FIRST}:root`,
          is_password_enabled: 'false',
          is_mfa_active: 'true',
          is_access_key_1_active: 'false',
          is_access_key_2_active: 'true',
        },
      },
      { type: 'PASSWORD_USED', eventId: 'check-iam-user_ann', metaInfo: { user_name: 'ann' } },
      { type: 'PASSWORD_USED', eventId: 'check-iam-user_bob', metaInfo: { user_name: 'bob' } },
    ]);
    expect(idsOf(await scan(job, SECOND, 'no-region'))).toEqual(['check-iam-user_eve']);
  });

  it.each<[string, boolean, number]>([
    ['not_supported', false, 1],
    ['TRUE', false, 1],
    ['FALSE', false, 0],
    ['not_supported', true, 0],
    ['TRUE', true, 0],
  ])(
    'N2: a root user with password %s and MFA %s gives %i violations, none for the password',
    async (...row) => {
      const [passwordEnabled, mfaActive, count] = row;
      const { findings } = await scanWorld(passwordJob(), { rootUser: { passwordEnabled, mfaActive } });
      expect(findings.map(({ type }) => type)).toEqual(Array(count).fill('UNSECURED_ROOT_USER'));
    },
  );

  it('N3: without a management account the root user is still reported, and nothing at the end', async () => {
    const job = passwordJob();
    const { findings } = await scanWorld(job, { rootUser: { accessKey1Active: true } });
    expect(idsOf({ findings, problems: [] })).toEqual(['check-iam-root-user']);
    expect(job.conclude([{ target: { accountId: FIRST, region: 'no-region' }, findings: [] }])).toEqual([]);
  });

  it('N3: on demand all root users are listed together under the management account, by the day', async () => {
    const job = passwordJob({ managementAccount: MANAGEMENT, listRootUsers: 'true' });
    const world = {
      rootUser: { accessKey1Active: true },
      users: [{ userName: 'ann', passwordEnabled: true }],
    };
    const second = (await scanWorld(job, world, SECOND)).findings as never[];
    const first = (await scanWorld(job, world, FIRST)).findings as never[];
    const list = job.conclude([
      { target: { accountId: SECOND, region: 'no-region' }, findings: second },
      { target: { accountId: FIRST, region: 'no-region' }, findings: first },
    ]);
    expect(list).toMatchObject([
      {
        type: 'UNSECURED_ROOT_USER',
        accountId: MANAGEMENT,
        region: 'no-region',
        eventId: 'check-iam-root-user-2026-03-02',
        metaInfo: [{ account_id: FIRST }, { account_id: SECOND }],
      },
    ]);
    expect(job.conclude([])).toEqual([]);
  });

  it('N3: that list without a management account stops the start', () => {
    expect(() => noPasswordsOptions.parse({ listRootUsers: true })).toThrow(
      'FULLSTOP_JOBS_MANAGEMENT_ACCOUNT',
    );
  });

  it('N4: a line that cannot be read is a problem; the others are checked', async () => {
    const columns = 'user,arn,password_enabled,mfa_active,access_key_1_active,access_key_2_active';
    const text = [columns, 'short,arn', 'ann,arn,TRUE,true,false,false'].join('\n');
    const scanned = await scanWorld(passwordJob(), { credentialReport: { text } });
    expect(idsOf(scanned)).toEqual(['check-iam-user_ann']);
    expect(scanned.problems).toMatchObject([{ resource: 'line 2 of the credential report' }]);
  });

  it('N6: a report of another format fails its account only', async () => {
    const job = passwordJob();
    const wrong = scanWorld(job, { credentialReport: { format: 'text/xml' } });
    await expect(wrong).rejects.toThrow(`The credential report of ${FIRST} cannot be used`);
    const other = await scanWorld(job, { users: [{ userName: 'ann', passwordEnabled: true }] }, SECOND);
    expect(idsOf(other)).toEqual(['check-iam-user_ann']);
  });

  it('N5: a report that AWS does not have ready is waited for over the wire, too', async () => {
    const scanned = scanWorld(passwordJob(), { credentialReport: { state: 'INPROGRESS' } });
    await expect(scanned).rejects.toMatchObject({ code: 'CREDENTIAL_REPORT_LATE' });
    expect(aws.server.count({ action: 'GenerateCredentialReport' })).toBe(10);
  });

  it('N5: a report that is gone when it is fetched is made anew once', async () => {
    aws.server.fail({ action: 'GetCredentialReport', code: 'ReportExpired', status: 410, times: 1 });
    expect((await scanWorld(passwordJob(), { users: [] })).findings).toEqual([]);
    expect(aws.server.count({ action: 'GenerateCredentialReport' })).toBe(2);
  });
});

it('both jobs share one report of an account', async () => {
  const generatedTime = NOW.toISOString();
  const world = { users: [aUser('ann', aKey('AKIA1', daysAgo(40)))], credentialReport: { generatedTime } };
  expect(idsOf(await scanWorld(keyJob(), world))).toEqual(['check-access-key_AKIA1']);
  await scanWorld(passwordJob(), world);
  expect(aws.server.count({ action: 'GetCredentialReport' })).toBe(1);
});

it('the test server lists users page by page, too', async () => {
  aws.server.world = {
    accounts: { [FIRST]: { users: ['a', 'b', 'c'].map((name) => aUser(name)), pageSize: 2 } },
  };
  const client = aws.clients.client(IAMClient, FIRST, 'eu-west-1');
  const names: (string | undefined)[] = [];
  for await (const { Users = [] } of paginateListUsers({ client }, {})) {
    names.push(...Users.map(({ UserName }) => UserName));
  }
  expect(names).toEqual(['a', 'b', 'c']);
  expect(aws.server.count({ action: 'ListUsers' })).toBe(2);
});
