import { FactUnavailableError } from '@fullstop/core';
import { ACCOUNT_ID } from '@fullstop/testing';
import type { InstanceWorld, SecurityGroupWorld } from '@fullstop/tools/aws-server';
import { describe, expect, it } from '@jest/globals';
import { aLaunch, aStateChange, useWorld } from '../support/world.js';

const world = useWorld();
const CALL = { action: 'DescribeSecurityGroups' };

function set(securityGroups: readonly SecurityGroupWorld[], instances: readonly InstanceWorld[] = []): void {
  world().server.world = { accounts: { [ACCOUNT_ID]: { securityGroups, instances } } };
}

const groups = (...ids: string[]) => ({ items: ids.map((groupId) => ({ groupId })) });
const launch = (...ids: string[]) => aLaunch({ instanceId: 'i-1', groupSet: groups(...ids) });

describe('security groups', () => {
  it('SS-13: keep IPv4, IPv6, prefix lists, referenced groups and outgoing rules', async () => {
    const ingress = {
      protocol: 'tcp',
      fromPort: 443,
      toPort: 443,
      ipv4: ['0.0.0.0/0', '10.0.0.0/8'],
      ipv6: ['::/0'],
      prefixListIds: ['pl-1'],
      groupIds: ['sg-9'],
    };
    set([
      {
        groupId: 'sg-1',
        groupName: 'web',
        vpcId: 'vpc-1',
        ingress: [ingress],
        egress: [{ protocol: '-1', ipv4: ['0.0.0.0/0'] }],
        tags: { b: '2', a: '1' },
      },
    ]);
    const facts = await (await world().instance(launch('sg-1'))).securityGroups();
    expect(JSON.parse(JSON.stringify(facts))).toEqual({
      securityGroups: [
        {
          groupId: 'sg-1',
          groupName: 'web',
          description: 'sg-1',
          ownerId: ACCOUNT_ID,
          vpcId: 'vpc-1',
          tags: [
            { key: 'a', value: '1' },
            { key: 'b', value: '2' },
          ],
          ipPermissions: [
            {
              ipProtocol: 'tcp',
              fromPort: 443,
              toPort: 443,
              ipv4Ranges: [{ cidrIp: '0.0.0.0/0' }, { cidrIp: '10.0.0.0/8' }],
              ipv6Ranges: [{ cidrIpv6: '::/0' }],
              prefixListIds: [{ prefixListId: 'pl-1' }],
              userIdGroupPairs: [{ groupId: 'sg-9', userId: ACCOUNT_ID }],
            },
          ],
          ipPermissionsEgress: [
            {
              ipProtocol: '-1',
              ipv4Ranges: [{ cidrIp: '0.0.0.0/0' }],
              ipv6Ranges: [],
              prefixListIds: [],
              userIdGroupPairs: [],
            },
          ],
        },
      ],
      missingGroupIds: [],
    });
  });

  it('give the same text in whatever order EC2 tells the rules', async () => {
    const rules = ['10.0.0.0/8', '192.168.0.0/16'].map((range, index) => ({
      protocol: 'tcp',
      fromPort: index,
      ipv4: [range],
    }));
    const textOf = async (ingress: typeof rules) => {
      set([{ groupId: 'sg-1', ingress }]);
      return JSON.stringify(await (await world().instance(launch('sg-1'))).securityGroups());
    };
    expect(await textOf(rules)).toBe(await textOf(rules.toReversed()));
  });

  it('IMP-SG-5: are those of the instance only, its network interfaces included, and looked up together', async () => {
    set(['sg-1', 'sg-2', 'sg-3'].map((groupId) => ({ groupId })));
    const event = aLaunch(
      { instanceId: 'i-1', groupSet: groups('sg-1') },
      {
        instanceId: 'i-2',
        groupSet: {},
        networkInterfaceSet: { items: [{ groupSet: groups('sg-3', 'sg-2') }] },
      },
    );
    const found = await Promise.all(
      (await world().directory().of(event)).map((each) => each.securityGroups()),
    );
    const ids = found.map(({ securityGroups }) => securityGroups.map(({ groupId }) => groupId));
    expect(ids).toEqual([['sg-1'], ['sg-3', 'sg-2']]);
    expect(world().server.count(CALL)).toBe(1);
  });

  it('SS-10: of an instance without groups are none, without a call', async () => {
    const instance = await world().instance(aLaunch({ instanceId: 'i-1', groupSet: {} }));
    expect(await instance.securityGroups()).toEqual({ securityGroups: [], missingGroupIds: [] });
    expect(world().server.calls).toEqual([]);
  });

  it('IMP-SG-8: name those that are missing and keep the others', async () => {
    set([{ groupId: 'sg-1' }, { groupId: 'sg-3' }]);
    const facts = await (await world().instance(launch('sg-1', 'sg-2', 'sg-3'))).securityGroups();
    expect(facts.securityGroups.map(({ groupId }) => groupId)).toEqual(['sg-1', 'sg-3']);
    expect(facts.missingGroupIds).toEqual(['sg-2']);
    const alone = await (await world().instance(launch('sg-2'))).securityGroups();
    expect(alone).toEqual({ securityGroups: [], missingGroupIds: ['sg-2'] });
  });

  it('of a start are asked of EC2', async () => {
    set(
      [{ groupId: 'sg-1' }, { groupId: 'sg-2' }],
      [{ instanceId: 'i-1', subnetId: 'subnet-1', groupIds: ['sg-1'], interfaceGroupIds: ['sg-1', 'sg-2'] }],
    );
    const facts = await (await world().instance(aStateChange('StartInstances', ['i-1']))).securityGroups();
    expect(facts.securityGroups.map(({ groupId }) => groupId)).toEqual(['sg-1', 'sg-2']);
  });

  it('are unknown when the instance is gone', async () => {
    const instance = await world().instance(aStateChange('StopInstances', ['i-1']));
    await expect(instance.securityGroups()).rejects.toBeInstanceOf(FactUnavailableError);
  });

  it.each([
    ['UnauthorizedOperation', 403],
    ['RequestLimitExceeded', 503],
    ['Unavailable', 503],
  ])('are unknown when EC2 answers %s, until it recovers', async (code, status) => {
    set([{ groupId: 'sg-1' }]);
    world().server.fail({ ...CALL, code, status });
    const instance = await world().instance(launch('sg-1'));
    await expect(instance.securityGroups()).rejects.toBeInstanceOf(FactUnavailableError);
    world().recover();
    expect((await instance.securityGroups()).securityGroups).toHaveLength(1);
  });

  it('are unknown when EC2 does not answer', async () => {
    world().server.fail({ ...CALL, hang: true });
    const instance = await world().instance(launch('sg-1'), { clients: world().impatient });
    await expect(instance.securityGroups()).rejects.toBeInstanceOf(FactUnavailableError);
  });
});
