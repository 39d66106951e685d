import { jobsWorld } from '@fullstop/tools/sample-world';

const { SHOP, BLOG, DENIED, THROTTLED, SLOW } = jobsWorld;
const IRELAND = 'eu-west-1';
const VIRGINIA = 'us-east-1';

/** A violation, as the database has it. */
export interface ExpectedFinding {
  readonly type: string;
  readonly account: string;
  readonly region: string;
  readonly event: string;
  readonly instance: string | null;
  /** Name and version. */
  readonly application: string | null;
  readonly meta: unknown;
}

const CURRENT_AMI = { ami_id: 'ami-current', ami_name: 'Taupage-AMI-2', ami_owner_id: '444455556666' };
const EXPIRED_AMI = { ami_id: 'ami-expired', ami_name: 'Taupage-AMI-1', ami_owner_id: '444455556666' };

const PLAIN_8882 = 'http://8.8.8.2/ answered with status 200 and is therefore unsecured';
const TLS_8882 = 'https://8.8.8.2/ answered with status 404 and is therefore unsecured';
const TLS_8891 = 'https://8.8.9.1/ answered with status 200 and is therefore unsecured';
const TLS_STORE = 'https://store.elb.example/ answered with status 200 and is therefore unsecured';

/** What is still there when the world is mended, written down by hand. */
export const LASTING: readonly ExpectedFinding[] = [
  {
    type: 'OUTDATED_TAUPAGE',
    account: SHOP,
    region: IRELAND,
    event: 'checkAmiJob',
    instance: 'i-expired',
    application: 'shop 1.10',
    meta: {
      ami_owner_id: '444455556666',
      ami_id: 'ami-expired',
      ami_name: 'Taupage-AMI-1',
      expiration_date: '2026-02-01T03:00:00+02:00',
    },
  },
  {
    type: 'UNSECURED_PUBLIC_ENDPOINT',
    account: SHOP,
    region: IRELAND,
    event: 'checkPublicEC2InstanceJob',
    instance: 'i-unsecured',
    application: 'shop 1.10',
    meta: {
      ...CURRENT_AMI,
      instancePublicIpAddress: '8.8.8.2',
      Port: 80,
      port: 80,
      Error: PLAIN_8882,
      open_endpoints: [
        { address: '8.8.8.2', port: 80, error: PLAIN_8882 },
        { address: '8.8.8.2', port: 443, error: TLS_8882 },
      ],
    },
  },
  {
    type: 'UNSECURED_PUBLIC_ENDPOINT',
    account: SHOP,
    region: IRELAND,
    event: 'checkPublicEC2InstanceJob',
    instance: 'i-partner',
    application: 'shop 1.10',
    meta: {
      ...CURRENT_AMI,
      unsecuredSecurityGroups: {
        'sg-partner': {
          group_name: 'partner',
          offending_rules: ['tcp 9100 from pl-partner (203.0.113.0/24)'],
          rules: [
            {
              protocol: 'tcp',
              from_port: 9100,
              to_port: 9100,
              external_sources: ['pl-partner (203.0.113.0/24)'],
              internal_sources: [],
            },
          ],
        },
      },
      errorMessages: ['Security groups of the instance let the internet in on other ports than 22, 80, 443'],
    },
  },
  {
    type: 'UNSECURED_PUBLIC_ENDPOINT',
    account: SHOP,
    region: VIRGINIA,
    event: 'checkPublicEC2InstanceJob',
    instance: 'i-virginia',
    application: null,
    meta: {
      ...CURRENT_AMI,
      instancePublicIpAddress: '8.8.9.1',
      Port: 443,
      port: 443,
      Error: TLS_8891,
      open_endpoints: [{ address: '8.8.9.1', port: 443, error: TLS_8891 }],
    },
  },
  {
    type: 'UNSECURED_PUBLIC_ENDPOINT',
    account: SHOP,
    region: IRELAND,
    event: 'checkElbJob',
    instance: 'store.elb.example',
    application: 'shop 1.10',
    meta: {
      ...CURRENT_AMI,
      load_balancer_name: 'store',
      load_balancer_arn:
        'arn:aws:elasticloadbalancing:eu-west-1:111122223333:loadbalancer/app/store/0123456789abcdef',
      load_balancer_type: 'application',
      canonicalHostedZoneName: 'store.elb.example',
      port: 443,
      Error: TLS_STORE,
      open_endpoints: [{ address: 'store.elb.example', port: 443, error: TLS_STORE }],
    },
  },
  {
    type: 'UNSECURED_PUBLIC_ENDPOINT',
    account: SHOP,
    region: VIRGINIA,
    event: 'checkRdsJob',
    instance: 'carts-1.rds.example',
    application: null,
    meta: {
      unsecuredDatabase: 'carts-1.rds.example',
      errorMessages: ['Database carts-1 is publicly accessible'],
      db_instance_identifier: 'carts-1',
      db_cluster_identifier: 'carts',
      engine: 'aurora-mysql',
      port: 3306,
      open_to_internet: false,
    },
  },
  {
    type: 'UNSECURED_PUBLIC_ENDPOINT',
    account: SHOP,
    region: VIRGINIA,
    event: 'checkRdsJob',
    instance: 'carts.rds.example',
    application: null,
    meta: {
      unsecuredDatabase: 'carts.rds.example',
      errorMessages: ['Database carts is publicly accessible'],
      db_cluster_identifier: 'carts',
      engine: 'aurora-mysql',
      port: 3306,
      reader_endpoint: 'carts-ro.rds.example',
      db_cluster_members: ['carts-1', 'carts-2'],
      open_to_internet: false,
    },
  },
  {
    type: 'UNSECURED_PUBLIC_ENDPOINT',
    account: BLOG,
    region: IRELAND,
    event: 'checkRdsJob',
    instance: 'posts.rds.example',
    application: null,
    meta: {
      unsecuredDatabase: 'posts.rds.example',
      errorMessages: ['Database posts is publicly accessible'],
      db_instance_identifier: 'posts',
      engine: 'postgres',
      port: 5432,
    },
  },
  {
    type: 'CROSS_ACCOUNT_ROLE',
    account: SHOP,
    region: IRELAND,
    event: 'crossAccountPolicyForIAMJob',
    instance: 'AROAANYBODY',
    application: null,
    meta: {
      role_arn: 'arn:aws:iam::111122223333:role/anybody',
      role_name: 'anybody',
      grantees: ['*'],
      public: true,
      conditions: [],
      external_id_required: false,
    },
  },
  {
    type: 'CROSS_ACCOUNT_ROLE',
    account: SHOP,
    region: IRELAND,
    event: 'crossAccountPolicyForIAMJob',
    instance: 'AROAVENDOR',
    application: null,
    meta: {
      role_arn: 'arn:aws:iam::111122223333:role/vendor',
      role_name: 'vendor',
      grantees: ['333300009999'],
      public: false,
      conditions: [{ StringEquals: { 'sts:ExternalId': 'id-of-both' } }],
      external_id_required: true,
    },
  },
  {
    type: 'ACTIVE_KEY_TOO_OLD',
    account: SHOP,
    region: 'no-region',
    event: 'check-access-key_AKIANEVER',
    instance: null,
    application: null,
    meta: {
      access_key_id: 'AKIANEVER',
      user_name: 'eve',
      access_key_created: 1_768_478_400_000,
      access_key_created_at: '2026-01-15T12:00:00.000Z',
      last_used: null,
      last_used_service: null,
    },
  },
  {
    type: 'UNSECURED_ROOT_USER',
    account: SHOP,
    region: 'no-region',
    event: 'check-iam-root-user',
    instance: null,
    application: null,
    meta: {
      account_id: '111122223333',
      user: '<root_account>',
      arn: 'arn:aws:iam::111122223333:root',
      is_password_enabled: 'false',
      is_mfa_active: 'true',
      is_access_key_1_active: 'true',
      is_access_key_2_active: 'false',
    },
  },
  {
    type: 'UNSECURED_ROOT_USER',
    account: BLOG,
    region: 'no-region',
    event: 'check-iam-root-user',
    instance: null,
    application: null,
    meta: {
      account_id: '222233334444',
      user: '<root_account>',
      arn: 'arn:aws:iam::222233334444:root',
      is_password_enabled: 'true',
      is_mfa_active: 'false',
      is_access_key_1_active: 'false',
      is_access_key_2_active: 'false',
    },
  },
  {
    type: 'PASSWORD_USED',
    account: BLOG,
    region: 'no-region',
    event: 'check-iam-user_editor',
    instance: null,
    application: null,
    meta: { user_name: 'editor' },
  },
];

