import type { EventBuilder } from '../scene.js';
import { IAM_ROLES } from './iam-roles.js';
import { INSTANCE_STATES } from './instance-state.js';
import { LAMBDA } from './lambda.js';
import { RUN_INSTANCES } from './run-instances.js';

/** Every case of the records that some plugin looks at. */
export const INTERESTING_EVENTS: readonly EventBuilder[] = [
  ...RUN_INSTANCES,
  ...INSTANCE_STATES,
  ...LAMBDA,
  ...IAM_ROLES,
];
