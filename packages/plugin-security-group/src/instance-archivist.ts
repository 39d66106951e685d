import type { Bucket, Clock, CloudTrailEvent, Logger } from '@fullstop/core';
import type { Instance, SecurityGroupFacts } from '@fullstop/ec2';
import { type GroupChanges, textOf } from './archive-document.js';
import { eventPart, instancePart, regionPrefix } from './archive-place.js';
import { bootFolderPrefixes, findBootFolder, launchFolder } from './boot-folder.js';
import { GroupHistory } from './group-history.js';

/** Archives the security groups of the instances of one event, once however often the event comes. */
export class InstanceArchivist {
  readonly #bucket: Bucket;
  readonly #event: CloudTrailEvent;
  readonly #clock: Clock;
  readonly #logger: Logger;
  readonly #history: GroupHistory;

  constructor(bucket: Bucket, event: CloudTrailEvent, clock: Clock, logger: Logger) {
    this.#bucket = bucket;
    this.#event = event;
    this.#clock = clock;
    this.#logger = logger;
    this.#history = new GroupHistory(bucket, event);
  }

  /** @throws {FactUnavailableError} when EC2 or the bucket could not be reached. */
  async archive(instance: Instance): Promise<void> {
    const { instanceId, item } = instance;
    const eventId = eventPart(this.#event);
    if (item.securityGroupIds.length === 0)
      return this.#warn(instanceId, 'The event names no security group.');

    const facts = await instance.securityGroups();
    if (facts.securityGroups.length === 0) {
      return this.#warn(instanceId, 'None of the security groups exists any more.');
    }
    const capturedAt = this.#clock.now();
    // The event comes within seconds of the launch, should it not tell the time of it.
    const launch = item.launchTime ?? this.#event.eventTime;
    const fileName = `${instancePart(instanceId)}-security-groups-${eventId}.json`;
    const folder = await this.#folderWithout(fileName, instanceId, launch);
    // Archived already; what was in force then must not be written over.
    if (folder === undefined) return;

    const changes = await this.#changes(facts, capturedAt);
    const text = textOf({
      capturedAt: capturedAt.toISOString(),
      accountId: this.#event.accountId,
      region: this.#event.awsRegion,
      instanceId,
      launchTime: launch.toISOString(),
      eventId,
      securityGroups: facts.securityGroups,
      missingGroupIds: facts.missingGroupIds,
      changes,
    });
    await this.#bucket.write(`${folder}${fileName}`, text, 'application/json');
  }

  /** The folder to archive in; `undefined` when the file is in any folder of the instance already. */
  async #folderWithout(fileName: string, instanceId: string, launch: Date): Promise<string | undefined> {
    const region = regionPrefix(this.#event);
    const listings = await Promise.all(
      bootFolderPrefixes(region, instanceId, launch).map(async (prefix) => ({
        prefix,
        keys: await this.#bucket.keys(prefix),
      })),
    );
    // A boot may have become known since, which would be the better folder today.
    if (listings.some(({ keys }) => keys.some((key) => key.endsWith(`/${fileName}`)))) return undefined;
    return findBootFolder(listings, launch) ?? launchFolder(region, instanceId, launch);
  }

  async #changes({ securityGroups }: SecurityGroupFacts, capturedAt: Date): Promise<GroupChanges[]> {
    const changes = await Promise.all(
      securityGroups.map((group) => this.#history.changesIn(group, capturedAt)),
    );
    return changes.filter((change) => change !== undefined);
  }

  #warn(instanceId: string, why: string): void {
    const { eventID, accountId, awsRegion } = this.#event;
    const fields = { event_id: eventID, account_id: accountId, region: awsRegion, instance_id: instanceId };
    this.#logger.warn(
      { plugin: 'security-group', ...fields },
      `${why} Nothing is archived for the instance.`,
    );
  }
}
