import type { Kio } from '@fullstop/clients';
import type { InstanceApplications, ScanTarget } from '@fullstop/core';

/** Tells which endpoints are meant to be public. */
export class Publicity {
  constructor(
    private readonly applications: InstanceApplications,
    /** Keeps its answers for five minutes. Without a registry, nothing is known to be meant public. */
    private readonly kio: Kio | undefined,
  ) {}

  /**
   * Whether the application of some instances is registered as public; false when nothing is known of it.
   * @throws when the store or the registry could not tell.
   */
  async isMeantPublic({ accountId, region }: ScanTarget, instanceIds: readonly string[]): Promise<boolean> {
    if (!this.kio || instanceIds.length === 0) return false;
    const name = await this.applications.applicationOf(accountId, region, instanceIds);
    if (name === undefined) return false;
    return (await this.kio.findApplication(name))?.publiclyAccessible ?? false;
  }
}
