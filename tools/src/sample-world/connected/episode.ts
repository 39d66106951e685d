import { type JsonObject, type JsonValue, textAt } from '@fullstop/core';
import type { InstanceWorld, SecurityGroupWorld } from '../../aws-server/index.js';
import type { Scene } from '../scene.js';
import type { CheckedFinding, ConnectedCheck, ConnectedViolation, Expected, Outside } from './expected.js';

/** An event, what the outside knows about it, and what must come of it. */
export interface Episode extends Expected {
  readonly record: JsonObject;
  /** What EC2 knows in the account of the event. */
  readonly instances: readonly InstanceWorld[];
  readonly securityGroups: readonly SecurityGroupWorld[];
  /** Objects in the bucket for instance data, by key. */
  readonly objects: Readonly<Record<string, string>>;
}

/** An episode of which nothing is known outside, and nothing must come, but what is given. */
export function episodeOf(record: JsonObject, more: Partial<Episode> = {}): Episode {
  const nothing = { checks: [], lifecycle: [], archives: [], instances: [], securityGroups: [], objects: {} };
  return { record, ...nothing, ...more };
}

/** What runs on an instance, as user data say. */
export interface Deployed {
  readonly application?: string;
  readonly version?: string;
}

/** What a finding says beside what event and place say. */
export interface Found extends Deployed {
  readonly type: string;
  readonly instanceId: string | null;
  readonly metaInfo: JsonObject | null;
}

/** The violation that a finding becomes. */
export function violationIn(scene: Scene, record: JsonObject, found: Found): ConnectedViolation {
  const { type, instanceId, metaInfo, application = null, version = null } = found;
  return {
    account_id: scene.accountId,
    region: scene.region,
    event_id: eventIdOf(record),
    type,
    instance_id: instanceId,
    meta_info: metaInfo,
    username: textAt(record, 'userIdentity', 'arn') ?? null,
    application,
    version,
  };
}

/** A check and its findings. */
export function checkOf(
  record: JsonObject,
  plugin: string,
  needs: readonly Outside[],
  findings: readonly CheckedFinding[] = [],
): ConnectedCheck {
  return { plugin, event_id: eventIdOf(record), needs: [...new Set(needs)], findings };
}

export function eventIdOf(record: JsonObject): string {
  return textAt(record, 'eventID') ?? '';
}

/** Whether the record is of a call that succeeded, and changed something: others do not reach a plugin. */
export function reachesPlugins(record: JsonObject): boolean {
  const { errorCode, readOnly, requestParameters } = record;
  return errorCode === undefined && readOnly !== true && !isDryRun(requestParameters);
}

function isDryRun(request: JsonValue | undefined): boolean {
  return typeof request === 'object' && request !== null && 'dryRun' in request && request.dryRun === true;
}
