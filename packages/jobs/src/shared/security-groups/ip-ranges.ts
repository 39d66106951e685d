import { FullstopError } from '@fullstop/core';
import ipaddr from 'ipaddr.js';

/** A range of addresses: its first address, and how many of its bits are fixed. */
export type IpRange = readonly [ipaddr.IPv4 | ipaddr.IPv6, number];

/** Addresses that nobody on the internet has. */
export const PRIVATE_RANGES: readonly string[] = [
  '10.0.0.0/8',
  '172.16.0.0/12',
  '192.168.0.0/16',
  'fc00::/7',
];

/** Reads a range such as `10.0.0.0/8` or `fc00::/7`. @throws {FullstopError} `INVALID_IP_RANGE` */
export function parseIpRange(text: string): IpRange {
  try {
    return ipaddr.parseCIDR(text);
  } catch (cause) {
    throw new FullstopError('INVALID_IP_RANGE', `"${text}" is no range of addresses, such as 10.0.0.0/8.`, {
      cause,
    });
  }
}

/** Whether all addresses of a range are in one of the others. */
export function isWithin([address, bits]: IpRange, others: readonly IpRange[]): boolean {
  return others.some(
    ([start, fixed]) =>
      address.kind() === start.kind() && bits >= fixed && address.match(start as ipaddr.IPv4, fixed),
  );
}
