import { FullstopError } from '@fullstop/core';
import type { EntityManager } from 'typeorm';
import { SCHEMA } from '../connection/database-options.js';

/** Who runs a run. Whoever takes it over has another attempt, so that the one before cannot store any more. */
export interface JobLease {
  readonly runId: number;
  readonly owner: string;
  readonly attempt: number;
}

/** Another process has taken the run over, or it was ended; what was to be stored was not. */
export class JobLeaseLostError extends FullstopError {
  constructor({ runId, owner }: JobLease) {
    super(
      'JOB_LEASE_LOST',
      `Run ${runId} is not ${owner}'s any more: it gave no sign of life in time. Another process goes on with it.`,
    );
  }
}

/** Condition by which only the owner changes a run; its parameters come first. */
export const OWN_RUN = `id = $1 AND owner = $2 AND attempt = $3 AND status = 'running'`;

/** Parameters of {@link OWN_RUN}. */
export function leaseParameters({ runId, owner, attempt }: JobLease): readonly [number, string, number] {
  return [runId, owner, attempt];
}

/** What a target adds to the counters of its run. */
export interface TargetCounts {
  readonly findings: number;
  readonly opened: number;
  readonly closed: number;
}

/**
 * Adds to the counters of a run. To be called last in a transaction: the row is then held for a moment only.
 * @throws {JobLeaseLostError} so that nothing of the transaction is stored.
 */
export async function addToRun(manager: EntityManager, lease: JobLease, counts: TargetCounts): Promise<void> {
  // Of an UPDATE, TypeORM gives the rows and their number.
  const [, changed]: [unknown, number] = await manager.query(
    `UPDATE ${SCHEMA}.job_run SET findings = findings + $4, opened = opened + $5, closed = closed + $6 WHERE ${OWN_RUN}`,
    [...leaseParameters(lease), counts.findings, counts.opened, counts.closed],
  );
  if (changed === 0) throw new JobLeaseLostError(lease);
}
