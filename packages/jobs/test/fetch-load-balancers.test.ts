import { join } from 'node:path';
import { AWS_CLIENTS } from '@fullstop/aws';
import { fakeAwsClients } from '@fullstop/aws/testing';
import { INSTANCE_APPLICATIONS, silentLogger } from '@fullstop/core';
import { describeJobContract, FixedClock } from '@fullstop/testing';
import type { AccountWorld, LoadBalancerWorld } from '@fullstop/tools/aws-server';
import { describe, expect, it } from '@jest/globals';
import {
  FetchElasticLoadBalancersJob,
  fetchLoadBalancersOptions,
} from '../src/fetch-load-balancers/index.js';
import { endpointsOf, inOrder } from '../src/fetch-load-balancers/load-balancer.js';
import { useInternet } from './support/internet.js';
import { scan, useAws } from './support/scanning.js';

const ACCOUNT = '111122223333';
const REGION = 'eu-west-1';
const USER_DATA = '#taupage-ami-config\napplication_id: shop\napplication_version: 7\n';
const AMI = { ami_id: 'ami-1', ami_name: 'Taupage-1', ami_owner_id: '444455556666' };
const HTTP = { port: 80, protocol: 'HTTP' };
const HTTPS = { port: 443, protocol: 'HTTPS' };
const OWNED = { 'kubernetes.io/cluster/blue': 'owned' };
const OPEN_TEXT = 'answered with status 200 and is therefore unsecured';

const aws = useAws();
const internet = useInternet();

function aPublic(name: string, more: Partial<LoadBalancerWorld> = {}): LoadBalancerWorld {
  return {
    name,
    host: `${name}.example`,
    scheme: 'internet-facing',
    listeners: [HTTP, HTTPS],
    groupIds: ['sg-fine'],
    instanceIds: ['i-1', 'i-2'],
    ...more,
  };
}

function world(loadBalancers: readonly LoadBalancerWorld[], more: Partial<AccountWorld> = {}): void {
  aws.server.world = {
    accounts: {
      [ACCOUNT]: {
        loadBalancers,
        instances: ['i-1', 'i-2'].map((instanceId) => ({
          instanceId,
          imageId: 'ami-1',
          userData: USER_DATA,
        })),
        images: [{ imageId: 'ami-1', name: 'Taupage-1', ownerId: '444455556666' }],
        securityGroups: [
          { groupId: 'sg-fine' },
          { groupId: 'sg-open', groupName: 'open', ingress: [{ protocol: '-1', ipv4: ['0.0.0.0/0'] }] },
        ],
        ...more,
      },
    },
  };
}

async function ofLoadBalancers(options: object = {}) {
  const { history, kio, network } = internet();
  const parsed = fetchLoadBalancersOptions.parse(options);
  const clock = new FixedClock();
  const job = new FetchElasticLoadBalancersJob(
    parsed,
    aws.clients,
    history,
    kio,
    network,
    clock,
    silentLogger,
  );
  return scan(job, ACCOUNT, REGION);
}

const metaInfos = async (options: object = {}) =>
  (await ofLoadBalancers(options)).findings.map(({ metaInfo }) => metaInfo);

const classic = (name: string) => ({
  load_balancer_name: name,
  load_balancer_arn: `arn:aws:elasticloadbalancing:${REGION}:${ACCOUNT}:loadbalancer/${name}`,
  load_balancer_type: 'classic',
});

describeJobContract(FetchElasticLoadBalancersJob, {
  packageFolder: join(import.meta.dirname, '..'),
  isDiscovered: false,
  provided: [
    { token: AWS_CLIENTS, value: fakeAwsClients(() => ({})) },
    { token: INSTANCE_APPLICATIONS, value: { applicationOf: async () => undefined } },
  ],
});

