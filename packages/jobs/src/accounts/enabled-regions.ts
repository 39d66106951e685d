import type { AwsClients } from '@fullstop/aws';
import { type Clock, systemClock } from '@fullstop/core';
import { LRUCache } from 'lru-cache';
import type { RegionSource } from '../framework/accounts.js';

/** What {@link EnabledRegions} is made of. */
export interface EnabledRegionsOptions {
  readonly clients: AwsClients;
  /** Region that is asked; one that every account has enabled. Default `eu-west-1`. */
  readonly region?: string;
  /** Default: the machine's clock. */
  readonly clock?: Clock;
}

const MAX_ACCOUNTS = 10_000;
const KEPT_MILLISECONDS = 3_600_000;

/** The regions that an account has enabled, whether allowed or not. Needs `ec2:DescribeRegions`. Kept for an hour. */
export class EnabledRegions implements RegionSource {
  readonly #kept: LRUCache<string, readonly string[]>;

  constructor(private readonly options: EnabledRegionsOptions) {
    const { clock = systemClock } = options;
    this.#kept = new LRUCache({
      max: MAX_ACCOUNTS,
      ttl: KEPT_MILLISECONDS,
      ttlResolution: 0,
      perf: { now: () => clock.now().getTime() },
    });
  }

  /** Rejects with what AWS answers. */
  async regionsOf(accountId: string, abortSignal: AbortSignal): Promise<readonly string[]> {
    const kept = this.#kept.get(accountId);
    if (kept) return kept;
    const { clients, region = 'eu-west-1' } = this.options;
    // The SDK takes a second to load, which only who scans should pay.
    const { DescribeRegionsCommand, EC2Client } = await import('@aws-sdk/client-ec2');
    // Without AllRegions, AWS names those that are enabled only.
    const command = new DescribeRegionsCommand({ AllRegions: false });
    const answer = await clients.client(EC2Client, accountId, region).send(command, { abortSignal });
    const regions = (answer.Regions ?? [])
      .flatMap(({ RegionName }) => (RegionName ? [RegionName] : []))
      .sort();
    this.#kept.set(accountId, regions);
    return regions;
  }
}
