import type { IpPermission } from '@fullstop/ec2';
import { describe, expect, it } from '@jest/globals';
import { rulesOf } from '../src/group-rules.js';
import { aGroup, aPermission, from } from './groups.js';

const ANYBODY = { ipv4Ranges: [{ cidrIp: '0.0.0.0/0' }] };
const EGRESS = 'out all to 0.0.0.0/0';

describe('the rules of a security group', () => {
  it.each<[Partial<IpPermission>, string]>([
    [ANYBODY, 'in tcp 443 from 0.0.0.0/0'],
    [{ ...ANYBODY, fromPort: 8000, toPort: 8080 }, 'in tcp 8000-8080 from 0.0.0.0/0'],
    [{ ...ANYBODY, ipProtocol: '-1' }, 'in all from 0.0.0.0/0'],
    [{ ...ANYBODY, ipProtocol: 'icmp', fromPort: 8, toPort: -1 }, 'in icmp type 8 from 0.0.0.0/0'],
    [{ ...ANYBODY, ipProtocol: 'icmp', fromPort: 3, toPort: 4 }, 'in icmp type 3 code 4 from 0.0.0.0/0'],
    [{ ...ANYBODY, ipProtocol: 'icmpv6', fromPort: -1, toPort: -1 }, 'in icmpv6 from 0.0.0.0/0'],
    [{ ipv6Ranges: [{ cidrIpv6: '::/0' }] }, 'in tcp 443 from ::/0'],
    [{ prefixListIds: [{ prefixListId: 'pl-1' }] }, 'in tcp 443 from pl-1'],
    [{ userIdGroupPairs: [{ groupId: 'sg-9' }] }, 'in tcp 443 from sg-9'],
    [
      { userIdGroupPairs: [{ groupId: 'sg-9', userId: '999988887777', vpcPeeringConnectionId: 'pcx-1' }] },
      'in tcp 443 from sg-9 of 999988887777 through pcx-1',
    ],
  ])('say %j as "%s"', (permission, rule) => {
    expect(rulesOf(aGroup('sg-1', aPermission(permission)))).toEqual([rule, EGRESS]);
  });

  it('are sorted, each once, whatever their descriptions', () => {
    const described = aPermission({ ipv4Ranges: [{ cidrIp: '10.0.0.0/8', description: 'office' }] });
    expect(rulesOf(aGroup('sg-1', from('192.0.2.0/24'), from('10.0.0.0/8'), described))).toEqual([
      'in tcp 443 from 10.0.0.0/8',
      'in tcp 443 from 192.0.2.0/24',
      EGRESS,
    ]);
  });
});
