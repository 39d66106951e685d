import type { JsonValue, UnfinishedCheckJson } from '@fullstop/core';

/** What plugins make of one event, as it is printed. */
export interface EventExplanation {
  readonly event: ExplainedEvent;
  /** Every plugin that was found and asked for, by id. */
  readonly plugins: readonly PluginExplanation[];
}

/** What tells the event apart from others. */
export interface ExplainedEvent {
  readonly event_id: string;
  readonly event_source: string;
  readonly event_name: string;
  /** ISO 8601, UTC. */
  readonly event_time: string;
  readonly account_id: string;
  readonly region: string;
  readonly username: string | null;
  /** Code of a failed call. */
  readonly error_code: string | null;
}

/** What one plugin makes of the event. */
export interface PluginExplanation {
  readonly plugin: string;
  readonly title: string;
  /** Why it does not look at the event; `null` when it does. */
  readonly why_not: string | null;
  /** How the check ended; `null` when there was none. */
  readonly state: 'decided' | 'pending' | 'failed' | null;
  /** Why the check is pending or failed. */
  readonly error: ErrorExplanation | null;
  /** What it asked for, in the order in which it asked. */
  readonly facts: readonly FactExplanation[];
  readonly violations: readonly ViolationExplanation[];
  /** Rows about the life of instances that the service would store. */
  readonly lifecycle: readonly LifecycleExplanation[];
  /** Texts that the service would write into buckets. */
  readonly writes: readonly WriteExplanation[];
  /** What the plugin logged, debug lines left out. */
  readonly notes: readonly string[];
  /** The check as it is stored; `null` when it is not. */
  readonly stored_check: UnfinishedCheckJson | null;
}

/** Code and message of what was thrown. */
export interface ErrorExplanation {
  readonly code: string;
  readonly message: string;
}

/** Something that a plugin asked for, and what it got. */
export interface FactExplanation {
  /** Such as `user data of i-0123456789abcdef0`. */
  readonly fact: string;
  /** `absent`: known not to exist. `unavailable`: it could not be had. `unanswered`: the plugin did not wait for it. */
  readonly outcome: 'known' | 'absent' | 'unavailable' | 'unanswered';
  /** The value of a known fact, else `null`. */
  readonly value: JsonValue;
  /** Why it could not be had, else `null`. */
  readonly error: ErrorExplanation | null;
}

/** A violation that the service would store. */
export interface ViolationExplanation {
  readonly type: string;
  readonly severity: number;
  readonly instance_id: string | null;
  readonly application_id: string | null;
  readonly application_version: string | null;
  readonly meta_info: JsonValue;
}

/** A row about the life of an instance. */
export interface LifecycleExplanation {
  readonly instance_id: string;
  readonly event_type: string;
  /** ISO 8601, UTC. */
  readonly event_date: string;
  readonly image_id: string | null;
  readonly image_name: string | null;
  readonly application_id: string;
  readonly application_version: string;
}

/** What would be written into a bucket. */
export interface WriteExplanation {
  readonly bucket: string;
  readonly key: string;
  readonly content_type: string;
  /** Of bytes, only how many they are. */
  readonly text: string;
}
