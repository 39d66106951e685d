import type { RoleWorld } from '@fullstop/tools/aws-server';
import { describe, expect, it } from '@jest/globals';
import { CrossAccountPolicyForIAMJob } from '../src/cross-account-policy/cross-account-policy.job.js';
import { crossAccountPolicyOptions } from '../src/cross-account-policy/cross-account-policy.options.js';
import { scan, useAws } from './support/scanning.js';

const ACCOUNT = '111122223333';
const OTHER = '222233334444';
const MANAGEMENT = '999988887777';
const FOREIGN = 'arn:aws:iam::444455556666:root';
const aws = useAws();

function aRole(roleName: string, Principal: unknown, more: Partial<RoleWorld> = {}): RoleWorld {
  const trust = {
    Version: '2012-10-17',
    Statement: [{ Effect: 'Allow', Principal, Action: 'sts:AssumeRole' }],
  };
  return { roleName, trust, ...more };
}

function scanAccount(
  roles: readonly RoleWorld[],
  raw: object = { managementAccount: MANAGEMENT },
  pageSize = 2,
) {
  aws.server.world = { accounts: { [ACCOUNT]: { roles, pageSize }, [OTHER]: { roles: [] } } };
  const job = new CrossAccountPolicyForIAMJob(crossAccountPolicyOptions.parse(raw), aws.clients);
  return scan(job, ACCOUNT, 'eu-west-1');
}

const FIVE = [
  aRole('service', { Service: 'ec2.amazonaws.com' }),
  aRole('foreign', { AWS: FOREIGN }, { roleId: 'AROAFOREIGN', path: '/team/' }),
  aRole('own', { AWS: `arn:aws:iam::${ACCOUNT}:root` }),
  aRole('deleted', { AWS: 'AIDAQRSTUVWXYZ234567A' }),
  aRole('management', { AWS: `arn:aws:iam::${MANAGEMENT}:root` }),
];

describe('crossAccountPolicyForIAMJob', () => {
  it('X1: of five roles on three pages the one that a foreign account may assume is reported', async () => {
    const { findings, problems } = await scanAccount(FIVE);
    expect(findings).toEqual([
      {
        type: 'CROSS_ACCOUNT_ROLE',
        instanceId: 'AROAFOREIGN',
        metaInfo: {
          role_arn: `arn:aws:iam::${ACCOUNT}:role/team/foreign`,
          role_name: 'foreign',
          grantees: [FOREIGN],
          public: false,
          conditions: [],
          external_id_required: false,
        },
      },
    ]);
    expect(problems).toEqual([]);
    expect(aws.server.count({ action: 'ListRoles', accountId: ACCOUNT })).toBe(3);
    expect(aws.server.count({ action: 'AssumeRole', accountId: ACCOUNT })).toBe(1);
  });

  it('X8: without a management account only the own account is trusted', async () => {
    const { findings } = await scanAccount(FIVE, { managementAccount: '' });
    expect(findings.map(({ instanceId }) => instanceId)).toEqual(['AROAFOREIGN', 'AROAMANAGEMENT']);
  });

  it('trusted accounts are trusted, also when they come as one text', async () => {
    const { findings } = await scanAccount(FIVE, { trustedAccounts: ` 444455556666, ${MANAGEMENT} ` });
    expect(findings).toEqual([]);
  });

  it('X7: a broken role on the first of three pages is a problem; all others are checked', async () => {
    const roles = [
      aRole('a', { AWS: FOREIGN }),
      { roleName: 'broken', rawTrust: '%7B' },
      aRole('c', { AWS: FOREIGN }),
      aRole('d', { AWS: FOREIGN }),
      aRole('e', '*'),
    ];
    const { findings, problems } = await scanAccount(roles);
    expect(findings.map(({ instanceId }) => instanceId)).toEqual(['AROAA', 'AROAC', 'AROAD', 'AROAE']);
    expect(problems).toEqual([
      { resource: 'role broken', error: expect.objectContaining({ code: 'TRUST_POLICY' }) },
    ]);
  });

  it('X3: a role that everybody may assume is public, and conditions are told', async () => {
    const Condition = { StringEquals: { 'aws:PrincipalOrgID': 'o-1' } };
    const Statement = { Effect: 'Allow', Principal: '*', Action: 'sts:AssumeRole', Condition };
    const roles = [aRole('all', { AWS: '*' }), { roleName: 'org', trust: { Statement } }];
    const { findings } = await scanAccount(roles);
    expect(findings.map(({ metaInfo }) => metaInfo)).toMatchObject([
      { role_name: 'all', grantees: ['*'], public: true, conditions: [] },
      { role_name: 'org', grantees: ['*'], public: false, conditions: [Condition] },
    ]);
  });

  it('service-linked roles are left aside, and so are accounts without roles', async () => {
    const path = '/aws-service-role/autoscaling.amazonaws.com/';
    expect((await scanAccount([aRole('linked', { AWS: FOREIGN }, { path })])).findings).toEqual([]);
    const job = new CrossAccountPolicyForIAMJob(crossAccountPolicyOptions.parse({}), aws.clients);
    expect((await scan(job, OTHER, 'eu-west-1')).findings).toEqual([]);
  });

  it('a listing that ends halfway fails the account as a whole', async () => {
    aws.server.fail({ action: 'ListRoles', code: 'Throttling', times: 1 });
    await expect(scanAccount(FIVE)).rejects.toThrow('Throttling');
  });

  it('an account id that is none stops the start', () => {
    expect(() => crossAccountPolicyOptions.parse({ trustedAccounts: '1234' })).toThrow('twelve digits');
  });
});
