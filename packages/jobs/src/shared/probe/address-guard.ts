import ipaddr from 'ipaddr.js';

/** All that IANA has given out of IPv6; of the rest nobody knows where it leads, `::169.254.169.254` for instance. */
const IPV6_INTERNET = ipaddr.IPv6.parseCIDR('2000::/3');

/**
 * Whether an address is one of the internet's. Loopback, link-local (where metadata services are), private, shared (CGNAT),
 * unique local, multicast and reserved ones are not, nor are IPv6 addresses that stand for IPv4 ones.
 */
export function isPublicAddress(address: string): boolean {
  // A zone (`%eth0`) is only there for addresses that are not public.
  if (!ipaddr.isValid(address) || address.includes('%')) return false;
  const parsed = ipaddr.parse(address);
  if (parsed.range() !== 'unicast') return false;
  return parsed instanceof ipaddr.IPv4 || parsed.match(IPV6_INTERNET);
}
