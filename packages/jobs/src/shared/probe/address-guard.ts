import ipaddr from 'ipaddr.js';

/**
 * Whether an address is one of the internet's. Loopback, link-local (where metadata services are), private, shared (CGNAT),
 * unique local, multicast and reserved ones are not, nor are IPv6 addresses that stand for IPv4 ones.
 */
export function isPublicAddress(address: string): boolean {
  // A zone (`%eth0`) is only there for addresses that are not public.
  if (!ipaddr.isValid(address) || address.includes('%')) return false;
  return ipaddr.parse(address).range() === 'unicast';
}
