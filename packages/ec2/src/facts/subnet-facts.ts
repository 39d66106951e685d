/** A default route that leads to and from the internet. */
export interface InternetRoute {
  readonly destination: '0.0.0.0/0' | '::/0';
  /** The internet gateway, `igw-…`. */
  readonly gatewayId: string;
}

/** The subnet of an instance and how it is connected. */
export interface SubnetFacts {
  readonly subnetId: string;
  /** Absent only when neither the event nor EC2 told. */
  readonly vpcId?: string;
  /** The route table in force. */
  readonly routeTableId: string;
  /** Whether that table is associated with the subnet, or is the VPC's main one. */
  readonly association: 'explicit' | 'main';
  /** Active default routes to internet gateways, IPv4 first; empty when the subnet is not public. */
  readonly internetRoutes: readonly InternetRoute[];
  /** Whether there are any internet routes. */
  readonly isPublic: boolean;
  /**
   * Addresses of the instance that are reachable from outside, IPv4 first. Absent when not told: the answer to a launch
   * mostly comes before the instance has any.
   */
  readonly publicAddresses?: readonly string[];
}
