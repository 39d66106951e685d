import { AWS_CLIENTS } from '@fullstop/aws';
import { awsError } from '@fullstop/aws/testing';
import { BUCKETS, FactUnavailableError, findPluginMetadata, SubscriptionIndex } from '@fullstop/core';
import {
  anEvent,
  checkWith,
  describePluginContract,
  eventFromFile,
  InMemoryBuckets,
  RecordingLogger,
  type RecordOverrides,
} from '@fullstop/testing';
import { beforeEach, describe, expect, it, jest } from '@jest/globals';
import { UnapprovedServicesPlugin, unapprovedServicesOptions } from '../src/index.js';
import { AnIam } from './an-iam.js';

const R = 'mint-worker-b17-AppServerRole-W5WX8WewafwO2MEWZ';
const OPTIONS = { bucketName: 'templates', prefix: 'roles' };
const SSO_ADMINS = 'arn:aws:iam::*:role/aws-reserved/sso.amazonaws.com/*/AWSReservedSSO_Admin_*';

const READ = {
  Version: '2012-10-17',
  Statement: [{ Effect: 'Allow', Action: 's3:GetObject', Resource: '*' }],
};
const ALL = { Version: '2012-10-17', Statement: [{ Effect: 'Allow', Action: 's3:*', Resource: '*' }] };

let iam: AnIam;
let buckets: InMemoryBuckets;
let logger: RecordingLogger;
beforeEach(() => {
  iam = new AnIam({ [R]: { inline: { [R]: READ } }, 'Shop-Deployer': { inline: { 'Shop-Deployer': READ } } });
  buckets = new InMemoryBuckets();
  logger = new RecordingLogger();
  template(R, READ);
  template('Shop-Deployer', READ);
});

