import type { JsonValue } from '../event/json.js';

/** What a plugin returns: one bad state that it saw in an event. The host adds event, account, region, user and plugin. */
export interface Finding<Type extends string = string> {
  /** Id of one of the violation types that the plugin declares under `emits`. */
  readonly type: Type;
  /** The resource it is about: an instance id, a function's ARN, … Absent when the event itself is the subject. */
  readonly instanceId?: string;
  /** Details; member names are snake_case and part of the plugin's contract. */
  readonly metaInfo?: JsonValue;
  /** Application that the resource belongs to, where the plugin knows it. */
  readonly applicationId?: string;
  readonly applicationVersion?: string;
  /** Tells apart findings of one type about one resource that are not the same thing coming back. */
  readonly fingerprintKey?: string;
}
