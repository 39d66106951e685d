import {
  AccountCredentialsError,
  AssumeRoleDeniedError,
  AwsOptionsError,
  classifyAwsError,
} from '@fullstop/aws';
import {
  AccountCredentials,
  type AccountCredentialsOptions,
  type AssumeRoleReport,
} from '@fullstop/aws/clients';
import { isRetryable } from '@fullstop/core';
import { RecordingLogger } from '@fullstop/testing';
import { afterEach, describe, expect, it, jest } from '@jest/globals';
import { OWN_ACCOUNT, OWN_KEY } from './support/sts-server.js';
import { useWorld } from './support/world.js';

const world = useWorld();
const ACCOUNT = '111122223333';
const OTHER = '444455556666';

afterEach(() => {
  jest.restoreAllMocks();
});

function credentialsWith(options: AccountCredentialsOptions = {}): AccountCredentials {
  return new AccountCredentials({
    clock: world().clock,
    ownAccountId: OWN_ACCOUNT,
    random: () => 0,
    ...options,
  });
}

async function rejection(promise: Promise<unknown>): Promise<unknown> {
  return promise.then(
    () => expect(undefined).toBe('a rejection'),
    (error: unknown) => error,
  );
}

describe('a session', () => {
  it('CP-3: starts without a configured STS region, in the one the SDK finds', async () => {
    await expect(credentialsWith().of(ACCOUNT)()).resolves.toMatchObject({
      accessKeyId: expect.stringMatching(/^ASIA111122223333/),
      sessionToken: expect.stringMatching(/^token-of-/),
    });
    expect(world().server.calls).toMatchObject([
      {
        action: 'AssumeRole',
        region: 'eu-west-1',
        params: {
          RoleArn: `arn:aws:iam::${ACCOUNT}:role/fullstop`,
          RoleSessionName: 'fullstop',
          DurationSeconds: '3600',
        },
      },
    ]);
    expect(world().server.calls[0]?.params).not.toHaveProperty('ExternalId');
  });

  it('has the configured role, name, external id, duration and STS region', async () => {
    const credentials = credentialsWith({
      roleName: 'reader',
      rolePath: '/audit/',
      sessionName: 'audit',
      sessionNameSuffix: 'replica:1',
      externalId: 'company-7',
      sessionDurationSeconds: 900,
      stsRegion: 'cn-north-1',
    });
    await credentials.of(ACCOUNT)();
    expect(world().server.calls[0]).toMatchObject({
      region: 'cn-north-1',
      params: {
        RoleArn: `arn:aws-cn:iam::${ACCOUNT}:role/audit/reader`,
        RoleSessionName: 'audit-replica-1',
        DurationSeconds: '900',
        ExternalId: 'company-7',
      },
    });
  });

  it('is assumed once for a hundred that ask at the same time, and once for all regions', async () => {
    world().server.behave(ACCOUNT, { delayMs: 50 });
    const credentials = credentialsWith();
    const regions = ['eu-west-1', 'us-east-1', 'ap-south-1', 'sa-east-1'];
    const asked = Array.from({ length: 100 }, (_, index) => credentials.of(ACCOUNT, regions[index % 4])());
    const keys = (await Promise.all(asked)).map(({ accessKeyId }) => accessKeyId);
    expect(new Set(keys).size).toBe(1);
    expect(world().server.count('AssumeRole')).toBe(1);
  });

  it('C6: is renewed five minutes before it expires', async () => {
    const { clock, server } = world();
    const provider = credentialsWith().of(ACCOUNT);
    const first = await provider();
    clock.advance(3600 - 301);
    await expect(provider()).resolves.toEqual(first);
    clock.advance(1);
    const second = await provider();
    expect(second.accessKeyId).not.toBe(first.accessKeyId);
    expect(second.expiration?.getTime()).toBe(clock.now().getTime() + 3_600_000);
    expect(server.count('AssumeRole')).toBe(2);
  });

  it('C6: lasts on when the renewal fails, with a try every half minute, until it expires', async () => {
    const { clock, server } = world();
    const logger = new RecordingLogger();
    const provider = credentialsWith({ logger }).of(ACCOUNT);
    const first = await provider();
    clock.advance(3600 - 60);
    server.behave(ACCOUNT, { deny: true });
    for (let second = 0; second < 60; second += 10) {
      await expect(provider()).resolves.toEqual(first);
      clock.advance(10);
    }
    await expect(provider()).rejects.toThrow(AssumeRoleDeniedError);
    expect(server.count('AssumeRole')).toBe(2);
    expect(logger.lines.map(({ fields }) => fields.account_id)).toEqual([ACCOUNT, ACCOUNT]);
  });

  it('tries a failed renewal again after half a minute', async () => {
    const { clock, server } = world();
    const provider = credentialsWith({ stsDeadlineSeconds: 1 }).of(ACCOUNT);
    const first = await provider();
    clock.advance(3600 - 100);
    server.behave(ACCOUNT, { delayMs: 60_000 });
    await expect(provider()).resolves.toEqual(first);
    server.behave(ACCOUNT, {});
    await expect(provider()).resolves.toEqual(first);
    clock.advance(30);
    expect((await provider()).accessKeyId).not.toBe(first.accessKeyId);
    expect(server.count('AssumeRole')).toBe(3);
  });
});