describe('the load balancer job', () => {
  it('L1: only a public one that no Kubernetes cluster owns is looked at, with all its instances', async () => {
    const ofCluster = Array.from({ length: 20 }, (_, index) => aPublic(`k8s-${index}`, { tags: OWNED }));
    world([aPublic('shop'), aPublic('inside', { scheme: 'internal' }), ...ofCluster]);
    expect(await metaInfos()).toEqual([]);
    expect(aws.server.count({ action: 'DescribeTags' })).toBe(2);
    expect(internet().history.questions).toEqual([['i-1', 'i-2']]);
    expect(internet().asked.sort()).toEqual(['http://shop.example', 'https://shop.example']);
  });

  it('L1: of the instances only the first one is asked for its image', async () => {
    world([aPublic('shop', { groupIds: ['sg-open'], instanceIds: ['i-gone', 'i-1', 'i-2'] })]);
    const { findings } = await ofLoadBalancers();
    expect(findings).toMatchObject([
      { instanceId: 'shop.example', applicationId: 'shop', applicationVersion: '7', metaInfo: AMI },
    ]);
    expect(aws.server.count({ action: 'DescribeInstances' })).toBe(2);
    expect(aws.server.count({ action: 'DescribeImages' })).toBe(1);
  });

  it.each([
    ['a listener on another port', [HTTP, { port: 8080, protocol: 'TCP' }], 'sg-fine'],
    ['an offending group', [HTTP], 'sg-open'],
    ['both', [HTTP, { port: 8080, protocol: 'TCP' }], 'sg-open'],
  ])('L2: %s makes one violation with what belongs to it', async (_name, listeners, groupId) => {
    world([aPublic('shop', { listeners, groupIds: [groupId] })]);
    const ofPorts = listeners.length > 1;
    const ofGroups = groupId === 'sg-open';
    const groups = {
      'sg-open': {
        group_name: 'open',
        offending_rules: ['all from 0.0.0.0/0'],
        rules: [
          {
            protocol: 'all',
            from_port: null,
            to_port: null,
            external_sources: ['0.0.0.0/0'],
            internal_sources: [],
          },
        ],
      },
    };
    expect(await metaInfos()).toEqual([
      {
        ...AMI,
        ...classic('shop'),
        ...(ofPorts && { unsecuredPorts: [8080] }),
        ...(ofGroups && { unsecuredSecurityGroups: groups }),
        errorMessages: [
          ...(ofPorts ? ['Load balancer shop listens on other ports than 80, 443: 8080'] : []),
          ...(ofGroups
            ? ['Security groups of load balancer shop let the internet in on other ports than 80, 443']
            : []),
        ],
      },
    ]);
  });

  it('a finding of listeners and one of probes are one violation, or the first one only', async () => {
    world([aPublic('shop', { listeners: [HTTP, HTTPS, { port: 8080, protocol: 'HTTP' }] })]);
    internet().statuses.set('http://shop.example', 200).set('https://shop.example', 200);
    const ports = {
      ...AMI,
      ...classic('shop'),
      unsecuredPorts: [8080],
      errorMessages: ['Load balancer shop listens on other ports than 80, 443: 8080'],
    };
    expect(await metaInfos({ completeEvidence: false })).toEqual([ports]);
    expect(internet().asked).toEqual([]);
    expect(await metaInfos()).toEqual([
      {
        ...ports,
        canonicalHostedZoneName: 'shop.example',
        port: 80,
        Error: `http://shop.example/ ${OPEN_TEXT}`,
        open_endpoints: [
          { address: 'shop.example', port: 80, error: `http://shop.example/ ${OPEN_TEXT}` },
          { address: 'shop.example', port: 443, error: `https://shop.example/ ${OPEN_TEXT}` },
        ],
      },
    ]);
  });

  it('L3: one without instances is probed', async () => {
    world([aPublic('shop', { instanceIds: [] })]);
    internet().statuses.set('http://shop.example', 200);
    expect(await metaInfos()).toEqual([expect.objectContaining({ ...classic('shop'), port: 80 })]);
    expect(internet().history.questions).toEqual([]);
  });

  it('L4: one without security groups is not accused of those of others', async () => {
    world([aPublic('shop', { groupIds: [] })]);
    expect(await ofLoadBalancers()).toEqual({ findings: [], problems: [] });
    expect(aws.server.count({ action: 'DescribeSecurityGroups' })).toBe(0);
  });

  it('L5: one without a scheme is not public, and the others are looked at', async () => {
    const { scheme: _, ...without } = aPublic('odd', { groupIds: ['sg-open'] });
    world([without, aPublic('shop', { groupIds: ['sg-open'] })]);
    expect(await metaInfos()).toEqual([expect.objectContaining(classic('shop'))]);
  });

  it('L6, L7: all kinds are found on all pages, and their listeners and targets, too', async () => {
    const other = { port: 8080, protocol: 'HTTP' };
    const more = { listeners: [HTTP, HTTPS, other], instanceIds: ['i-1', 'i-2', 'i-3'] };
    const kinds = ['classic', 'application', 'network'] as const;
    world(
      [
        ...kinds.flatMap((kind) =>
          [1, 2, 3].map((number) => aPublic(`${kind}-${number}`, { ...more, kind })),
        ),
        { name: 'gateway', kind: 'gateway', listeners: [{ port: 6081, protocol: 'GENEVE' }] },
      ],
      { pageSize: 2 },
    );
    const { findings, problems } = await ofLoadBalancers({ completeEvidence: false });
    expect(problems).toEqual([]);
    expect(findings.map(({ instanceId, metaInfo }) => [instanceId, metaInfo])).toEqual(
      kinds.flatMap((kind) =>
        [1, 2, 3].map((number) => [
          `${kind}-${number}.example`,
          expect.objectContaining({
            ...AMI,
            load_balancer_name: `${kind}-${number}`,
            load_balancer_type: kind,
            unsecuredPorts: [8080],
          }),
        ]),
      ),
    );
    expect(findings.at(-1)?.metaInfo).toMatchObject({
      load_balancer_arn: `arn:aws:elasticloadbalancing:${REGION}:${ACCOUNT}:loadbalancer/net/network-3/0123456789abcdef`,
    });
    // Three pages of two and a gateway: classic 2, newer 4. Three listeners, and four target groups, are two pages each.
    expect(aws.server.count({ action: 'DescribeLoadBalancers' })).toBe(6);
    expect(aws.server.count({ action: 'DescribeListeners' })).toBe(12);
    expect(aws.server.count({ action: 'DescribeTargetGroups' })).toBe(12);
  });

  it('L7: an application load balancer of a cluster is left out, unless all are wanted', async () => {
    const tags = { 'elbv2.k8s.aws/cluster': 'blue' };
    world([aPublic('shop', { kind: 'application', groupIds: ['sg-open'], tags })]);
    expect(await metaInfos()).toEqual([]);
    expect(await metaInfos({ skipKubernetes: false })).toHaveLength(1);
  });

  it('L7: an application that is registered as public is known by the targets', async () => {
    world([aPublic('shop', { kind: 'application' })]);
    internet().statuses.set('http://shop.example', 200);
    internet().applications.set('i-2', 'shop');
    internet().registered.set('shop', true);
    expect(await metaInfos()).toEqual([]);
    expect(internet().history.questions).toEqual([['i-1', 'i-2']]);
    expect(internet().asked).toEqual([]);
  });

  it('uses the other name of one without a canonical one', async () => {
    world([aPublic('shop', { canonicalHostedZoneName: '', groupIds: ['sg-open'] })]);
    expect((await ofLoadBalancers()).findings).toMatchObject([{ instanceId: 'shop.example' }]);
  });

  it('one that cannot be looked at does not hide the others', async () => {
    world(
      [1, 2, 3].map((number) => aPublic(`alb-${number}`, { kind: 'application', groupIds: ['sg-open'] })),
    );
    aws.server.fail({ action: 'DescribeListeners', code: 'Throttling', times: 1 });
    const { findings, problems } = await ofLoadBalancers();
    expect(findings).toHaveLength(2);
    expect(problems).toMatchObject([
      { resource: expect.stringMatching(/^alb-\d$/), error: { name: 'Throttling' } },
    ]);
  });

  it.each([
    ['plain HTTP on 443', [{ port: 443, protocol: 'HTTP' }], [['http', 443]]],
    ['TLS on another port', [{ port: 8443, protocol: 'TLS' }], [['https', 8443]]],
    [
      'TCP, which tells nothing',
      [
        { port: 443, protocol: 'TCP' },
        { port: 80, protocol: 'TCP' },
      ],
      [
        ['http', 80],
        ['https', 443],
      ],
    ],
    ['SSL', [{ port: 443, protocol: 'SSL' }], [['https', 443]]],
    ['UDP', [{ port: 443, protocol: 'UDP' }], []],
    ['TCP and UDP', [{ port: 443, protocol: 'TCP_UDP' }], [['https', 443]]],
    ['a port that is not allowed', [{ port: 8080, protocol: 'HTTP' }], []],
  ])('J-15: %s is probed as what it is', (_name, listeners, expected) => {
    const endpoints = endpointsOf('shop.example', inOrder(listeners), [80, 443, 8443]);
    expect(endpoints.map(({ scheme, port }) => [scheme, port])).toEqual(expected);
  });
});
