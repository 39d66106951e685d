import type { Bucket, CloudTrailEvent } from '@fullstop/core';
import type { SecurityGroup } from '@fullstop/ec2';
import { type ArchivedGroup, type GroupChanges, textOf } from './archive-document.js';
import { eventPart, groupPart, regionPrefix } from './archive-place.js';
import { rulesOf } from './group-rules.js';

/** The archived states of groups, as one event sees them: a document for each time that the rules of a group had changed. */
export class GroupHistory {
  readonly #changes = new Map<string, Promise<GroupChanges | undefined>>();
  readonly #bucket: Bucket;
  readonly #event: CloudTrailEvent;

  constructor(bucket: Bucket, event: CloudTrailEvent) {
    this.#bucket = bucket;
    this.#event = event;
  }

  /**
   * What changed in a group since it was archived for an earlier event, which it then is again. All instances of an event
   * get the same answer. `undefined` for the first time.
   */
  changesIn(group: SecurityGroup, capturedAt: Date): Promise<GroupChanges | undefined> {
    const known = this.#changes.get(group.groupId);
    if (known) return known;
    const changes = this.#compare(group, capturedAt.toISOString());
    this.#changes.set(group.groupId, changes);
    return changes;
  }

  async #compare(securityGroup: SecurityGroup, capturedAt: string): Promise<GroupChanges | undefined> {
    const { groupId } = securityGroup;
    const eventId = eventPart(this.#event);
    const folder = `${regionPrefix(this.#event)}security-groups/${groupPart(groupId)}/`;
    const keys = await this.#bucket.keys(folder);
    const isOwn = (key: string) => key.endsWith(`-${eventId}.json`);

    const before = await this.#newest(keys.filter((key) => !isOwn(key)));
    const changes = before && changesSince(before, securityGroup);
    const isNews = !changes || changes.added.length > 0 || changes.removed.length > 0;
    if (isNews && !keys.some(isOwn)) {
      const { accountId, awsRegion: region } = this.#event;
      const document = { capturedAt, accountId, region, groupId, eventId, securityGroup };
      await this.#bucket.write(
        `${folder}${capturedAt}-${eventId}.json`,
        textOf(document),
        'application/json',
      );
    }
    return changes;
  }

  async #newest(keys: readonly string[]): Promise<ArchivedRules | undefined> {
    // Keys begin with the time, so the last one is the newest.
    const newest = keys.at(-1);
    const text = newest && (await this.#bucket.read(newest));
    return text ? archivedRules(text) : undefined;
  }
}

interface ArchivedRules {
  readonly capturedAt: string;
  readonly rules: readonly string[];
}

function archivedRules(text: string): ArchivedRules | undefined {
  try {
    const { capturedAt, securityGroup }: ArchivedGroup = JSON.parse(text);
    return { capturedAt, rules: rulesOf(securityGroup) };
  } catch {
    // Something else than ours lies there; archiving goes on, as if for the first time.
    return undefined;
  }
}

function changesSince({ capturedAt, rules }: ArchivedRules, group: SecurityGroup): GroupChanges {
  const now = rulesOf(group);
  return {
    groupId: group.groupId,
    since: capturedAt,
    added: now.filter((rule) => !rules.includes(rule)),
    removed: rules.filter((rule) => !now.includes(rule)),
  };
}
