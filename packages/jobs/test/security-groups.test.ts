import type { IpPermission } from '@aws-sdk/client-ec2';
import { fakeAwsClients } from '@fullstop/aws/testing';
import { FixedClock } from '@fullstop/testing';
import { describe, expect, it } from '@jest/globals';
import { z } from 'zod';
import {
  areNone,
  opensOtherPort,
  opensTcpPort,
  opensUdpOnAllowedPorts,
  SecurityGroupCheck,
} from '../src/shared/security-groups/index.js';
import { internalRanges } from '../src/shared/security-groups/internal-ranges.js';
import { useAws } from './support/scanning.js';

const TARGET = { accountId: '111122223333', region: 'eu-west-1' };
const ALLOWED = [22, 80, 443];
const never = new AbortController().signal;
const IPV4_ANY = '0.0.0.0/0';
const IPV6_ANY = '::/0';

function permission(
  protocol: string | undefined,
  ports: readonly [number, number] | undefined,
  ...sources: readonly string[]
): IpPermission {
  return {
    ...(protocol !== undefined && { IpProtocol: protocol }),
    ...(ports && { FromPort: ports[0], ToPort: ports[1] }),
    IpRanges: sources.filter((source) => source.includes('.')).map((CidrIp) => ({ CidrIp })),
    Ipv6Ranges: sources.filter((source) => source.includes(':')).map((CidrIpv6) => ({ CidrIpv6 })),
    PrefixListIds: sources
      .filter((source) => source.startsWith('pl-'))
      .map((PrefixListId) => ({ PrefixListId })),
    UserIdGroupPairs: sources.filter((source) => source.startsWith('sg-')).map((GroupId) => ({ GroupId })),
  };
}

/** What the check says about a group with these permissions. */
async function offending(
  permissions: readonly IpPermission[],
  { ranges = [], prefixLists = {} }: { ranges?: string[]; prefixLists?: Record<string, string[]> } = {},
  fits = (each: IpPermission) => opensOtherPort(each, ALLOWED),
) {
  const clients = fakeAwsClients(({ command, input }) => {
    if (command === 'DescribeSecurityGroups') {
      return { SecurityGroups: [{ GroupId: 'sg-1', GroupName: 'web', IpPermissions: permissions }] };
    }
    const { PrefixListId } = input as { PrefixListId: string };
    return { Entries: prefixLists[PrefixListId]?.map((Cidr) => ({ Cidr })) };
  });
  const check = new SecurityGroupCheck(clients, new FixedClock(), ranges);
  const groups = await check.read(TARGET, ['sg-1'], never);
  return check.offending(TARGET, ['sg-1'], groups, fits, never);
}

