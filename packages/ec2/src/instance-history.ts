/** What earlier events told about an instance. */
export interface InstanceRecord {
  readonly imageId?: string;
  readonly imageName?: string;
  readonly applicationId?: string;
  readonly applicationVersion?: string;
}

/** What is stored about instances from earlier events (lifecycle rows). Implemented by the store. */
export interface InstanceHistory {
  /** The newest record of an instance; `undefined` when there is none. */
  newest(accountId: string, region: string, instanceId: string): Promise<InstanceRecord | undefined>;
}

export { INSTANCE_HISTORY } from '@fullstop/core';
