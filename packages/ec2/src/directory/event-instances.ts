import type { Instance as Ec2Instance } from '@aws-sdk/client-ec2';
import {
  type CloudTrailEvent,
  FactUnavailableError,
  type InstanceItem,
  instancesOf,
  type JsonObject,
  objectsAt,
  textAt,
} from '@fullstop/core';
import type { Descriptions } from '../lookup/descriptions.js';
import { launchedItemOf } from '../lookup/launched-item.js';

/**
 * The instances that a call was about, also when CloudTrail cut the list for its size: then the request names them, or EC2
 * knows which ones were launched with the call's client token.
 * @throws {FactUnavailableError} when they exist but nobody can tell which ones.
 */
export async function instanceItemsOf(
  event: CloudTrailEvent,
  descriptions: Descriptions,
): Promise<readonly InstanceItem[]> {
  const { items, reason } = instancesOf(event);
  if (reason !== 'omitted') return items;
  if (event.eventName !== 'RunInstances') return itemsOfRequest(event);
  const launched = await launchedBy(event, descriptions);
  if (launched.length === 0) throw notTold(event, 'EC2 knows no instances with its client token');
  return itemsIn(event, launched.map(launchedItemOf));
}

function itemsOfRequest(event: CloudTrailEvent): readonly InstanceItem[] {
  const items = itemsIn(event, objectsAt(event.requestParameters, 'instancesSet', 'items'));
  if (items.length === 0) throw notTold(event, 'the request names none, either');
  return items;
}

async function launchedBy(
  event: CloudTrailEvent,
  descriptions: Descriptions,
): Promise<readonly Ec2Instance[]> {
  const clientToken = textAt(event.requestParameters, 'clientToken');
  if (clientToken === undefined) throw notTold(event, 'the request has no client token to look them up with');
  return descriptions.launchedWith({ accountId: event.accountId, region: event.awsRegion }, clientToken);
}

function itemsIn(event: CloudTrailEvent, items: JsonObject[]): readonly InstanceItem[] {
  return instancesOf({ ...event, responseElements: { instancesSet: { items } } }).items;
}

function notTold({ eventID }: CloudTrailEvent, why: string): FactUnavailableError {
  return new FactUnavailableError(
    `instances of ${eventID}`,
    `CloudTrail left the response out for its size, and ${why}`,
  );
}