describe('C3: a denied role', () => {
  it('CP-4: is an unknown fact, and the message names account, role and remedy', async () => {
    world().server.behave(ACCOUNT, { deny: true });
    const error = await rejection(credentialsWith().of(ACCOUNT)());
    expect(error).toBeInstanceOf(AssumeRoleDeniedError);
    expect(isRetryable(error)).toBe(true);
    expect(classifyAwsError(error)).toBe('denied');
    expect(error).toMatchObject({
      code: 'ASSUME_ROLE_DENIED',
      accountId: ACCOUNT,
      message: expect.stringMatching(
        /arn:aws:iam::111122223333:role\/fullstop of account 111122223333.*trust policy/,
      ),
      cause: expect.objectContaining({ name: 'AccessDenied' }),
    });
  });

  it('costs one call to STS in five minutes, and leaves other accounts alone', async () => {
    const { clock, server } = world();
    server.behave(ACCOUNT, { deny: true });
    const credentials = credentialsWith();
    for (let second = 0; second < 300; second += 3) {
      await expect(credentials.of(ACCOUNT)()).rejects.toThrow(AssumeRoleDeniedError);
      await expect(credentials.of(OTHER)()).resolves.toBeDefined();
      clock.advance(3);
    }
    expect([server.count('AssumeRole', ACCOUNT), server.count('AssumeRole', OTHER)]).toEqual([1, 1]);
    await expect(credentials.of(ACCOUNT)()).rejects.toThrow(AssumeRoleDeniedError);
    expect(server.count('AssumeRole', ACCOUNT)).toBe(2);
  });

  it('is asked again up to a fifth later, by chance, and works as soon as the role is mended', async () => {
    const { clock, server } = world();
    server.behave(ACCOUNT, { deny: true });
    const provider = credentialsWith({ random: () => 0.5 }).of(ACCOUNT);
    await expect(provider()).rejects.toThrow('Not asked again before 2026-03-02T09:35:30.000Z');
    server.behave(ACCOUNT, {});
    clock.advance(329);
    await expect(provider()).rejects.toThrow(AssumeRoleDeniedError);
    clock.advance(1);
    await expect(provider()).resolves.toBeDefined();
  });

  it('P-08: is counted each time and logged once an hour per account', async () => {
    const { clock, server } = world();
    server.behave(ACCOUNT, { deny: true });
    server.behave(OTHER, { deny: true });
    const logger = new RecordingLogger();
    const reports: AssumeRoleReport[] = [];
    const credentials = credentialsWith({ logger, onAssumeRole: (report) => reports.push(report) });
    for (let round = 0; round < 13; round += 1) {
      await rejection(credentials.of(ACCOUNT)());
      await rejection(credentials.of(OTHER)());
      clock.advance(300);
    }
    expect(reports.filter(({ accountId }) => accountId === ACCOUNT)).toEqual(
      Array.from({ length: 13 }, () => ({ accountId: ACCOUNT, outcome: 'denied' })),
    );
    expect(logger.lines.map(({ level, fields }) => [level, fields.account_id])).toEqual([
      ['warn', ACCOUNT],
      ['warn', OTHER],
      ['warn', ACCOUNT],
      ['warn', OTHER],
    ]);
  });
});

