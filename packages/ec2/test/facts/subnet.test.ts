import { FactUnavailableError } from '@fullstop/core';
import { ACCOUNT_ID } from '@fullstop/testing';
import type { InstanceWorld, RouteTableWorld, RouteWorld } from '@fullstop/tools/aws-server';
import { describe, expect, it } from '@jest/globals';
import { aLaunch, aStateChange, useWorld } from '../support/world.js';

const world = useWorld();
const IN = { subnetId: 'subnet-1', vpcId: 'vpc-1' };
const LAUNCH = aLaunch({ instanceId: 'i-1', ...IN });

function set(routeTables: readonly RouteTableWorld[], instances: readonly InstanceWorld[] = []): void {
  world().server.world = { accounts: { [ACCOUNT_ID]: { routeTables, instances } } };
}

const explicit = (...routes: RouteWorld[]) => ({
  routeTableId: 'rtb-1',
  vpcId: 'vpc-1',
  subnetIds: ['subnet-1'],
  routes,
});
const main = (...routes: RouteWorld[]) => ({ routeTableId: 'rtb-main', vpcId: 'vpc-1', main: true, routes });

describe('subnet', () => {
  it.each<[string, RouteTableWorld[], string[]]>([
    ['SB-1', [explicit({ destination: '0.0.0.0/0', target: 'igw-1' }), main()], ['0.0.0.0/0']],
    ['SB-2', [main({ destination: '0.0.0.0/0', target: 'igw-1' })], ['0.0.0.0/0']],
    ['SB-3', [explicit({ destination: '0.0.0.0/0', target: 'nat-1' })], []],
    ['SB-4', [explicit({ destination: '::/0', target: 'igw-1' })], ['::/0']],
    ['SB-5', [explicit({ destination: '::/0', target: 'eigw-1' })], []],
    ['SB-6', [explicit({ destination: 'pl-1', target: 'vpce-1' })], []],
    ['SB-7', [explicit({ destination: '0.0.0.0/0', target: 'igw-1', state: 'blackhole' })], []],
    ['SB-8', [explicit({ destination: '10.0.0.0/8', target: 'igw-1' })], []],
    [
      'IPv4 first',
      [explicit({ destination: '::/0', target: 'igw-1' }, { destination: '0.0.0.0/0', target: 'igw-1' })],
      ['0.0.0.0/0', '::/0'],
    ],
    [
      'an explicit table hides the main one',
      [explicit(), main({ destination: '0.0.0.0/0', target: 'igw-1' })],
      [],
    ],
    ['a virtual private gateway', [explicit({ destination: '0.0.0.0/0', target: 'vgw-1' })], []],
  ])('%s: internet routes', async (_, tables, destinations) => {
    set(tables);
    const subnet = await (await world().instance(LAUNCH)).subnet();
    expect(subnet?.internetRoutes).toEqual(
      destinations.map((destination) => ({ destination, gatewayId: 'igw-1' })),
    );
    expect(subnet?.isPublic).toBe(destinations.length > 0);
  });

  it('tells subnet, VPC and table, and whether the table is the main one', async () => {
    set([main()]);
    expect(await (await world().instance(LAUNCH)).subnet()).toEqual({
      ...IN,
      routeTableId: 'rtb-main',
      association: 'main',
      internetRoutes: [],
      isPublic: false,
    });
    set([explicit()]);
    const event = aLaunch({ instanceId: 'i-1', subnetId: 'subnet-1', vpcId: undefined });
    expect(await (await world().instance(event)).subnet()).toMatchObject({ ...IN, association: 'explicit' });
  });

  it('of a start is asked of EC2, addresses included', async () => {
    set([main()], [{ instanceId: 'i-1', ...IN, publicIp: '203.0.113.7', ipv6Addresses: ['2001:db8::7'] }]);
    const subnet = await (await world().instance(aStateChange('StartInstances', ['i-1']))).subnet();
    expect(subnet).toMatchObject({ ...IN, publicAddresses: ['203.0.113.7', '2001:db8::7'] });
    set([main()], [{ instanceId: 'i-2', ...IN }]);
    const without = await (await world().instance(aStateChange('StartInstances', ['i-2']))).subnet();
    expect(without?.publicAddresses).toEqual([]);
  });

  it('tells the addresses of the event', async () => {
    set([main()]);
    const interfaces = [
      {
        association: { publicIp: '203.0.113.7' },
        ipv6AddressesSet: { items: [{ ipv6Address: '2001:db8::7' }] },
      },
    ];
    const event = aLaunch({ instanceId: 'i-1', ...IN, networkInterfaceSet: { items: interfaces } });
    expect((await (await world().instance(event)).subnet())?.publicAddresses).toEqual([
      '203.0.113.7',
      '2001:db8::7',
    ]);
  });

  it('is none of an instance that was launched into none', async () => {
    const event = aLaunch({ instanceId: 'i-1', subnetId: undefined, vpcId: undefined });
    expect(await (await world().instance(event)).subnet()).toBeUndefined();
  });

  it.each([
    ['there is no route table', () => set([]), LAUNCH],
    [
      'nobody tells the VPC',
      () => set([main()], [{ instanceId: 'i-1' }]),
      aLaunch({ instanceId: 'i-1', subnetId: 'subnet-1', vpcId: undefined }),
    ],
    ['the instance is gone', () => set([main()]), aStateChange('StopInstances', ['i-1'])],
    [
      'EC2 has forgotten where the instance was',
      () => set([main()], [{ instanceId: 'i-1', state: 'terminated' }]),
      aStateChange('TerminateInstances', ['i-1']),
    ],
  ])('is unknown when %s', async (_, prepare, event) => {
    prepare();
    await expect((await world().instance(event)).subnet()).rejects.toBeInstanceOf(FactUnavailableError);
  });

  it.each([
    ['UnauthorizedOperation', 403],
    ['RequestLimitExceeded', 503],
  ])('SB-10: is unknown when EC2 answers %s, until it recovers', async (code, status) => {
    set([main()]);
    world().server.fail({ action: 'DescribeRouteTables', code, status });
    const instance = await world().instance(LAUNCH);
    await expect(instance.subnet()).rejects.toBeInstanceOf(FactUnavailableError);
    world().recover();
    expect(await instance.subnet()).toMatchObject(IN);
  });

  it('is unknown when EC2 does not answer', async () => {
    world().server.fail({ action: 'DescribeRouteTables', hang: true });
    const instance = await world().instance(LAUNCH, { clients: world().impatient });
    await expect(instance.subnet()).rejects.toBeInstanceOf(FactUnavailableError);
  });

  it('is looked up once in five minutes', async () => {
    const { server, clock, directory } = world();
    set([explicit()]);
    const shared = directory();
    const look = async () =>
      (await shared.of(aLaunch({ instanceId: 'i-1', ...IN }, { instanceId: 'i-2', ...IN }))).map((each) =>
        each.subnet(),
      );
    await Promise.all(await look());
    clock.advance(299);
    await Promise.all(await look());
    expect(server.count({ action: 'DescribeRouteTables' })).toBe(1);
    clock.advance(1);
    await Promise.all(await look());
    expect(server.count({ action: 'DescribeRouteTables' })).toBe(2);
  });
});
