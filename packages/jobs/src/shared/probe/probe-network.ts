import { lookup } from 'node:dns/promises';
import { injectable } from '@fullstop/core';
import { isPublicAddress } from './address-guard.js';

/** The network as probes see it. Tests put another one in its place. */
@injectable()
export class ProbeNetwork {
  /** Addresses of a host, IPv4 first; an address is its own. Rejects with Node's error when there are none. */
  async resolve(host: string): Promise<readonly string[]> {
    const found = await lookup(host, { all: true, order: 'ipv4first' });
    return found.map(({ address }) => address);
  }

  /** Whether an address may be connected to. */
  isAllowed(address: string): boolean {
    return isPublicAddress(address);
  }

  /** The port to connect to in place of the one that is meant. */
  portOf(port: number): number {
    return port;
  }
}
