import type { SecurityGroup } from '@fullstop/ec2';

/** What became different in the rules of a group since it was archived last. */
export interface GroupChanges {
  readonly groupId: string;
  /** When the rules compared with were archived; ISO 8601, UTC. */
  readonly since: string;
  /** Rules that are new, such as `in tcp 22 from 0.0.0.0/0`. */
  readonly added: readonly string[];
  /** Rules that are gone. */
  readonly removed: readonly string[];
}

/** What is archived for an instance. */
export interface InstanceArchive {
  /** When EC2 was asked; ISO 8601, UTC. */
  readonly capturedAt: string;
  readonly accountId: string;
  readonly region: string;
  readonly instanceId: string;
  /** Launch of the instance; ISO 8601, UTC. */
  readonly launchTime: string;
  /** The event that told of the launch. */
  readonly eventId: string;
  readonly securityGroups: readonly SecurityGroup[];
  /** Groups of the instance that did not exist any more. */
  readonly missingGroupIds: readonly string[];
  /** What became different since each group was archived last; a group that never was is not listed. */
  readonly changes: readonly GroupChanges[];
}

/** What is archived for a group, each time that its rules have changed. */
export interface ArchivedGroup {
  /** When EC2 was asked; ISO 8601, UTC. */
  readonly capturedAt: string;
  readonly accountId: string;
  readonly region: string;
  readonly groupId: string;
  /** The event that led to asking. */
  readonly eventId: string;
  readonly securityGroup: SecurityGroup;
}

/** An archived document as text, for people to read as well. */
export function textOf(document: InstanceArchive | ArchivedGroup): string {
  return `${JSON.stringify(document, null, 2)}\n`;
}
