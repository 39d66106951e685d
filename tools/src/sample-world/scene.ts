import type { JsonObject } from '@fullstop/core';
import type { Random } from './random.js';

/** Where and when a record is written. */
export interface Scene {
  /** The account that the log file belongs to: the recipient of every record in it. */
  readonly accountId: string;
  readonly region: string;
  readonly time: Date;
  readonly random: Random;
}

/** What a shipped plugin with default options must report about a record. Event, account and region are the record's. */
export interface ExpectedFinding {
  /** Id of the violation type. */
  readonly type: string;
  readonly instanceId: string | null;
  readonly metaInfo: JsonObject;
}

/** A record, and what must be found in it. */
export interface Happening {
  readonly record: JsonObject;
  readonly expected: readonly ExpectedFinding[];
}

/** Writes one record that some plugin looks at. */
export interface EventBuilder {
  /** Says which case it is, for instance `RunInstances with a key pair`. */
  readonly title: string;
  /** IAM and other global services write to `us-east-1` only. */
  readonly onlyInUsEast1?: boolean;
  build(scene: Scene): Happening;
}

/** A violation that processing the sample world must lead to; member names as on the wire. */
export interface ExpectedViolation {
  readonly account_id: string;
  readonly region: string;
  readonly event_id: string;
  readonly type: string;
  readonly instance_id: string | null;
  readonly meta_info: JsonObject;
}

/** Nothing to report. */
export const NOTHING: readonly ExpectedFinding[] = [];

/** The regions that the region plugins allow when nobody configured them, in their order. */
export const ALLOWED_REGIONS: readonly string[] = ['eu-west-1', 'eu-central-1'];

/** Whether the plugins allow a region when nobody configured them. */
export function isAllowed(region: string): boolean {
  return ALLOWED_REGIONS.includes(region);
}