describe('who and what is looked at', () => {
  it('IMP-UN-3: every call that changes a role', () => {
    const { id, events } = findPluginMetadata(UnapprovedServicesPlugin)!;
    const index = new SubscriptionIndex([[id, events]]);
    const wanted = (name: string) => index.wants('iam.amazonaws.com', name);
    expect(
      ['CreateRole', 'DeleteRole', 'AttachRolePolicy', 'UpdateAssumeRolePolicy', 'PutRolePolicy'].every(
        wanted,
      ),
    ).toBe(true);
    expect(
      [
        'DetachRolePolicy',
        'DeleteRolePolicy',
        'PutRolePermissionsBoundary',
        'DeleteRolePermissionsBoundary',
        'UpdateRole',
      ].every(wanted),
    ).toBe(true);
    expect(['PutUserPolicy', 'GetRole', 'CreateUser'].some(wanted)).toBe(false);
  });

  it('UN-1: a role with a template that somebody creates', async () => {
    iam.roles[R] = { inline: { [R]: ALL } };
    expect(await check(fixture('create-role'))).toMatchObject({
      violations: [{ metaInfo: { role_name: R } }],
    });
  });

  it.each([
    ['UN-2', 'Shibboleth-Administrator'],
    ['UN-3', 'OrganizationAccountAccessRole'],
  ])('%s: not a role that %s changes; nobody is asked then', async (_id, userName) => {
    const asked = jest.spyOn(buckets.bucket('templates'), 'keys');
    await decide(anEvent('iam.amazonaws.com:CreateRole', { ...of(R), ...bySession({ userName }) }), []);
    expect(asked).not.toHaveBeenCalled();
    expect(iam.calls).toEqual([]);
  });

  it('UN-14: not a role without a template', async () => {
    await decide(call('AttachRolePolicy', 'some-other-role'), []);
    expect(iam.calls).toEqual([]);
  });

  it.each([[{}], [{ userName: 'jane' }], [null], [{ roleName: ' ' }]])(
    'UN-15: not a call with the request %j',
    async (requestParameters) => {
      await decide(anEvent('iam.amazonaws.com:PutRolePolicy', { requestParameters }), []);
    },
  );

  it.each([
    ['an IAM user', { type: 'IAMUser', userName: 'Shibboleth-Administrator' }],
    [
      'a federated user',
      {
        type: 'FederatedUser',
        sessionContext: { sessionIssuer: { type: 'IAMUser', userName: 'Shibboleth-Administrator' } },
      },
    ],
    ['an AWS service', { type: 'AWSService', invokedBy: 'x.amazonaws.com' }],
    ['nobody', undefined],
  ])('UN-16: a role that %s changes, who is no administrator', async (_who, userIdentity) => {
    iam.roles[R] = {};
    const outcome = await check(anEvent('iam.amazonaws.com:UpdateRole', { ...of(R), userIdentity }));
    expect(outcome?.violations).toHaveLength(1);
  });

  it('UN-19: not a call that failed', async () => {
    const event = anEvent('iam.amazonaws.com:PutRolePolicy', { ...of(R), errorCode: 'AccessDenied' });
    expect(await check(event)).toBeUndefined();
  });

  it.each([
    ['AWSReservedSSO_*', true],
    ['AWSReservedSSO_Admin_*', true],
    ['AWSReservedSSO_', false],
    ['awsreservedsso_*', false],
    [SSO_ADMINS, true],
    ['arn:aws:iam::999988887777:role/aws-reserved/*', false],
    ['arn:aws:iam::*:role/AWSReservedSSO_Admin_*', false],
  ])(
    'UN-23, IMP-UN-5, SE-28: with the administrators %s, SSO administrators are left alone: %s',
    async (pattern, exempt) => {
      iam.roles['Shop-Deployer'] = { attached: ['AdministratorAccess'] };
      const outcome = await check(fixture('attach-role-policy-by-sso'), { adminRoles: [pattern] });
      expect(outcome?.violations).toHaveLength(exempt ? 0 : 1);
    },
  );

  it('only the calls that the options name', async () => {
    iam.roles[R] = {};
    const eventNames = 'PutRolePolicy, DeleteRole';
    await decide(call('UpdateRole'), [], { eventNames });
    expect((await check(call('PutRolePolicy'), { eventNames }))?.violations).toHaveLength(1);
  });

  it('a role whose name is written in another case', async () => {
    iam.roles['shop-deployer'] = { inline: { 'Shop-Deployer': ALL } };
    const outcome = await check(call('PutRolePolicy', 'shop-deployer'));
    expect(outcome?.violations).toEqual([
      expect.objectContaining({ metaInfo: expect.objectContaining({ role_name: 'Shop-Deployer' }) }),
    ]);
  });
});

