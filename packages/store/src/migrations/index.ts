import { InitialSchema1763700000000 } from './1763700000000-initial-schema.js';

/** All migrations, oldest first. One that was released is never changed. */
export const MIGRATIONS = [InitialSchema1763700000000] as const;
