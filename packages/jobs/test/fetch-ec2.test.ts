import { join } from 'node:path';
import { AWS_CLIENTS } from '@fullstop/aws';
import { fakeAwsClients } from '@fullstop/aws/testing';
import { INSTANCE_APPLICATIONS } from '@fullstop/core';
import { describeJobContract, FixedClock, RecordingLogger } from '@fullstop/testing';
import type { InstanceWorld, RuleWorld } from '@fullstop/tools/aws-server';
import { describe, expect, it } from '@jest/globals';
import { FetchEC2Job, fetchEC2Options } from '../src/fetch-ec2/index.js';
import { useInternet } from './support/internet.js';
import { scan, useAws } from './support/scanning.js';

const ACCOUNT = '111122223333';
const REGION = 'eu-west-1';
const USER_DATA = '#taupage-ami-config\napplication_id: shop\napplication_version: 1.10\n';
const AMI = { ami_id: 'ami-1', ami_name: 'Taupage-1', ami_owner_id: '444455556666' };
const OPEN_RULE: RuleWorld = { protocol: 'tcp', fromPort: 0, toPort: 65535, ipv4: ['0.0.0.0/0'] };
const UNSECURED_GROUPS = {
  unsecuredSecurityGroups: {
    'sg-open': {
      group_name: 'open',
      offending_rules: ['tcp 0-65535 from 0.0.0.0/0'],
      rules: [
        {
          protocol: 'tcp',
          from_port: 0,
          to_port: 65535,
          external_sources: ['0.0.0.0/0'],
          internal_sources: [],
        },
      ],
    },
  },
  errorMessages: ['Security groups of the instance let the internet in on other ports than 22, 80, 443'],
};

const aws = useAws();
const internet = useInternet();
const logger = new RecordingLogger();

function aPublic(instanceId: string, publicIp: string, more: Partial<InstanceWorld> = {}): InstanceWorld {
  return {
    instanceId,
    publicIp,
    imageId: 'ami-1',
    subnetId: 'subnet-1',
    groupIds: ['sg-fine'],
    userData: USER_DATA,
    ...more,
  };
}

function world(instances: readonly InstanceWorld[], more: { pageSize?: number } = {}): void {
  aws.server.world = {
    accounts: {
      [ACCOUNT]: {
        instances,
        images: [{ imageId: 'ami-1', name: 'Taupage-1', ownerId: '444455556666' }],
        securityGroups: [
          { groupId: 'sg-fine', groupName: 'fine', ingress: [443, 80, 22].map(fromAnywhere) },
          { groupId: 'sg-open', groupName: 'open', ingress: [OPEN_RULE] },
          {
            groupId: 'sg-quic',
            groupName: 'quic',
            ingress: [{ protocol: 'udp', fromPort: 443, toPort: 443, ipv4: ['0.0.0.0/0'] }],
          },
        ],
        ...more,
      },
    },
  };
}

function fromAnywhere(port: number): RuleWorld {
  return { protocol: 'tcp', fromPort: port, toPort: port, ipv4: ['0.0.0.0/0'] };
}

function job(options: object = {}, parts: { withoutKio?: boolean; clock?: FixedClock } = {}): FetchEC2Job {
  const { history, kio, network } = internet();
  return new FetchEC2Job(
    fetchEC2Options.parse(options),
    aws.clients,
    history,
    parts.withoutKio ? undefined : kio,
    network,
    parts.clock ?? new FixedClock(),
    logger,
  );
}

const ofInstances = async (options: object = {}) => (await scan(job(options), ACCOUNT, REGION)).findings;

describeJobContract(FetchEC2Job, {
  packageFolder: join(import.meta.dirname, '..'),
  isDiscovered: false,
  provided: [
    { token: AWS_CLIENTS, value: fakeAwsClients(() => ({})) },
    { token: INSTANCE_APPLICATIONS, value: { applicationOf: async () => undefined } },
  ],
});

