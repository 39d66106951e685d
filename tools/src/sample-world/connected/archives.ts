import type { JsonObject } from '@fullstop/core';
import type { Scene } from '../scene.js';
import { eventIdOf } from './episode.js';
import { CAPTURED, type ExpectedArchive } from './expected.js';
import type { LaunchedInstance } from './launches.js';

/** What must be archived about launched instances, and what lies in the bucket before. */
export interface Archived {
  readonly archives: readonly ExpectedArchive[];
  readonly objects: Readonly<Record<string, string>>;
}

const BOOT_MS = 40_000;

/** What changed in a group since an earlier event. */
export interface GroupChange {
  readonly added: string[];
  readonly removed: string[];
}

/** @param changes what changed since an earlier event, by group id. */
export function archivesOf(
  scene: Scene,
  record: JsonObject,
  launched: readonly LaunchedInstance[],
  changes: Readonly<Record<string, GroupChange>> = {},
): Archived {
  const archiving = launched.filter(({ known }) => known.length > 0);
  return {
    archives: archiving.flatMap((one) => [
      instanceArchive(scene, record, one, changes),
      ...one.known.map(({ world, archived }) => groupArchive(scene, record, world.groupId, archived)),
    ]),
    objects: Object.fromEntries(
      launched
        .filter(({ booted }) => booted)
        .map((one) => [`${folderOf(scene, one)}taupage.yaml`, '#taupage-ami-config\n']),
    ),
  };
}

function instanceArchive(
  scene: Scene,
  record: JsonObject,
  one: LaunchedInstance,
  changes: Readonly<Record<string, GroupChange>>,
): ExpectedArchive {
  const { instanceId, launchTime, known, deletedGroupIds } = one;
  const eventId = eventIdOf(record);
  const { accountId, region } = scene;
  return {
    event_id: eventId,
    key: `${folderOf(scene, one)}${instanceId}-security-groups-${eventId}.json`,
    document: {
      capturedAt: CAPTURED,
      accountId,
      region,
      instanceId,
      launchTime: launchTime.toISOString(),
      eventId,
      securityGroups: known.map(({ archived }) => archived),
      missingGroupIds: [...deletedGroupIds],
      changes: known.flatMap(({ world: { groupId } }) => {
        const change = changes[groupId];
        return change ? [{ groupId, since: CAPTURED, ...change }] : [];
      }),
    },
  };
}

function groupArchive(
  { accountId, region }: Scene,
  record: JsonObject,
  groupId: string,
  securityGroup: JsonObject,
): ExpectedArchive {
  const eventId = eventIdOf(record);
  return {
    event_id: eventId,
    key: `${accountId}/${region}/security-groups/${groupId}/${CAPTURED}-${eventId}.json`,
    document: { capturedAt: CAPTURED, accountId, region, groupId, eventId, securityGroup },
  };
}

/** The folder of the instance's boot; of one that never said that it booted, as if it had when it was launched. */
function folderOf(scene: Scene, { instanceId, launchTime, booted }: LaunchedInstance): string {
  const boot = booted ? new Date(launchTime.getTime() + BOOT_MS) : launchTime;
  const day = boot.toISOString().slice(0, 10).replaceAll('-', '/');
  return `${scene.accountId}/${scene.region}/${day}/${instanceId}-${boot.toISOString()}/`;
}