describe('the security group predicate', () => {
  it.each<[string, IpPermission, boolean]>([
    ['S1', permission('-1', undefined, 'sg-2'), false],
    ['S2', permission('-1', undefined, '10.0.0.0/8'), false],
    ['S2', permission('-1', undefined, '172.31.0.0/16', '172.16.0.0/12'), false],
    ['S2', permission('-1', undefined, '192.168.0.0/16', 'fc00::/7'), false],
    ['S3', permission('-1', undefined, '192.168.0.0/15'), true],
    ['S4', permission('-1', undefined, IPV4_ANY), true],
    ['S5', permission(undefined, undefined, IPV4_ANY), true],
    ['S6', permission('-1', undefined, IPV6_ANY), true],
    ['S7', permission(undefined, undefined, IPV6_ANY), true],
    ['S8', permission('tcp', [0, 65535], IPV4_ANY), true],
    ['S9', permission('tcp', [0, 65535], IPV6_ANY), true],
    ['S10', permission('6', [0, 65535], IPV4_ANY), true],
    ['S11', permission('6', [0, 65535], IPV6_ANY), true],
    ['S12', permission('udp', [0, 65535], IPV4_ANY), true],
    ['S13', permission('udp', [0, 65535], IPV6_ANY), true],
    ['S14', permission('17', [0, 65535], IPV4_ANY), true],
    ['S15', permission('17', [0, 65535], IPV6_ANY), true],
    ['S16', permission('icmpv6', [-1, -1], IPV4_ANY), false],
    ['S17', permission('icmpv6', [-1, -1], IPV6_ANY), false],
    ['S18', permission('58', [-1, -1], IPV4_ANY), false],
    ['S19', permission('58', [-1, -1], IPV6_ANY), false],
    ['S20', permission('icmp', [-1, -1], IPV4_ANY), false],
    ['S21', permission('icmp', [-1, -1], IPV6_ANY), false],
    ['S22', permission('1', [-1, -1], IPV4_ANY), false],
    ['S23', permission('1', [-1, -1], IPV6_ANY), false],
    ['S24', permission('tcp', [9100, 9100], IPV4_ANY), true],
    ['S25', permission('tcp', [9100, 9100], IPV6_ANY), true],
    ['S26', permission('tcp', [443, 443], IPV4_ANY), false],
    ['S27', permission('tcp', [443, 443], IPV6_ANY), false],
    ['S28', permission('tcp', [80, 443], IPV4_ANY), true],
    ['S29', permission('50', undefined, IPV4_ANY), true],
    ['S30', permission('TCP', [443, 443], IPV4_ANY), false],
    ['S31', permission('tcp', [22, 22], '8.8.8.8/32'), false],
    ['S31', permission('tcp', [23, 23], '8.8.8.8/32'), true],
    ['S32', permission('tcp', [23, 23], '100.64.0.0/10'), true],
    ['a port missing', { ...permission('tcp', undefined, IPV4_ANY), FromPort: 443 }, true],
    ['no source at all', permission('-1', undefined), false],
  ])('%s: %j is offending: %s', async (_id, given, expected) => {
    expect(areNone(await offending([given]))).toBe(!expected);
  });

  it('S32: a range is internal when the options say so, and one that holds more is not', async () => {
    const shared = permission('tcp', [23, 23], '100.64.0.0/10');
    const ranges = z
      .strictObject({ internalRanges })
      .parse({ internalRanges: '100.64.0.0/10, 203.0.113.0/24' });
    expect(await offending([shared], { ranges: ranges.internalRanges })).toEqual({});
    expect(areNone(await offending([shared], { ranges: ['100.64.0.0/11'] }))).toBe(false);
  });

  it.each([
    ['a list with everything', ['10.0.0.0/8', IPV4_ANY], true],
    ['a list of private ranges', ['10.0.0.0/8', 'fc00::/7'], false],
    ['an empty list', [], false],
  ])('S33: %s lets the internet in: %s', async (_name, entries, expected) => {
    const prefixLists = { 'pl-1': entries };
    const found = await offending([permission('tcp', [23, 23], 'pl-1')], { prefixLists });
    expect(areNone(found)).toBe(!expected);
  });

  it('S34: nobody is asked when there are no ids', async () => {
    const clients = fakeAwsClients(() => {
      throw new Error('Nobody may be asked');
    });
    const check = new SecurityGroupCheck(clients, new FixedClock(), []);
    const groups = await check.read(TARGET, [], never);
    expect(await check.offending(TARGET, [], groups, () => true, never)).toEqual({});
  });

  it('S35: only groups with offending rules are told of', async () => {
    const anything = permission('-1', undefined, IPV4_ANY);
    expect(Object.keys(await offending([anything], {}, () => true))).toEqual(['sg-1']);
    expect(await offending([anything], {}, () => false)).toEqual({});
  });

  it.each([
    [permission('udp', [443, 443], IPV4_ANY), true],
    [permission('udp', [444, 444], IPV4_ANY), false],
    [permission('tcp', [443, 443], IPV4_ANY), false],
  ])('%j opens nothing but allowed ports by UDP: %s', (given, expected) => {
    expect(opensUdpOnAllowedPorts(given, ALLOWED)).toBe(expected);
  });

  it.each([
    [permission('tcp', [5432, 5432]), true],
    [permission('-1', undefined), true],
    [permission(undefined, undefined), true],
    [permission('udp', [5432, 5432]), false],
    [permission('tcp', [5433, 6000]), false],
    [permission('icmp', [-1, -1]), false],
  ])('%j opens TCP port 5432: %s', (given, expected) => {
    expect(opensTcpPort(given, 5432)).toBe(expected);
  });

  it('tells of rules in an order of its own, as a line and in parts', async () => {
    const prefixLists = {
      'pl-1': ['203.0.113.0/24', '8.8.8.0/24', '1.1.1.0/24', '9.9.9.0/24', '10.0.0.0/8'],
    };
    const permissions = [
      permission('tcp', [0, 65535], IPV6_ANY, IPV4_ANY, '10.0.0.0/8', 'sg-9'),
      permission('-1', undefined, 'pl-1'),
      permission('6', [8080, 8080], IPV4_ANY),
      permission('17', undefined, IPV4_ANY),
      permission('50', undefined, IPV4_ANY),
    ];
    const found = await offending(permissions, { prefixLists });
    expect(found).toEqual(await offending(permissions.toReversed(), { prefixLists }));
    expect(found['sg-1']).toMatchObject({
      group_name: 'web',
      offending_rules: [
        '50 from 0.0.0.0/0',
        'all from pl-1 (1.1.1.0/24, 203.0.113.0/24, 8.8.8.0/24 and 1 more)',
        'tcp 0-65535 from 0.0.0.0/0, ::/0',
        'tcp 8080 from 0.0.0.0/0',
        'udp all ports from 0.0.0.0/0',
      ],
    });
    expect(found['sg-1']?.rules[2]).toEqual({
      protocol: 'tcp',
      from_port: 0,
      to_port: 65535,
      external_sources: [IPV4_ANY, IPV6_ANY],
      internal_sources: ['10.0.0.0/8', 'sg-9'],
    });
  });

  it('does not guess what an unreadable range means', async () => {
    await expect(offending([permission('tcp', [23, 23], '10.0.0.0/99')])).rejects.toMatchObject({
      code: 'INVALID_IP_RANGE',
    });
  });

  it.each([['10.0.0.0'], ['10.0.0.0/8,x']])('refuses the internal ranges %j', (raw) => {
    expect(() => z.strictObject({ internalRanges }).parse({ internalRanges: raw })).toThrow('range');
  });
});