describe('the EC2 job', () => {
  it('E1: an offending group is reported without a probe where one kind of evidence is enough', async () => {
    world([aPublic('i-1', '8.8.8.1', { groupIds: ['sg-fine', 'sg-open'] })]);
    expect(await ofInstances({ completeEvidence: 'false' })).toEqual([
      {
        type: 'UNSECURED_PUBLIC_ENDPOINT',
        instanceId: 'i-1',
        applicationId: 'shop',
        applicationVersion: '1.10',
        metaInfo: { ...AMI, ...UNSECURED_GROUPS },
      },
    ]);
    expect(internet().asked).toEqual([]);
  });

  it('J-14: groups and endpoints are reported together', async () => {
    world([aPublic('i-1', '8.8.8.1', { groupIds: ['sg-open'] })]);
    internet().statuses.set('http://8.8.8.1', 200).set('https://8.8.8.1', 404);
    const http = 'http://8.8.8.1/ answered with status 200 and is therefore unsecured';
    const https = 'https://8.8.8.1/ answered with status 404 and is therefore unsecured';
    expect((await ofInstances()).map(({ metaInfo }) => metaInfo)).toEqual([
      {
        ...AMI,
        ...UNSECURED_GROUPS,
        instancePublicIpAddress: '8.8.8.1',
        Port: 80,
        port: 80,
        Error: http,
        open_endpoints: [
          { address: '8.8.8.1', port: 80, error: http },
          { address: '8.8.8.1', port: 443, error: https },
        ],
      },
    ]);
  });

  it('J-14: groups of all network interfaces count', async () => {
    world([aPublic('i-1', '8.8.8.1', { interfaceGroupIds: ['sg-open'] })]);
    expect((await ofInstances()).map(({ metaInfo }) => metaInfo)).toEqual([{ ...AMI, ...UNSECURED_GROUPS }]);
  });

  it('E2: an application that is registered as public is not probed', async () => {
    world([aPublic('i-1', '8.8.8.1')]);
    internet().statuses.set('http://8.8.8.1', 200);
    internet().applications.set('i-1', 'shop');
    internet().registered.set('shop', true);
    expect(await ofInstances()).toEqual([]);
    expect(internet().asked).toEqual([]);
  });

  it.each([
    ['of which nothing is stored', undefined, undefined],
    ['that is not registered', 'shop', undefined],
    ['that is not public', 'shop', false],
  ])('E3: an application %s is probed', async (_name, application, isPublic) => {
    world([aPublic('i-1', '8.8.8.1')]);
    internet().statuses.set('http://8.8.8.1', 200);
    if (application) internet().applications.set('i-1', application);
    if (isPublic !== undefined) internet().registered.set('shop', isPublic);
    const text = 'http://8.8.8.1/ answered with status 200 and is therefore unsecured';
    expect((await ofInstances()).map(({ metaInfo }) => metaInfo)).toEqual([
      {
        ...AMI,
        instancePublicIpAddress: '8.8.8.1',
        Port: 80,
        port: 80,
        Error: text,
        open_endpoints: [{ address: '8.8.8.1', port: 80, error: text }],
      },
    ]);
  });

  it('E3: without a registry, everything is probed', async () => {
    world([aPublic('i-1', '8.8.8.1')]);
    internet().applications.set('i-1', 'shop');
    await scan(job({}, { withoutKio: true }), ACCOUNT, REGION);
    expect(internet().asked.sort()).toEqual(['http://8.8.8.1', 'https://8.8.8.1']);
    expect(internet().history.questions).toEqual([]);
  });

  it('E4: port 22 is never probed, also when it is the only one', async () => {
    world([aPublic('i-1', '8.8.8.1')]);
    await ofInstances({ allowedPorts: '22' });
    expect(internet().asked).toEqual([]);
  });

  it('E5: what was found is found again, with the same identity and evidence', async () => {
    world([aPublic('i-1', '8.8.8.1', { groupIds: ['sg-open'] })]);
    const same = job();
    const first = await scan(same, ACCOUNT, REGION);
    expect(await scan(same, ACCOUNT, REGION)).toEqual(first);
    expect(first.findings).toHaveLength(1);
    // Kept for a day, and for an hour.
    expect(aws.server.count({ action: 'DescribeImages' })).toBe(1);
    expect(aws.server.count({ action: 'DescribeInstanceAttribute' })).toBe(1);
  });

  it('E6: an instance that cannot be looked at does not hide the others', async () => {
    world(['i-1', 'i-2', 'i-3'].map((id, index) => aPublic(id, `8.8.8.${index}`, { groupIds: ['sg-open'] })));
    aws.server.fail({
      action: 'DescribeInstanceAttribute',
      code: 'RequestLimitExceeded',
      status: 503,
      times: 1,
    });
    const { findings, problems } = await scan(job(), ACCOUNT, REGION);
    expect(findings).toHaveLength(2);
    expect(problems).toEqual([
      {
        resource: expect.stringMatching(/^i-\d$/),
        error: expect.objectContaining({ name: 'RequestLimitExceeded' }),
      },
    ]);
  });

  it('2.3: user data that AWS refuses to tell are logged, and name no application', async () => {
    world([aPublic('i-1', '8.8.8.1', { groupIds: ['sg-open'] })]);
    aws.server.fail({ action: 'DescribeInstanceAttribute', code: 'UnauthorizedOperation', status: 403 });
    const { findings, problems } = await scan(job(), ACCOUNT, REGION);
    expect(findings).toEqual([expect.not.objectContaining({ applicationId: expect.anything() })]);
    expect(problems).toEqual([]);
    expect(logger.lines.at(-1)).toMatchObject({
      level: 'warn',
      fields: { instance_id: 'i-1', error_code: 'UnauthorizedOperation' },
    });
  });

  it('2.4: of an image that is gone only the id is told', async () => {
    world([aPublic('i-1', '8.8.8.1', { imageId: 'ami-gone', groupIds: ['sg-open'] })]);
    expect((await ofInstances()).map(({ metaInfo }) => metaInfo)).toEqual([
      { ami_id: 'ami-gone', ...UNSECURED_GROUPS },
    ]);
  });

  it('reads all pages, with their filters, in the account that it looks at', async () => {
    const hidden = [
      { ...aPublic('i-stopped', '8.8.8.200', { groupIds: ['sg-open'] }), state: 'stopped' },
      { instanceId: 'i-private', subnetId: 'subnet-1', groupIds: ['sg-open'] },
      aPublic('i-elsewhere', '8.8.8.201', { groupIds: ['sg-open'], region: 'us-east-1' }),
    ];
    const open = Array.from({ length: 5 }, (_, index) =>
      aPublic(`i-${index}`, `8.8.8.${index}`, { groupIds: ['sg-open'] }),
    );
    world([...open, ...hidden], { pageSize: 2 });
    const found = await ofInstances();
    expect(found.map(({ instanceId }) => instanceId)).toEqual(['i-0', 'i-1', 'i-2', 'i-3', 'i-4']);
    expect(aws.server.count({ action: 'DescribeInstances', accountId: ACCOUNT, region: REGION })).toBe(7);
    expect(aws.server.count({ action: 'AssumeRole', accountId: ACCOUNT })).toBe(1);
  });

  it('J-14: secondary and IPv6 addresses are probed, and IPv6 alone is no proof of being public', async () => {
    world([
      aPublic('i-1', '8.8.8.1', { secondaryPublicIps: ['8.8.8.2'], ipv6Addresses: ['2600:1f18::1'] }),
      { ...aPublic('i-2', ''), publicIp: undefined, ipv6Addresses: ['2600:1f18::2'], groupIds: ['sg-open'] },
    ] as InstanceWorld[]);
    expect(await ofInstances()).toEqual([]);
    const hosts = ['8.8.8.1', '8.8.8.2', '2600:1f18::1', '2600:1f18::2'];
    expect(internet().asked.sort()).toEqual(
      hosts.flatMap((host) => [`http://${host}`, `https://${host}`]).sort(),
    );
    internet().statuses.set('https://2600:1f18::2', 200);
    expect((await ofInstances()).map(({ metaInfo }) => metaInfo)).toEqual([
      expect.objectContaining({ ...UNSECURED_GROUPS, instancePublicIpAddress: '2600:1f18::2', Port: 443 }),
    ]);
  });

  it('J-09: UDP on allowed ports is told of beside other findings, and by itself where asked for', async () => {
    world([aPublic('i-1', '8.8.8.1', { groupIds: ['sg-quic'] })]);
    expect(await ofInstances()).toEqual([]);
    expect((await ofInstances({ reportUdp: true })).map(({ metaInfo }) => metaInfo)).toEqual([
      {
        ...AMI,
        udp_security_groups: {
          'sg-quic': expect.objectContaining({ offending_rules: ['udp 443 from 0.0.0.0/0'] }),
        },
        errorMessages: ['Security groups of the instance let the internet in by UDP on ports 22, 80, 443'],
      },
    ]);
  });

  it('H9: an endpoint that cannot be judged leaves the scan incomplete', async () => {
    world([aPublic('i-1', '8.8.8.1')]);
    internet().network.resolve = () =>
      Promise.reject(Object.assign(new Error('later'), { code: 'EAI_AGAIN' }));
    const { findings, problems } = await scan(job(), ACCOUNT, REGION);
    expect(findings).toEqual([]);
    expect(problems).toEqual([
      { resource: 'i-1', error: expect.objectContaining({ code: 'PROBE_UNDECIDED' }) },
    ]);
  });

  it('gives up when the instances cannot be listed', async () => {
    world([]);
    aws.server.fail({ action: 'DescribeInstances', code: 'UnauthorizedOperation', status: 403 });
    await expect(scan(job(), ACCOUNT, REGION)).rejects.toMatchObject({ name: 'UnauthorizedOperation' });
  });
});
