import { join } from 'node:path';
import { AWS_CLIENTS } from '@fullstop/aws';
import { fakeAwsClients } from '@fullstop/aws/testing';
import { describeJobContract, FixedClock } from '@fullstop/testing';
import type { AccountWorld, DatabaseWorld } from '@fullstop/tools/aws-server';
import { describe, expect, it } from '@jest/globals';
import { FetchRdsJob, fetchRdsOptions } from '../src/fetch-rds/index.js';
import { scan, useAws } from './support/scanning.js';

const ACCOUNT = '111122223333';
const REGION = 'eu-west-1';

const aws = useAws();

function aPublic(identifier: string, more: Partial<DatabaseWorld> = {}): DatabaseWorld {
  return { identifier, address: `${identifier}.example`, port: 5432, publiclyAccessible: true, ...more };
}

function world(account: AccountWorld): void {
  aws.server.world = { accounts: { [ACCOUNT]: account } };
}

const databases = (options: object = {}) =>
  scan(new FetchRdsJob(fetchRdsOptions.parse(options), aws.clients, new FixedClock()), ACCOUNT, REGION);

const metaInfos = async (options: object = {}) =>
  (await databases(options)).findings.map(({ metaInfo }) => metaInfo);

describeJobContract(FetchRdsJob, {
  packageFolder: join(import.meta.dirname, '..'),
  isDiscovered: false,
  provided: [{ token: AWS_CLIENTS, value: fakeAwsClients(() => ({})) }],
});

describe('the database job', () => {
  it('R1: of a public, a private and a public database the public ones are reported, in order', async () => {
    world({ databases: [aPublic('a'), aPublic('b', { publiclyAccessible: false }), aPublic('c')] });
    expect(await databases()).toEqual({
      findings: ['a', 'c'].map((name) => ({
        type: 'UNSECURED_PUBLIC_ENDPOINT',
        instanceId: `${name}.example`,
        metaInfo: {
          unsecuredDatabase: `${name}.example`,
          errorMessages: [`Database ${name} is publicly accessible`],
          db_instance_identifier: name,
          engine: 'postgres',
          port: 5432,
        },
      })),
      problems: [],
    });
  });

  it('R2: one without an endpoint, and one that does not say that it is public, are skipped', async () => {
    const { address: _, ...creating } = aPublic('creating');
    const { publiclyAccessible: __, ...silent } = aPublic('silent');
    world({ databases: [creating, silent, aPublic('a')] });
    expect(await metaInfos()).toEqual([expect.objectContaining({ unsecuredDatabase: 'a.example' })]);
  });

  it('R3: all pages of instances and clusters are read', async () => {
    const names = ['a', 'b', 'c', 'd', 'e'];
    world({
      pageSize: 2,
      databases: names.map((name) => aPublic(name)),
      databaseClusters: names.map((name) => aPublic(`cluster-${name}`)),
    });
    expect((await databases()).findings.map(({ instanceId }) => instanceId)).toEqual([
      ...names.map((name) => `${name}.example`),
      ...names.map((name) => `cluster-${name}.example`),
    ]);
    expect(aws.server.count({ action: 'DescribeDBInstances' })).toBe(3);
    expect(aws.server.count({ action: 'DescribeDBClusters' })).toBe(3);
  });

  it('J-16: a cluster is public when one of its instances is', async () => {
    world({
      databases: [aPublic('a', { clusterIdentifier: 'shop' }), aPublic('b', { publiclyAccessible: false })],
      databaseClusters: [
        {
          identifier: 'shop',
          address: 'shop.example',
          readerAddress: 'shop-ro.example',
          port: 5432,
          members: ['b', 'a'],
        },
        { identifier: 'other', address: 'other.example', port: 5432, members: ['c'] },
      ],
    });
    expect(await metaInfos()).toEqual([
      expect.objectContaining({ unsecuredDatabase: 'a.example', db_cluster_identifier: 'shop' }),
      {
        unsecuredDatabase: 'shop.example',
        errorMessages: ['Database shop is publicly accessible'],
        db_cluster_identifier: 'shop',
        engine: 'aurora-postgresql',
        port: 5432,
        reader_endpoint: 'shop-ro.example',
        db_cluster_members: ['a', 'b'],
      },
    ]);
  });

  it('J-16: what the security groups let in is told', async () => {
    const rule = { protocol: 'tcp', fromPort: 5432, toPort: 5432, ipv4: ['100.64.0.0/10'] };
    world({
      databases: [
        aPublic('reached', { groupIds: ['sg-1'] }),
        aPublic('shut', { groupIds: ['sg-2'] }),
        aPublic('elsewhere', { groupIds: ['sg-1'], port: 3306 }),
      ],
      securityGroups: [{ groupId: 'sg-1', ingress: [rule] }, { groupId: 'sg-2' }],
    });
    const opened = { 'sg-1': expect.objectContaining({ offending_rules: ['tcp 5432 from 100.64.0.0/10'] }) };
    expect(await metaInfos()).toEqual([
      expect.objectContaining({ open_to_internet: true, unsecuredSecurityGroups: opened }),
      expect.objectContaining({ open_to_internet: false }),
      expect.objectContaining({ open_to_internet: false }),
    ]);
    expect((await metaInfos({ internalRanges: ['100.64.0.0/10'] }))[0]).toMatchObject({
      open_to_internet: false,
    });
  });

  it('gives up when the databases cannot be listed', async () => {
    world({ databases: [aPublic('a')] });
    aws.server.fail({ action: 'DescribeDBClusters', code: 'AccessDenied', status: 403 });
    await expect(databases()).rejects.toMatchObject({ name: 'AccessDenied' });
  });
});
