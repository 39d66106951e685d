import type { RuleWorld, SecurityGroupWorld } from '../../aws-server/index.js';

const ANYWHERE = { ipv4: ['0.0.0.0/0'], ipv6: ['::/0'] };

/** What is open to the internet: the web only; all ports; one for PostgreSQL; by a prefix list. */
export const SECURITY_GROUPS: readonly SecurityGroupWorld[] = [
  { groupId: 'sg-web', groupName: 'web', ingress: [tcp(80, 80, ANYWHERE), tcp(443, 443, ANYWHERE)] },
  { groupId: 'sg-all', groupName: 'all', ingress: [tcp(0, 65_535, ANYWHERE)] },
  { groupId: 'sg-postgres', groupName: 'postgres', ingress: [tcp(5432, 5432, { ipv4: ['0.0.0.0/0'] })] },
  {
    groupId: 'sg-partner',
    groupName: 'partner',
    ingress: [tcp(9100, 9100, { prefixListIds: ['pl-partner'] })],
  },
  { groupId: 'sg-inside', groupName: 'inside', ingress: [tcp(9100, 9100, { ipv4: ['10.0.0.0/8'] })] },
];

/** Prefix lists: one with a range of somebody else. */
export const PREFIX_LISTS: Readonly<Record<string, readonly string[]>> = {
  'pl-partner': ['10.1.0.0/16', '203.0.113.0/24'],
};

function tcp(fromPort: number, toPort: number, from: Omit<RuleWorld, 'protocol'>): RuleWorld {
  return { protocol: 'tcp', fromPort, toPort, ...from };
}
