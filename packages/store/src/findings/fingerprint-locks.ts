import type { Statements } from '../connection/transaction.js';
import { RULES_LOCK } from '../rules/active-rules.js';

/** Beyond it one lock stands for all fingerprints: the server has room for a few thousand locks, for all transactions together. */
const MAX_LOCKS = 256;
/** Any number that nothing else in the database uses as an advisory lock. */
const ALL_FINGERPRINTS = 7_158_204_392;

const LOCK_ALL = 'SELECT pg_advisory_xact_lock_shared($1), pg_advisory_xact_lock($2)';

// Rows are joined before locks of the outer list are taken: those of `shared` come first. `unnest` keeps the order of the list.
const LOCK_EACH = `
  WITH shared AS MATERIALIZED (SELECT pg_advisory_xact_lock_shared($1), pg_advisory_xact_lock_shared($2))
  SELECT pg_advisory_xact_lock(hashtextextended(fingerprint, 0)) FROM shared, unnest($3::text[]) AS fingerprint`;

/**
 * Makes transactions that store the same fingerprints follow each other, so that each counts on from what the other stored,
 * and keeps the whitelisting rules as they are. Locks end with the transaction. Always taken in the same order, the one of
 * the rules first, so that nobody waits in a circle. What is read under them needs a statement of its own: that of the locks
 * began before the changes that it may have waited for.
 */
export async function lockFingerprints(
  statements: Statements,
  fingerprints: ReadonlySet<string>,
): Promise<void> {
  const isMany = fingerprints.size > MAX_LOCKS;
  const locks = [RULES_LOCK, ALL_FINGERPRINTS];
  await statements.query(
    isMany ? LOCK_ALL : LOCK_EACH,
    isMany ? locks : [...locks, [...fingerprints].sort()],
  );
}
