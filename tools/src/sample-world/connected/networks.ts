import type { JsonObject } from '@fullstop/core';
import type { RouteTableWorld, SubnetWorld } from '../../aws-server/index.js';

/** A subnet in one of the states that decide whether it is public. */
export interface SubnetKind {
  readonly title: string;
  readonly subnetId: string;
  readonly vpcId: string;
  /** An address that the launch already tells of. */
  readonly ipv6Address?: string;
  /** Details of the violation, of a public one. */
  readonly finding?: JsonObject;
}

const VPCS = {
  nat: `vpc-0${'1'.repeat(16)}`,
  open: `vpc-0${'2'.repeat(16)}`,
  closed: `vpc-0${'3'.repeat(16)}`,
};
const GATEWAY = `igw-0${'1'.repeat(16)}`;
const TABLES = {
  nat: `rtb-0${'1'.repeat(16)}`,
  public: `rtb-0${'2'.repeat(16)}`,
  ipv6: `rtb-0${'3'.repeat(16)}`,
  open: `rtb-0${'4'.repeat(16)}`,
  closed: `rtb-0${'5'.repeat(16)}`,
};
const LOCAL = { destination: '10.0.0.0/16', target: 'local' };
const ADDRESS = '2001:db8:1234:1a00::17';

/** Route tables, in every account and region. */
export const ROUTE_TABLES: readonly RouteTableWorld[] = [
  {
    routeTableId: TABLES.nat,
    vpcId: VPCS.nat,
    main: true,
    routes: [LOCAL, { destination: '0.0.0.0/0', target: 'nat-0a1b2c3d4e5f60718' }],
  },
  {
    routeTableId: TABLES.public,
    vpcId: VPCS.nat,
    subnetIds: [subnetId('2')],
    routes: [LOCAL, { destination: '0.0.0.0/0', target: GATEWAY }],
  },
  {
    routeTableId: TABLES.ipv6,
    vpcId: VPCS.nat,
    subnetIds: [subnetId('3')],
    routes: [
      LOCAL,
      { destination: '::/0', target: GATEWAY },
      { destination: '0.0.0.0/0', target: 'nat-0a1b2c3d4e5f60718' },
    ],
  },
  {
    routeTableId: TABLES.open,
    vpcId: VPCS.open,
    main: true,
    routes: [LOCAL, { destination: '::/0', target: GATEWAY }, { destination: '0.0.0.0/0', target: GATEWAY }],
  },
  {
    routeTableId: TABLES.closed,
    vpcId: VPCS.closed,
    main: true,
    routes: [
      LOCAL,
      { destination: '10.0.0.0/8', target: GATEWAY },
      { destination: '0.0.0.0/0', target: GATEWAY, state: 'blackhole' },
      { destination: '::/0', target: 'eigw-0a1b2c3d4e5f60718' },
      { destination: 'pl-6da54004', target: 'vpce-0a1b2c3d4e5f60718' },
    ],
  },
];

/** Every kind of subnet, a private one first. */
export const SUBNETS: readonly SubnetKind[] = [
  { title: 'private, main table', subnetId: subnetId('1'), vpcId: VPCS.nat },
  {
    title: 'public, table of its own',
    subnetId: subnetId('2'),
    vpcId: VPCS.nat,
    finding: finding('2', VPCS.nat, TABLES.public, ['0.0.0.0/0']),
  },
  {
    title: 'public for IPv6 only',
    subnetId: subnetId('3'),
    vpcId: VPCS.nat,
    ipv6Address: ADDRESS,
    finding: {
      ...finding('3', VPCS.nat, TABLES.ipv6, ['::/0']),
      public_ip: ADDRESS,
      public_address: 'present',
    },
  },
  {
    title: 'public, main table',
    subnetId: subnetId('4'),
    vpcId: VPCS.open,
    finding: finding('4', VPCS.open, TABLES.open, ['0.0.0.0/0', '::/0']),
  },
  { title: 'private for all that its routes look like', subnetId: subnetId('5'), vpcId: VPCS.closed },
];

/** The subnets themselves, in every account and region. */
export const LISTED_SUBNETS: readonly SubnetWorld[] = SUBNETS.map(({ subnetId, vpcId }) => ({
  subnetId,
  vpcId,
}));

function subnetId(digit: string): string {
  return `subnet-0${digit.repeat(16)}`;
}

function finding(digit: string, vpcId: string, routeTableId: string, destinations: string[]): JsonObject {
  return {
    subnet_id: subnetId(digit),
    vpc_id: vpcId,
    route_table_id: routeTableId,
    gateway_id: GATEWAY,
    destinations,
    public_ip: '',
    // The answer to a launch comes before EC2 has given out addresses.
    public_address: 'not-told',
  };
}
