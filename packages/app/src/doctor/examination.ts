import type { Logger } from '@fullstop/core';
import type { Config } from '../config/config.schema.js';
import type { Runtime } from '../runtime.js';

/** What is looked at, and how. */
export interface Examination {
  readonly runtime: Runtime;
  /** Secrets resolved. */
  readonly config: Config;
  readonly logger: Logger;
  /** Accounts to enter instead of the configured ones. */
  readonly accounts?: readonly string[];
  /** Where log objects are, `s3://bucket/prefix`. Default: where the last one came from. */
  readonly trail?: string;
}