describe('what is reported', () => {
  it('UN-4: a policy that differs, with the differences in both directions', async () => {
    template(R, { eventVersion: '2' });
    iam.roles[R] = { inline: { [R]: { eventVersion: '1' } } };
    const outcome = await check(call('PutRolePolicy', R, { policyName: R }));
    expect(outcome?.violations).toEqual([
      expect.objectContaining({
        type: 'MODIFIED_ROLE_OR_SERVICE',
        instanceId: null,
        accountId: '111122223333',
        region: 'us-east-1',
        username: 'arn:aws:sts::111122223333:assumed-role/Deployer/jane',
        applicationId: null,
        metaInfo: {
          role_name: R,
          event_name: 'PutRolePolicy',
          request_policy_name: R,
          role_missing: false,
          error_messages: [expect.any(String)],
          attached_policy_names: [],
          inline_policy_names: [R],
          expected_inline_policy_names: [R],
          template_to_policy_diff: [{ op: 'replace', path: '/eventVersion', value: '1' }],
          policy_to_template_diff: [{ op: 'replace', path: '/eventVersion', value: '2' }],
        },
      }),
    ]);
  });

  it('UN-5, IMP-UN-9: an attached policy, and which one the call named', async () => {
    iam.roles[R] = { attached: ['foo'], inline: { [R]: READ } };
    const policyArn = 'arn:aws:iam::aws:policy/foo';
    expect(await details(call('AttachRolePolicy', R, { policyArn }))).toMatchObject({
      error_messages: [expect.stringContaining('attached')],
      attached_policy_names: ['foo'],
      template_to_policy_diff: [],
      policy_to_template_diff: [],
      request_policy_arn: policyArn,
    });
  });

  it('UN-6: another inline policy', async () => {
    iam.roles[R] = { inline: { [R]: READ, 'another-policy': ALL } };
    expect(await details(call('PutRolePolicy'))).toMatchObject({
      error_messages: [expect.stringContaining('exactly one inline policy')],
      inline_policy_names: ['another-policy', R],
      template_to_policy_diff: [],
    });
  });

  it('UN-7, UN-8: nothing when role and template mean the same', async () => {
    template(R, { Statement: { Effect: 'Allow', Action: ['a', 'b'], Resource: '*' } });
    iam.roles[R] = {
      inline: { [R]: { Statement: [{ Resource: ['*'], Action: ['b', 'a'], Effect: 'Allow' }] } },
    };
    await decide(call('PutRolePolicy'), []);
  });

  it('UN-17: a role that does not exist any more', async () => {
    delete iam.roles[R];
    expect(await details(call('UpdateRole'))).toEqual({
      role_name: R,
      event_name: 'UpdateRole',
      role_missing: true,
      error_messages: [expect.any(String)],
      attached_policy_names: [],
      inline_policy_names: [],
      expected_inline_policy_names: [R],
      template_to_policy_diff: [],
      policy_to_template_diff: [],
    });
  });

  it('UN-18: a trust policy only when it has a template', async () => {
    iam.roles[R] = { inline: { [R]: READ }, trust: ALL };
    await decide(call('UpdateAssumeRolePolicy'), []);
    expect(iam.commands).not.toContain('GetRole');
  });

  it('UN-18: nothing when the trust policy is as its template', async () => {
    template(`${R}.trust`, ALL);
    iam.roles[R] = { inline: { [R]: READ }, trust: ALL };
    await decide(call('UpdateAssumeRolePolicy'), []);
  });

  it('UN-20, IMP-UN-8: an attached policy also when the template is not JSON', async () => {
    buckets.bucket('templates').objects.set(`roles/${R}.json`, 'not JSON');
    iam.roles[R] = { attached: ['foo'], inline: { [R]: ALL } };
    expect(await details(call('AttachRolePolicy'))).toMatchObject({
      error_messages: [expect.stringContaining('attached')],
      template_to_policy_diff: [],
    });
    expect(logger.lines).toEqual([expect.objectContaining({ level: 'error' })]);
  });

  it('UN-21: a role without any policy, for two reasons', async () => {
    iam.roles[R] = {};
    const found = await details(fixture('create-role'));
    expect(found).toMatchObject({ error_messages: [expect.any(String), expect.any(String)] });
    expect(found).not.toMatchObject({ template_to_policy_diff: [] });
  });

  it('UN-22: an attached policy on any page', async () => {
    iam.roles[R] = { attached: ['a', 'b', 'c'], inline: { [R]: READ } };
    expect(await details(call('AttachRolePolicy'))).toMatchObject({ attached_policy_names: ['a', 'b', 'c'] });
  });

  it('SE-27: a policy that allows more', async () => {
    iam.roles['Shop-Deployer'] = { inline: { 'Shop-Deployer': ALL } };
    expect(await details(fixture('put-role-policy'))).toMatchObject({
      template_to_policy_diff: [{ op: 'replace', path: '/Statement/0/Action', value: 's3:*' }],
      policy_to_template_diff: [{ op: 'replace', path: '/Statement/0/Action', value: 's3:GetObject' }],
    });
  });

  it('UN-17, SE-29: a deleted role, also when somebody made it again', async () => {
    expect(await details(fixture('delete-role'))).toMatchObject({ role_missing: true });
    delete iam.roles['Shop-Deployer'];
    expect(await details(fixture('delete-role'))).toMatchObject({ role_missing: true });
  });

  it('SE-30: a trust policy with a foreign account', async () => {
    const trust = (...AWS: string[]) => ({
      Version: '2012-10-17',
      Statement: [{ Effect: 'Allow', Principal: { AWS }, Action: 'sts:AssumeRole' }],
    });
    const ours = 'arn:aws:iam::111122223333:root';
    const theirs = 'arn:aws:iam::999988887777:root';
    template('Shop-Deployer.trust', trust(ours));
    iam.roles['Shop-Deployer'] = { inline: { 'Shop-Deployer': READ }, trust: trust(ours, theirs) };
    expect(await details(fixture('update-assume-role-policy'))).toMatchObject({
      error_messages: [expect.stringContaining('trust policy')],
      template_to_policy_diff: [],
      template_to_trust_policy_diff: [{ op: 'add', path: '/Statement/0/Principal/AWS/-', value: theirs }],
      trust_policy_to_template_diff: [{ op: 'remove', path: '/Statement/0/Principal/AWS/1' }],
    });
  });

  it('the same role again under the same fingerprint, another one under another', async () => {
    iam.roles[R] = {};
    iam.roles['Shop-Deployer'] = {};
    const fingerprint = async (event: ReturnType<typeof call>) =>
      (await check(event))?.violations[0]?.fingerprint;
    const first = await fingerprint(call('PutRolePolicy'));
    expect(await fingerprint(call('UpdateRole'))).toBe(first);
    expect(await fingerprint(call('PutRolePolicy', 'Shop-Deployer'))).not.toBe(first);
  });
});

