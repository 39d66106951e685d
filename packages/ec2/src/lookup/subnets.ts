import { DescribeRouteTablesCommand, type Filter, type Route, type RouteTable } from '@aws-sdk/client-ec2';
import type { AwsClients } from '@fullstop/aws';
import { type Clock, FactUnavailableError } from '@fullstop/core';
import type { InternetRoute, SubnetFacts } from '../facts/subnet-facts.js';
import { FactCache } from './fact-cache.js';
import { known } from './known.js';
import { ec2At, nameOf, type Place } from './place.js';

/** A subnet, and how to learn its VPC, which is needed only sometimes. */
export interface SubnetQuestion {
  readonly subnetId: string;
  readonly vpcId: () => Promise<string | undefined>;
}

/** How a subnet is connected: what all its instances have in common. */
export type SubnetConnection = Omit<SubnetFacts, 'publicAddresses'>;

const SECONDS = 300;

/** Subnets and the route tables in force there. */
export class Subnets {
  readonly #clients: AwsClients;
  readonly #connections: FactCache<SubnetConnection>;

  constructor(clients: AwsClients, clock: Clock) {
    this.#clients = clients;
    this.#connections = new FactCache({ seconds: SECONDS, clock });
  }

  /** @throws {FactUnavailableError} also when EC2 tells of no route table: every subnet has one. */
  async find(place: Place, question: SubnetQuestion): Promise<SubnetConnection> {
    const { subnetId } = question;
    const connection = await this.#connections.get({
      place: nameOf(place),
      id: subnetId,
      load: async () => new Map([[subnetId, await this.#connection(place, question)]]),
    });
    if (!connection) throw noTable(place, subnetId);
    return connection;
  }

  async #connection(place: Place, { subnetId, vpcId }: SubnetQuestion): Promise<SubnetConnection> {
    const explicit = await this.#table(place, subnetId, [filter('association.subnet-id', subnetId)]);
    if (explicit) return connectionOf(subnetId, explicit, 'explicit');
    const vpc = await vpcId();
    if (vpc === undefined) throw noTable(place, subnetId);
    const main = await this.#table(place, subnetId, [
      filter('vpc-id', vpc),
      filter('association.main', 'true'),
    ]);
    // Not kept: it can only be a matter of time or of rights.
    if (!main) throw noTable(place, subnetId);
    return connectionOf(subnetId, main, 'main');
  }

  async #table(place: Place, subnetId: string, Filters: Filter[]): Promise<RouteTable | undefined> {
    const answer = await known(`route table of ${subnetId} in ${nameOf(place)}`, () =>
      ec2At(this.#clients, place).send(new DescribeRouteTablesCommand({ Filters })),
    );
    return answer.RouteTables?.find(({ RouteTableId }) => RouteTableId);
  }
}

function connectionOf(
  subnetId: string,
  table: RouteTable,
  association: SubnetFacts['association'],
): SubnetConnection {
  const internetRoutes = [
    ...(table.Routes ?? []).flatMap((route) => internetRoute(route, '0.0.0.0/0')),
    ...(table.Routes ?? []).flatMap((route) => internetRoute(route, '::/0')),
  ];
  return {
    subnetId,
    vpcId: table.VpcId,
    routeTableId: table.RouteTableId ?? '',
    association,
    internetRoutes,
    isPublic: internetRoutes.length > 0,
  };
}

function internetRoute(route: Route, destination: InternetRoute['destination']): InternetRoute[] {
  const { State, GatewayId, DestinationCidrBlock, DestinationIpv6CidrBlock } = route;
  const isDefault = [DestinationCidrBlock, DestinationIpv6CidrBlock].includes(destination);
  // Egress-only gateways (eigw-), NAT, peering and the like let nobody in.
  if (!isDefault || State !== 'active' || !GatewayId?.startsWith('igw-')) return [];
  return [{ destination, gatewayId: GatewayId }];
}

function filter(Name: string, value: string): Filter {
  return { Name, Values: [value] };
}

function noTable(place: Place, subnetId: string): FactUnavailableError {
  return new FactUnavailableError(
    `route table of ${subnetId} in ${nameOf(place)}`,
    'EC2 tells of none, neither for the subnet nor for its VPC',
  );
}
