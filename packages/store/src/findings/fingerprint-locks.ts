import type { EntityManager } from 'typeorm';

/** Beyond it one lock stands for all fingerprints: the server has room for a few thousand locks, for all transactions together. */
const MAX_LOCKS = 256;
/** Any number that nothing else in the database uses as an advisory lock. */
const ALL_FINGERPRINTS = 7_158_204_392;

/**
 * Makes transactions that store the same fingerprints follow each other, so that each counts on from what the other stored.
 * Locks end with the transaction. Always taken in the same order, so that nobody waits in a circle.
 */
export async function lockFingerprints(
  manager: EntityManager,
  fingerprints: ReadonlySet<string>,
): Promise<void> {
  if (fingerprints.size > MAX_LOCKS) {
    await manager.query('SELECT pg_advisory_xact_lock($1)', [ALL_FINGERPRINTS]);
    return;
  }
  await manager.query('SELECT pg_advisory_xact_lock_shared($1)', [ALL_FINGERPRINTS]);
  await manager.query(
    // `unnest` keeps the order of the list.
    'SELECT pg_advisory_xact_lock(hashtextextended(fingerprint, 0)) FROM unnest($1::text[]) AS fingerprint',
    [[...fingerprints].sort()],
  );
}