describe('trouble that is not the account’s', () => {
  it('C4: throttling by STS is retried with growing delays', async () => {
    // The SDK spreads its delays by chance; they begin at a second for throttling.
    jest.spyOn(Math, 'random').mockReturnValue(0.2);
    world().server.behave(ACCOUNT, { throttle: 2 });
    const reports: AssumeRoleReport[] = [];
    await credentialsWith({ onAssumeRole: (report) => reports.push(report) }).of(ACCOUNT)();
    const [first, second, third] = world().server.calls.map(({ atMs }) => atMs);
    expect(world().server.count('AssumeRole')).toBe(3);
    expect(second! - first!).toBeGreaterThan(150);
    expect(third! - second!).toBeGreaterThan(350);
    expect(reports).toEqual([{ accountId: ACCOUNT, outcome: 'assumed' }]);
  });

  it('C4: throttling without end is given up after five attempts, and is no denial', async () => {
    jest.spyOn(Math, 'random').mockReturnValue(0);
    world().server.behave(ACCOUNT, { throttle: 5 });
    const reports: AssumeRoleReport[] = [];
    const provider = credentialsWith({ onAssumeRole: (report) => reports.push(report) }).of(ACCOUNT);
    const error = await rejection(provider());
    expect(error).toBeInstanceOf(AccountCredentialsError);
    expect([isRetryable(error), classifyAwsError(error)]).toEqual([true, 'throttled']);
    await expect(provider()).resolves.toBeDefined();
    expect(world().server.count('AssumeRole')).toBe(6);
    expect(reports.map(({ outcome }) => outcome)).toEqual(['throttled', 'assumed']);
  });

  it('an STS that does not answer in time is no denial: the next call asks again', async () => {
    world().server.behave(ACCOUNT, { delayMs: 60_000 });
    const reports: AssumeRoleReport[] = [];
    const provider = credentialsWith({
      stsDeadlineSeconds: 1,
      onAssumeRole: (report) => reports.push(report),
    }).of(ACCOUNT);
    const error = await rejection(provider());
    expect(error).toBeInstanceOf(AccountCredentialsError);
    expect([isRetryable(error), classifyAwsError(error)]).toEqual([true, 'unavailable']);
    expect(reports).toEqual([{ accountId: ACCOUNT, outcome: 'failed' }]);
    world().server.behave(ACCOUNT, {});
    await expect(provider()).resolves.toBeDefined();
  });

  it('a missing region says what to set', async () => {
    delete process.env.AWS_REGION;
    await expect(credentialsWith().of(ACCOUNT)()).rejects.toThrow(
      /Region is missing.*AWS_REGION, or stsRegion/,
    );
  });

  it('missing credentials of the service are retryable too', async () => {
    delete process.env.AWS_ACCESS_KEY_ID;
    const credentials = credentialsWith();
    for (const account of [ACCOUNT, OWN_ACCOUNT]) {
      const error = await rejection(credentials.of(account)());
      expect(error).toBeInstanceOf(AccountCredentialsError);
      expect(error).toMatchObject({ message: expect.stringContaining('Could not load credentials') });
    }
  });
});

describe('the own account', () => {
  it('is entered with the service’s own credentials, and found out once', async () => {
    const credentials = new AccountCredentials({ clock: world().clock });
    const asked = await Promise.all([1, 2, 3].map(() => credentials.of(OWN_ACCOUNT)()));
    expect(asked.map(({ accessKeyId }) => accessKeyId)).toEqual([OWN_KEY, OWN_KEY, OWN_KEY]);
    await credentials.of(ACCOUNT)();
    expect(world().server.calls.map(({ action }) => action)).toEqual(['GetCallerIdentity', 'AssumeRole']);
  });

  it('is asked for again when STS did not tell', async () => {
    world().server.behave(OWN_ACCOUNT, { delayMs: 60_000 });
    const credentials = new AccountCredentials({ clock: world().clock, stsDeadlineSeconds: 1 });
    await expect(credentials.of(ACCOUNT)()).rejects.toThrow(
      /GetCallerIdentity \(not needed if ownAccountId is set\)/,
    );
    world().server.behave(OWN_ACCOUNT, {});
    await expect(credentials.of(ACCOUNT)()).resolves.toBeDefined();
  });

  it('is assumed like any other when so configured', async () => {
    const credentials = credentialsWith({ assumeInOwnAccount: true });
    expect((await credentials.of(OWN_ACCOUNT)()).accessKeyId).toMatch(/^ASIA999900009999/);
    expect(world().server.count('GetCallerIdentity')).toBe(0);
  });
});

it('options that AWS would refuse are reported all at once', () => {
  const start = () =>
    credentialsWith({
      roleName: 'no blanks',
      sessionDurationSeconds: 60,
      externalId: 'x',
      ownAccountId: '1',
    });
  expect(start).toThrow(AwsOptionsError);
  expect(start).toThrow(/roleName.*\n.*sessionDurationSeconds.*\n.*externalId.*\n.*ownAccountId/);
});
