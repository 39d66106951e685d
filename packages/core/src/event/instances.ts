import { FactUnavailableError } from '../errors/errors.js';
import type { CloudTrailEvent } from './cloudtrail-event.js';
import { instantOf } from './instant.js';
import { isJsonObject, type JsonObject, objectsAt, textAt, valueAt } from './json.js';

/** Why a response lists no instances: not there, a failed call, cut by CloudTrail for its size, or shaped unlike EC2's. */
export type NoInstancesReason = 'absent' | 'failed-call' | 'omitted' | 'unexpected-shape';

/** The instances that a response of EC2 lists. */
export interface InstanceItems {
  /** Each element of `responseElements.instancesSet.items`, in order. */
  readonly items: readonly InstanceItem[];
  /** Set when `items` is empty. */
  readonly reason?: NoInstancesReason;
}

/** One element of `responseElements.instancesSet.items`. */
export interface InstanceItem {
  readonly instanceId: string;
  /** The effective image; absent in answers to start, stop and terminate calls. */
  readonly imageId?: string;
  /** Trimmed name of the SSH key pair; absent when there is none. */
  readonly keyName?: string;
  /** Launch time; absent in answers to start, stop and terminate calls. */
  readonly launchTime?: Date;
  /** Ids of the security groups of the instance and of its network interfaces, without repetition. */
  readonly securityGroupIds: readonly string[];
  /** The element itself. */
  readonly item: JsonObject;
}

/** The instances in the response of a run, start, stop or terminate call. Never throws; see {@link NoInstancesReason}. */
export function instancesOf(event: CloudTrailEvent): InstanceItems {
  const response = event.responseElements;
  const items = objectsAt(response, 'instancesSet', 'items').flatMap(instanceItem);
  return items.length > 0 ? { items } : { items, reason: whyNone(event) };
}

/**
 * The instances that a call started, for plugins that look at each; none when the call failed or said nothing.
 * @throws {FactUnavailableError} when CloudTrail cut the list for its size: then they exist, but are not told.
 */
export function launchedInstancesOf(event: CloudTrailEvent): readonly InstanceItem[] {
  const { items, reason } = instancesOf(event);
  if (reason === 'omitted') {
    throw new FactUnavailableError(
      `instances of ${event.eventID}`,
      'CloudTrail left the response out for its size',
    );
  }
  return items;
}

/** Ids of all security groups in a response, reservation first, in order of appearance, without repetition. Never throws. */
export function securityGroupIdsOf(event: CloudTrailEvent): string[] {
  const instances = objectsAt(event.responseElements, 'instancesSet', 'items');
  return distinct([...groupIds(event.responseElements), ...instances.flatMap(groupIdsOfInstance)]);
}

/**
 * Launch time as CloudTrail gives it (epoch milliseconds), or as the EC2 API does (ISO text).
 * `undefined` when there is none, or it cannot be read. Never throws.
 */
export function launchTimeOf(item: JsonObject): Date | undefined {
  const value = item.launchTime;
  if (typeof value === 'string' && !/^\d+$/.test(value)) return instantOf(value);
  if (typeof value !== 'number' && typeof value !== 'string') return undefined;
  const time = new Date(Number(value));
  return Number.isNaN(time.getTime()) ? undefined : time;
}

function instanceItem(item: JsonObject): InstanceItem[] {
  const instanceId = textAt(item, 'instanceId');
  if (!instanceId) return [];
  return [
    {
      instanceId,
      imageId: textAt(item, 'imageId'),
      keyName: textAt(item, 'keyName'),
      launchTime: launchTimeOf(item),
      securityGroupIds: distinct(groupIdsOfInstance(item)),
      item,
    },
  ];
}

function whyNone(event: CloudTrailEvent): NoInstancesReason {
  const response = event.responseElements;
  if (event.errorCode) return 'failed-call';
  if (response === undefined || response === null) return 'absent';
  return isJsonObject(response) && valueAt(response, 'omitted') === true ? 'omitted' : 'unexpected-shape';
}

function groupIdsOfInstance(item: JsonObject): string[] {
  const interfaces = objectsAt(item, 'networkInterfaceSet', 'items');
  return [...groupIds(item), ...interfaces.flatMap(groupIds)];
}

function groupIds(owner: unknown): string[] {
  return objectsAt(owner, 'groupSet', 'items').flatMap((group) => textAt(group, 'groupId') ?? []);
}

function distinct(texts: string[]): string[] {
  return [...new Set(texts)];
}
