import type { LifecycleEntry } from '../effects/lifecycle-entry.js';
import type { UnfinishedCheck } from '../ports/findings-store.js';
import type { Violation } from '../violation/violation.js';

/** How one check ended. */
export interface CheckOutcome {
  readonly pluginId: string;
  /** `decided`: the plugin said all it has to say. `pending`: later may work. `failed`: broken, a person must look. */
  readonly state: 'decided' | 'pending' | 'failed';
  /** What was found; not empty for an undecided check when only some of the resources could not be judged. */
  readonly violations: readonly Violation[];
  /** What the plugin noted about instances, to be stored together with the violations. */
  readonly lifecycleEntries: readonly LifecycleEntry[];
  /** What to store so that the check is not lost; `undefined` exactly when it is decided. */
  readonly unfinished: UnfinishedCheck | undefined;
}