describe('security groups and prefix lists over the wire', () => {
  const aws = useAws();

  it('come in pages, leave out groups that are gone, and lists are asked for once an hour', async () => {
    const ids = Array.from({ length: 250 }, (_, index) => `sg-${index}`);
    const rule = { protocol: 'tcp', fromPort: 23, toPort: 23, prefixListIds: ['pl-1'] };
    aws.server.world = {
      accounts: {
        [TARGET.accountId]: {
          pageSize: 90,
          securityGroups: ids.map((groupId) => ({ groupId, ingress: [rule] })),
          prefixLists: { 'pl-1': [...Array.from({ length: 90 }, () => '10.0.0.0/8'), '8.8.8.8/32'] },
        },
      },
    };
    const clock = new FixedClock();
    const check = new SecurityGroupCheck(aws.clients, clock, []);
    const groups = await check.read(TARGET, [...ids, 'sg-gone', 'sg-0'], never);
    expect(groups.size).toBe(250);
    // 200 ids, then 51 with the one that is gone.
    expect(aws.server.count({ action: 'DescribeSecurityGroups' })).toBe(4);
    const find = () => check.offending(TARGET, [...ids, 'sg-gone'], groups, () => true, never);
    const found = await find();
    expect(Object.keys(found)).toHaveLength(250);
    expect(found['sg-0']?.offending_rules).toEqual(['tcp 23 from pl-1 (8.8.8.8/32)']);
    clock.advance(3599);
    await find();
    expect(aws.server.count({ action: 'GetManagedPrefixListEntries' })).toBe(2);
    clock.advance(2);
    await find();
    expect(aws.server.count({ action: 'GetManagedPrefixListEntries' })).toBe(4);
  });

  it('are unknown, rather than harmless, when a list cannot be read', async () => {
    const rule = { protocol: 'tcp', fromPort: 23, toPort: 23, prefixListIds: ['pl-1'] };
    aws.server.world = {
      accounts: { [TARGET.accountId]: { securityGroups: [{ groupId: 'sg-1', ingress: [rule] }] } },
    };
    aws.server.fail({ action: 'GetManagedPrefixListEntries', code: 'UnauthorizedOperation', status: 403 });
    const check = new SecurityGroupCheck(aws.clients, new FixedClock(), []);
    const groups = await check.read(TARGET, ['sg-1'], never);
    await expect(check.offending(TARGET, ['sg-1'], groups, () => true, never)).rejects.toMatchObject({
      code: 'FACT_UNAVAILABLE',
    });
  });
});
