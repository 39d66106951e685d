import { InitialSchema1763700000000 } from './1763700000000-initial-schema.js';
import { Resolutions1763800000000 } from './1763800000000-resolutions.js';
import { Rules1763800100000 } from './1763800100000-rules.js';
import { Jobs1763800200000 } from './1763800200000-jobs.js';
import { Lists1763800300000 } from './1763800300000-lists.js';

/** All migrations, oldest first. One that was released is never changed. */
export const MIGRATIONS = [
  InitialSchema1763700000000,
  Resolutions1763800000000,
  Rules1763800100000,
  Jobs1763800200000,
  Lists1763800300000,
] as const;
