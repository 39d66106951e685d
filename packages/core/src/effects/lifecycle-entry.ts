/** Something that happened in the life of an instance, as a plugin records it. The host adds account and region. */
export interface RecordedLifecycle {
  readonly instanceId: string;
  /** Event name, such as `RunInstances`. */
  readonly eventType: string;
  readonly eventDate: Date;
  readonly imageId?: string;
  readonly imageName?: string;
  readonly applicationId: string;
  readonly applicationVersion: string;
}

/** A row of an instance's history. The same instance, event type and date are the same row, however often it comes. */
export interface LifecycleEntry extends RecordedLifecycle {
  readonly accountId: string;
  readonly region: string;
}

/** What is stored about an instance from earlier events. */
export interface InstanceHistory {
  /** The newest row of an instance; `undefined` when there is none. */
  newest(accountId: string, region: string, instanceId: string): Promise<LifecycleEntry | undefined>;
}

/** Token of the {@link InstanceHistory}. */
export const INSTANCE_HISTORY = Symbol.for('@fullstop/core:instance-history');