describe('when something does not work', () => {
  it.each([
    ['throttled', awsError('Throttling')],
    ['denied', awsError('AccessDenied', 403)],
    ['broken', awsError('ServiceFailure', 500)],
    ['too slow', Object.assign(new Error('too slow'), { name: 'TimeoutError' })],
  ])('IAM is %s: it waits, then decides', async (_how, failure) => {
    iam.roles[R] = {};
    iam.failure = failure;
    expect(await check(call('PutRolePolicy'))).toMatchObject({ state: 'pending', violations: [] });
    iam.failure = undefined;
    expect(await check(call('PutRolePolicy'))).toMatchObject({ state: 'decided', violations: [{}] });
  });

  it('the bucket cannot be reached: it waits, then decides', async () => {
    iam.roles[R] = {};
    buckets.bucket('templates').failure = new FactUnavailableError('list', 'access denied');
    expect(await check(call('PutRolePolicy'))).toMatchObject({ state: 'pending', violations: [] });
    buckets.bucket('templates').failure = undefined;
    expect(await check(call('PutRolePolicy'))).toMatchObject({ state: 'decided', violations: [{}] });
  });

  it('the bucket and IAM are slow: their answers are waited for at the same time', async () => {
    const iamWasAsked = new Promise<void>((resolve) => {
      iam.onCall = resolve;
    });
    jest.spyOn(buckets.bucket('templates'), 'read').mockImplementation(async () => {
      await iamWasAsked;
      return JSON.stringify(READ);
    });
    iam.roles[R] = {};
    expect(await check(call('PutRolePolicy'))).toMatchObject({ state: 'decided', violations: [{}] });
  });

  it('the template was taken away since the templates were listed: the role is not protected', async () => {
    jest.spyOn(buckets.bucket('templates'), 'read').mockResolvedValue(undefined);
    iam.roles[R] = {};
    await decide(call('PutRolePolicy'), []);
  });

  it('CloudTrail left the request out: it waits', async () => {
    const event = anEvent('iam.amazonaws.com:PutRolePolicy', { requestParameters: { omitted: true } });
    expect(await check(event)).toMatchObject({ state: 'pending', violations: [] });
  });

  it('no bucket is named: it warns at its start and does nothing', async () => {
    await decide(call('DeleteRole'), [], { bucketName: undefined });
    expect(logger.lines).toEqual([expect.objectContaining({ level: 'warn' })]);
  });
});

