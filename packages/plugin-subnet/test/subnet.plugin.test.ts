import { FactUnavailableError, findPluginMetadata, PluginHost } from '@fullstop/core';
import { INSTANCES, type InternetRoute, type SubnetFacts } from '@fullstop/ec2';
import { type FakeFacts, fakeInstances } from '@fullstop/ec2/testing';
import {
  anEvent,
  checkWith,
  describePluginContract,
  eventFromFile,
  inspectWith,
  launched,
} from '@fullstop/testing';
import { describe, expect, it } from '@jest/globals';
import { SubnetPlugin } from '../src/index.js';

const RUN = 'ec2.amazonaws.com:RunInstances';
const IPV4: InternetRoute = { destination: '0.0.0.0/0', gatewayId: 'igw-1' };
const IPV6: InternetRoute = { destination: '::/0', gatewayId: 'igw-1' };
const NOBODY_KNOWS = new FactUnavailableError('route table of subnet-1', 'access denied');

const provide = (facts: Readonly<Record<string, FakeFacts>> | Error) => ({
  provided: [{ token: INSTANCES, value: fakeInstances(facts) }],
});

describe('the subnet plugin', () => {
  it('SB-1: reports an instance in a subnet whose table leads to an internet gateway', async () => {
    expect(await inspect({ 'i-1': { subnet: aSubnet([IPV4], { association: 'explicit' }) } })).toEqual([
      expect.objectContaining({
        type: 'EC2_RUN_IN_PUBLIC_SUBNET',
        instanceId: 'i-1',
        accountId: '111122223333',
        region: 'eu-central-1',
        username: 'arn:aws:sts::111122223333:assumed-role/Deployer/jane',
        applicationId: null,
        metaInfo: {
          subnet_id: 'subnet-1',
          vpc_id: 'vpc-1',
          route_table_id: 'rtb-1',
          gateway_id: 'igw-1',
          destinations: ['0.0.0.0/0'],
          public_ip: '',
          public_address: 'not-told',
        },
      }),
    ]);
  });

  it('SB-2: reports an instance whose subnet is public by the main table', async () => {
    const subnet = aSubnet([IPV4], { association: 'main', routeTableId: 'rtb-main' });
    const [violation] = await inspect({ 'i-1': { subnet } });
    expect(violation?.metaInfo).toMatchObject({ route_table_id: 'rtb-main' });
  });

  it('SB-4: reports an instance that only IPv6 reaches', async () => {
    const [violation] = await inspect({ 'i-1': { subnet: aSubnet([IPV6]) } });
    expect(violation?.metaInfo).toMatchObject({ gateway_id: 'igw-1', destinations: ['::/0'] });
  });

  // Which routes count is decided where the fact is made: NAT, egress-only, endpoint, blackhole and partial routes do not.
  it('SB-3, SB-5 to SB-8: reports nothing in a subnet without internet routes', async () => {
    expect(await inspect({ 'i-1': { subnet: aSubnet([]) } })).toEqual([]);
  });

  it('reports nothing for an instance that is in no subnet', async () => {
    expect(await inspect({ 'i-1': { subnet: undefined } })).toEqual([]);
  });

  it('SB-9: reports only the instance in the public subnet', async () => {
    const violations = await inspect({
      'i-1': { subnet: aSubnet([IPV4]) },
      'i-2': { subnet: aSubnet([]) },
    });
    expect(violations.map(({ instanceId }) => instanceId)).toEqual(['i-1']);
  });

  it.each([
    ['access denied'],
    ['throttled by AWS'],
    ['AWS could not be reached or did not answer'],
    ['there is no route table'],
  ])('SB-10: waits when the route table could not be had: %s; then decides', async (reason) => {
    const unknown = new FactUnavailableError('route table of subnet-1', reason);
    expect(await check({ 'i-1': { subnet: unknown } })).toMatchObject({ state: 'pending', violations: [] });
    const later = await check({ 'i-1': { subnet: aSubnet([IPV4]) } });
    expect(later).toMatchObject({ state: 'decided', violations: [{ instanceId: 'i-1' }] });
  });

  it('waits when the instances could not be had', async () => {
    expect(await check(NOBODY_KNOWS)).toMatchObject({ state: 'pending', violations: [] });
  });

  it('keeps what it found when another instance has to wait', async () => {
    const outcome = await check({
      'i-1': { subnet: NOBODY_KNOWS },
      'i-2': { subnet: aSubnet([IPV4]) },
    });
    expect(outcome).toMatchObject({ state: 'pending', violations: [{ instanceId: 'i-2' }] });
  });

  it('SB-11: is off until somebody switches it on', () => {
    const candidates = [{ pluginClass: SubnetPlugin, packageName: 'under-test', packageVersion: '0.0.0' }];
    const host = new PluginHost({ candidates, ...provide({}) });
    expect(host.statuses).toEqual([expect.objectContaining({ active: false, reason: 'off by default' })]);
    expect(host.subscribersOf(anEvent(RUN, launched('i-1')))).toEqual([]);
    expect(findPluginMetadata(SubnetPlugin)?.enabledByDefault).toBe(false);
  });

  it('SE-24: reports an instance of a fleet in a subnet that is public by the main table, by IPv6', async () => {
    const event = eventFromFile(new URL('./fixtures/run-instances-ipv6-subnet.json', import.meta.url));
    const subnet = aSubnet([IPV6], { association: 'main', publicAddresses: ['2001:db8::11'] });
    const facts = {
      'i-0aaaaaaaaaaaaaaa1': {
        subnet,
        userData: { kind: 'taupage', applicationId: 'shop', applicationVersion: '1.10' } as const,
      },
    };
    expect(await inspectWith(SubnetPlugin, event, {}, provide(facts))).toEqual([
      expect.objectContaining({
        type: 'EC2_RUN_IN_PUBLIC_SUBNET',
        instanceId: 'i-0aaaaaaaaaaaaaaa1',
        applicationId: 'shop',
        applicationVersion: '1.10',
        metaInfo: expect.objectContaining({ destinations: ['::/0'], public_ip: '2001:db8::11' }),
      }),
    ]);
  });

  it.each([
    [undefined, '', 'not-told'],
    [[], '', 'none'],
    [['203.0.113.7', '2001:db8::7'], '203.0.113.7', 'present'],
  ])('of the addresses %j it tells "%s", %s', async (publicAddresses, ip, state) => {
    const [violation] = await inspect({ 'i-1': { subnet: aSubnet([IPV4], { publicAddresses }) } });
    expect(violation?.metaInfo).toMatchObject({ public_ip: ip, public_address: state });
  });

  it('tells an empty text for a VPC that nobody named', async () => {
    const [violation] = await inspect({ 'i-1': { subnet: aSubnet([IPV4, IPV6], { vpcId: undefined }) } });
    expect(violation?.metaInfo).toMatchObject({ vpc_id: '', destinations: ['0.0.0.0/0', '::/0'] });
  });

  it.each([
    ['SE-31', { errorCode: 'Client.UnauthorizedOperation', responseElements: null }],
    ['SE-32', { errorCode: 'Client.DryRunOperation' }],
  ])('%s: does not look at a launch that did not happen', async (_id, overrides) => {
    expect(await checkWith(SubnetPlugin, anEvent(RUN, overrides), provide({}))).toBeUndefined();
  });
});

function aSubnet(
  internetRoutes: readonly InternetRoute[],
  overrides: { [name in keyof SubnetFacts]?: SubnetFacts[name] | undefined } = {},
): SubnetFacts {
  return {
    subnetId: 'subnet-1',
    vpcId: 'vpc-1',
    routeTableId: 'rtb-1',
    association: 'explicit',
    internetRoutes,
    isPublic: internetRoutes.length > 0,
    ...overrides,
  } as SubnetFacts;
}

function check(facts: Readonly<Record<string, FakeFacts>> | Error) {
  const ids = facts instanceof Error ? ['i-1'] : Object.keys(facts);
  return checkWith(SubnetPlugin, anEvent(RUN, launched(...ids)), provide(facts));
}

function inspect(facts: Readonly<Record<string, FakeFacts>>) {
  return inspectWith(SubnetPlugin, anEvent(RUN, launched(...Object.keys(facts))), {}, provide(facts));
}

describePluginContract(SubnetPlugin, { packageFolder: `${import.meta.dirname}/..`, ...provide({}) });