/** One of each job, in the account of the shop: what is in order in the mended world. */
export const MENDED: readonly ExpectedFinding[] = [
  {
    type: 'OUTDATED_TAUPAGE',
    account: SHOP,
    region: IRELAND,
    event: 'checkAmiJob',
    instance: 'i-deregistered',
    application: 'shop 1.10',
    meta: {
      ami_owner_id: '444455556666',
      ami_id: 'ami-gone',
      ami_name: 'Taupage-AMI-0',
      expiration_date: null,
      ami_state: 'deregistered',
    },
  },
  {
    type: 'UNSECURED_PUBLIC_ENDPOINT',
    account: SHOP,
    region: IRELAND,
    event: 'checkPublicEC2InstanceJob',
    instance: 'i-all-ports',
    application: 'shop 1.10',
    meta: {
      ...CURRENT_AMI,
      unsecuredSecurityGroups: {
        'sg-all': {
          group_name: 'all',
          offending_rules: ['tcp 0-65535 from 0.0.0.0/0, ::/0'],
          rules: [
            {
              protocol: 'tcp',
              from_port: 0,
              to_port: 65535,
              external_sources: ['0.0.0.0/0', '::/0'],
              internal_sources: [],
            },
          ],
        },
      },
      errorMessages: ['Security groups of the instance let the internet in on other ports than 22, 80, 443'],
    },
  },
  {
    type: 'UNSECURED_PUBLIC_ENDPOINT',
    account: SHOP,
    region: IRELAND,
    event: 'checkElbJob',
    instance: 'shop.elb.example',
    application: 'shop 1.10',
    meta: {
      ...EXPIRED_AMI,
      load_balancer_name: 'shop',
      load_balancer_arn: 'arn:aws:elasticloadbalancing:eu-west-1:111122223333:loadbalancer/shop',
      load_balancer_type: 'classic',
      unsecuredPorts: [8080],
      errorMessages: ['Load balancer shop listens on other ports than 80, 443: 8080'],
    },
  },
  {
    type: 'UNSECURED_PUBLIC_ENDPOINT',
    account: SHOP,
    region: IRELAND,
    event: 'checkRdsJob',
    instance: 'orders.rds.example',
    application: null,
    meta: {
      unsecuredDatabase: 'orders.rds.example',
      errorMessages: ['Database orders is publicly accessible'],
      db_instance_identifier: 'orders',
      engine: 'postgres',
      port: 5432,
      open_to_internet: true,
      unsecuredSecurityGroups: {
        'sg-postgres': {
          group_name: 'postgres',
          offending_rules: ['tcp 5432 from 0.0.0.0/0'],
          rules: [
            {
              protocol: 'tcp',
              from_port: 5432,
              to_port: 5432,
              external_sources: ['0.0.0.0/0'],
              internal_sources: [],
            },
          ],
        },
      },
    },
  },
  {
    type: 'CROSS_ACCOUNT_ROLE',
    account: SHOP,
    region: IRELAND,
    event: 'crossAccountPolicyForIAMJob',
    instance: 'AROAPARTNER',
    application: null,
    meta: {
      role_arn: 'arn:aws:iam::111122223333:role/partner',
      role_name: 'partner',
      grantees: ['arn:aws:iam::333300009999:root'],
      public: false,
      conditions: [],
      external_id_required: false,
    },
  },
  {
    type: 'ACTIVE_KEY_TOO_OLD',
    account: SHOP,
    region: 'no-region',
    event: 'check-access-key_AKIAOLD',
    instance: null,
    application: null,
    meta: {
      access_key_id: 'AKIAOLD',
      user_name: 'ann',
      access_key_created: 1_767_225_600_000,
      access_key_created_at: '2026-01-01T00:00:00.000Z',
      last_used: '2026-02-01T00:00:00.000Z',
      last_used_service: 'ec2',
    },
  },
  {
    type: 'PASSWORD_USED',
    account: SHOP,
    region: 'no-region',
    event: 'check-iam-user_bob',
    instance: null,
    application: null,
    meta: { user_name: 'bob' },
  },
];

/** What is in the accounts in which there is trouble, and in order in the mended world. */
export const IN_TROUBLE: readonly ExpectedFinding[] = [DENIED, THROTTLED, SLOW].flatMap((account) => [
  {
    type: 'UNSECURED_PUBLIC_ENDPOINT',
    account,
    region: IRELAND,
    event: 'checkRdsJob',
    instance: 'data.rds.example',
    application: null,
    meta: {
      unsecuredDatabase: 'data.rds.example',
      errorMessages: ['Database data is publicly accessible'],
      db_instance_identifier: 'data',
      engine: 'postgres',
      port: 5432,
    },
  },
  {
    type: 'PASSWORD_USED',
    account,
    region: 'no-region',
    event: 'check-iam-user_clerk',
    instance: null,
    application: null,
    meta: { user_name: 'clerk' },
  },
]);
