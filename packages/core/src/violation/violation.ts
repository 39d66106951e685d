import type { JsonValue } from '../event/json.js';

/**
 * What makes two violations the same one, however often and from wherever an event arrives. Unique in every store.
 */
export interface ViolationIdentity {
  readonly accountId: string;
  readonly region: string;
  readonly eventId: string;
  /** Id of the violation type. */
  readonly type: string;
  /** The resource; `null` when the event itself is the subject. */
  readonly instanceId: string | null;
}

/** A finding with everything the host knows, ready to be stored. */
export interface Violation extends ViolationIdentity {
  readonly eventTime: Date;
  /** ARN of who caused it; `null` for AWS services. */
  readonly username: string | null;
  /** `<package>#<Class>` of the plugin or job; `null` for a violation that came over the API. */
  readonly pluginClass: string | null;
  readonly metaInfo: JsonValue;
  readonly applicationId: string | null;
  readonly applicationVersion: string | null;
  /** Equal for occurrences of the same finding in different events; see `fingerprintOf`. */
  readonly fingerprint: string;
}
