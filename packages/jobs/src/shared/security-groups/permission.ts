import type { IpPermission } from '@aws-sdk/client-ec2';

const PROTOCOL_NAMES: Readonly<Record<string, string>> = {
  '-1': 'all',
  '1': 'icmp',
  '6': 'tcp',
  '17': 'udp',
  '58': 'icmpv6',
};
const ICMP = new Set(['icmp', 'icmpv6']);
const WITH_PORTS = new Set(['tcp', 'udp']);

/** A protocol by its name; by its number if it has no name here. A permission without one is about TCP and UDP alike. */
export function protocolOf({ IpProtocol }: IpPermission): string {
  const protocol = IpProtocol?.trim().toLowerCase() ?? '';
  return PROTOCOL_NAMES[protocol] ?? (protocol === '' ? 'tcp/udp' : protocol);
}

/** Whether a permission opens a port that is not among the allowed ones. */
export function opensOtherPort(permission: IpPermission, allowedPorts: readonly number[]): boolean {
  const protocol = protocolOf(permission);
  if (ICMP.has(protocol)) return false;
  if (!WITH_PORTS.has(protocol) && protocol !== 'tcp/udp') return true;
  const { FromPort, ToPort } = permission;
  if (FromPort === undefined || ToPort === undefined) return true;
  const allowed = allowedPorts.filter((port) => FromPort <= port && port <= ToPort);
  return new Set(allowed).size < ToPort - FromPort + 1;
}

/** Whether a permission lets TCP through to a port. */
export function opensTcpPort(permission: IpPermission, port: number): boolean {
  const protocol = protocolOf(permission);
  if (protocol === 'all') return true;
  if (protocol !== 'tcp' && protocol !== 'tcp/udp') return false;
  const { FromPort = 0, ToPort = 65_535 } = permission;
  return FromPort <= port && port <= ToPort;
}

/** Whether a permission lets UDP through, and through nothing but allowed ports. */
export function opensUdpOnAllowedPorts(permission: IpPermission, allowedPorts: readonly number[]): boolean {
  return protocolOf(permission) === 'udp' && !opensOtherPort(permission, allowedPorts);
}

/** The ports of a permission, such as `22`, `0-65535` or `all ports`; empty for protocols without ports. */
export function portsText(permission: IpPermission): string {
  const protocol = protocolOf(permission);
  if (!WITH_PORTS.has(protocol) && protocol !== 'tcp/udp') return '';
  const { FromPort, ToPort } = permission;
  if (FromPort === undefined || ToPort === undefined) return 'all ports';
  return FromPort === ToPort ? String(FromPort) : `${FromPort}-${ToPort}`;
}
