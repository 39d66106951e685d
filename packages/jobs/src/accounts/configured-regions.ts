import type { RegionSource } from '../framework/accounts.js';

/** Regions that somebody wrote down, the same for all accounts. */
export class ConfiguredRegions implements RegionSource {
  constructor(private readonly regions: readonly string[]) {}

  async regionsOf(): Promise<readonly string[]> {
    return this.regions;
  }
}