describe('the options', () => {
  it.each([
    ['', ''],
    ['/', ''],
    [' roles ', 'roles/'],
    ['roles/', 'roles/'],
    ['a/b//', 'a/b/'],
  ])('make of the prefix "%s" the folder "%s"', (prefix, folder) => {
    expect(unapprovedServicesOptions.parse({ prefix }).prefix).toBe(folder);
  });

  it('have defaults', () => {
    expect(unapprovedServicesOptions.parse({ eventNames: '' })).toEqual({
      prefix: '',
      eventNames: expect.arrayContaining(['CreateRole', 'DetachRolePolicy']),
      adminRoles: ['Shibboleth-Administrator', 'OrganizationAccountAccessRole'],
      templateTtlSeconds: 60,
    });
  });

  it('may come as texts', () => {
    const texts = { adminRoles: 'A, B*', eventNames: 'UpdateRole', templateTtlSeconds: '300' };
    expect(unapprovedServicesOptions.parse(texts)).toMatchObject({
      adminRoles: ['A', 'B*'],
      eventNames: ['UpdateRole'],
      templateTtlSeconds: 300,
    });
  });

  it.each([
    [{ eventNames: ['PutUserPolicy'] }, 'AttachRolePolicy'],
    [{ templateTtlSeconds: 0 }, 'Too small'],
    [{ bucketName: '' }, 'S3 bucket'],
    [{ bucket: 'x' }, 'bucket'],
  ])('refuse %j', (raw, problem) => {
    expect(() => unapprovedServicesOptions.parse(raw)).toThrow(problem);
  });
});

function fixture(name: string) {
  return eventFromFile(new URL(`./fixtures/${name}.json`, import.meta.url));
}

function of(roleName: string, more: RecordOverrides = {}): RecordOverrides {
  return { awsRegion: 'us-east-1', requestParameters: { roleName, ...more } };
}

function call(eventName: string, roleName = R, more: RecordOverrides = {}) {
  return anEvent(`iam.amazonaws.com:${eventName}`, of(roleName, more));
}

function bySession(sessionIssuer: RecordOverrides): RecordOverrides {
  const invokedBy = 'cloudformation.amazonaws.com';
  const userIdentity = { type: 'AssumedRole', invokedBy, sessionContext: { sessionIssuer } };
  return { userIdentity };
}

function template(name: string, document: unknown) {
  buckets.bucket('templates').objects.set(`roles/${name}.json`, JSON.stringify(document));
}

function check(event: ReturnType<typeof call>, options: RecordOverrides = {}) {
  const provided = [
    { token: AWS_CLIENTS, value: iam.clients },
    { token: BUCKETS, value: buckets },
  ];
  return checkWith(UnapprovedServicesPlugin, event, {
    options: { ...OPTIONS, ...options },
    provided,
    logger,
  });
}

async function decide(event: ReturnType<typeof call>, violations: unknown[], options: RecordOverrides = {}) {
  expect(await check(event, options)).toMatchObject({ state: 'decided', violations });
}

async function details(event: ReturnType<typeof call>) {
  const outcome = await check(event);
  expect(outcome).toMatchObject({ state: 'decided', violations: [{ type: 'MODIFIED_ROLE_OR_SERVICE' }] });
  return outcome?.violations[0]?.metaInfo;
}

describePluginContract(UnapprovedServicesPlugin, {
  packageFolder: `${import.meta.dirname}/..`,
  provided: [
    { token: AWS_CLIENTS, value: new AnIam().clients },
    { token: BUCKETS, value: new InMemoryBuckets() },
  ],
});
