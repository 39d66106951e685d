import type {
  AccountWorld,
  DatabaseClusterWorld,
  DatabaseWorld,
  ImageWorld,
  InstanceWorld,
  LoadBalancerWorld,
  RoleWorld,
  UserWorld,
} from '../../aws-server/index.js';
import { IMAGES, PARTNER, SHOP } from './accounts.js';
import { PREFIX_LISTS, SECURITY_GROUPS } from './networks.js';

const IRELAND = 'eu-west-1';
const VIRGINIA = 'us-east-1';
const USER_DATA = '#taupage-ami-config\napplication_id: shop\napplication_version: 1.10\n';

/** Taupage images as accounts see them; their owner sees the tags, too. */
export const TAUPAGE_IMAGES: readonly ImageWorld[] = [
  image('ami-expired', 'Taupage-AMI-1', '2026-02-01T03:00:00+02:00'),
  image('ami-current', 'Taupage-AMI-2', '2026-12-31T03:00:00Z'),
];

/**
 * The account of the shop.
 * @param isMended for each job, one of the things that it reports is in order.
 */
export function shop(isMended: boolean, generatedTime: string): AccountWorld {
  return {
    pageSize: 1,
    regions: [IRELAND, VIRGINIA],
    images: TAUPAGE_IMAGES,
    securityGroups: SECURITY_GROUPS,
    prefixLists: PREFIX_LISTS,
    instances: instances(isMended),
    loadBalancers: loadBalancers(isMended),
    databases: databases(isMended),
    databaseClusters: DATABASE_CLUSTERS,
    roles: roles(isMended),
    users: users(isMended),
    rootUser: { accessKey1Active: true, mfaActive: true },
    credentialReport: { generatedTime },
  };
}

function image(imageId: string, name: string, ExpirationTime: string): ImageWorld {
  return { imageId, name, ownerId: IMAGES, tags: { ExpirationTime } };
}

function instances(isMended: boolean): InstanceWorld[] {
  const gone: InstanceWorld = {
    ...instance('i-deregistered', { imageId: 'ami-gone' }),
    imageMetadata: { imageId: 'ami-gone', name: 'Taupage-AMI-0', ownerId: IMAGES },
  };
  return [
    instance('i-expired', { imageId: 'ami-expired' }),
    ...(isMended ? [] : [gone]),
    // Of an image that is gone as well, but was nobody's concern.
    {
      ...instance('i-foreign', { imageId: 'ami-foreign' }),
      imageMetadata: { imageId: 'ami-foreign', name: 'Taupage-AMI-9', ownerId: PARTNER },
    },
    instance('i-stopped', {
      imageId: 'ami-expired',
      publicIp: '8.8.8.9',
      groupIds: ['sg-all'],
      state: 'stopped',
    }),
    instance('i-all-ports', { publicIp: '8.8.8.1', groupIds: isMended ? ['sg-web'] : ['sg-web', 'sg-all'] }),
    instance('i-unsecured', { publicIp: '8.8.8.2' }),
    instance('i-meant-public', { publicIp: '8.8.8.3' }),
    instance('i-partner', { publicIp: '8.8.8.4', groupIds: ['sg-partner', 'sg-inside'] }),
    instance('i-inside', { publicIp: '8.8.8.5', groupIds: ['sg-inside'] }),
    instance('i-virginia', { region: VIRGINIA, publicIp: '8.8.9.1', userData: undefined }),
  ];
}

function instance(instanceId: string, more: Partial<InstanceWorld>): InstanceWorld {
  return {
    instanceId,
    region: IRELAND,
    imageId: 'ami-current',
    subnetId: 'subnet-1',
    groupIds: ['sg-web'],
    userData: USER_DATA,
    ...more,
  } as InstanceWorld;
}

