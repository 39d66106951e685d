import type { AwsClients } from '@fullstop/aws';
import type { Kio, PierOne } from '@fullstop/clients';
import type { Clock, InstanceHistory, Logger } from '@fullstop/core';

/** What the instance directory asks. */
export interface InstancePorts {
  readonly clients: AwsClients;
  /** Without it, applications cannot be had. Keeps its answers itself. */
  readonly kio?: Kio;
  /** Without it, tags and scm sources cannot be had. Keeps its answers itself. */
  readonly pierOne?: PierOne;
  /** Without it, nothing is known about instances that are gone. */
  readonly history?: InstanceHistory;
  readonly clock?: Clock;
  /** Hears of answers that should list instances and do not. */
  readonly logger?: Logger;
}