function loadBalancers(isMended: boolean): LoadBalancerWorld[] {
  const http = { port: 80, protocol: 'HTTP' };
  const admin = { port: 8080, protocol: 'HTTP' };
  const https = { port: 443, protocol: 'HTTPS' };
  return [
    balancer('shop', {
      listeners: isMended ? [http] : [http, admin],
      instanceIds: ['i-terminated', 'i-expired'],
      groupIds: ['sg-web'],
    }),
    balancer('cluster', { listeners: [admin], tags: { 'kubernetes.io/cluster/main': 'owned' } }),
    balancer('inside', { listeners: [admin], scheme: 'internal' }),
    balancer('store', {
      kind: 'application',
      listeners: [http, https],
      instanceIds: ['i-unsecured', 'i-all-ports'],
      groupIds: ['sg-web'],
    }),
    balancer('stream', { kind: 'network', listeners: [{ port: 443, protocol: 'TLS' }] }),
    { name: 'gateway', kind: 'gateway', region: IRELAND, listeners: [{ port: 6081, protocol: 'GENEVE' }] },
  ];
}

function balancer(name: string, more: Partial<LoadBalancerWorld>): LoadBalancerWorld {
  return { name, region: IRELAND, host: `${name}.elb.example`, scheme: 'internet-facing', ...more };
}

function databases(isMended: boolean): DatabaseWorld[] {
  const address = (name: string) => `${name}.rds.example`;
  return [
    {
      identifier: 'orders',
      region: IRELAND,
      address: address('orders'),
      port: 5432,
      publiclyAccessible: !isMended,
      groupIds: ['sg-postgres', 'sg-web'],
    },
    { identifier: 'inner', region: IRELAND, address: address('inner'), publiclyAccessible: false },
    { identifier: 'new', region: IRELAND, publiclyAccessible: true },
    {
      identifier: 'carts-1',
      region: VIRGINIA,
      address: address('carts-1'),
      port: 3306,
      engine: 'aurora-mysql',
      clusterIdentifier: 'carts',
      publiclyAccessible: true,
      groupIds: ['sg-inside'],
    },
  ];
}

const DATABASE_CLUSTERS: readonly DatabaseClusterWorld[] = [
  {
    identifier: 'carts',
    region: VIRGINIA,
    address: 'carts.rds.example',
    readerAddress: 'carts-ro.rds.example',
    port: 3306,
    engine: 'aurora-mysql',
    members: ['carts-2', 'carts-1'],
    groupIds: ['sg-inside'],
  },
  { identifier: 'ledger', region: VIRGINIA, address: 'ledger.rds.example', port: 5432, members: [] },
];

function roles(isMended: boolean): RoleWorld[] {
  const trust = (Principal: object | string, Condition?: object) => ({
    Version: '2012-10-17',
    Statement: [{ Effect: 'Allow', Principal, Action: 'sts:AssumeRole', ...(Condition && { Condition }) }],
  });
  const partner = `arn:aws:iam::${isMended ? SHOP : PARTNER}:root`;
  return [
    { roleName: 'service', trust: trust({ Service: 'ec2.amazonaws.com' }) },
    { roleName: 'partner', trust: trust({ AWS: [`arn:aws:iam::${SHOP}:root`, partner] }) },
    { roleName: 'anybody', trust: trust('*') },
    {
      roleName: 'vendor',
      trust: trust({ AWS: PARTNER }, { StringEquals: { 'sts:ExternalId': 'id-of-both' } }),
    },
    { roleName: 'linked', path: '/aws-service-role/x/', trust: trust({ AWS: PARTNER }) },
  ];
}

function users(isMended: boolean): UserWorld[] {
  return [
    {
      userName: 'ann',
      accessKeys: [
        {
          accessKeyId: 'AKIAOLD',
          createDate: '2026-01-01T00:00:00Z',
          lastUsed: '2026-02-01T00:00:00Z',
          lastUsedService: 'ec2',
          status: isMended ? 'Inactive' : 'Active',
        },
        { accessKeyId: 'AKIAFRESH', createDate: '2026-02-25T00:00:00Z' },
      ],
    },
    { userName: 'bob', passwordEnabled: !isMended },
    {
      userName: 'eve',
      accessKeys: [{ accessKeyId: 'AKIANEVER', createDate: '2026-01-15T12:00:00Z' }],
    },
  ];
}
