import type { LifecycleEntry } from '../effects/lifecycle-entry.js';
import type { EventOrigin } from '../event/cloudtrail-event.js';
import type { JsonObject } from '../event/json.js';
import type { Violation } from '../violation/violation.js';
import type { ViolationType } from '../violation/violation-type.js';

/** A version of a log object: a file, or an object in S3. */
export interface LogObjectId {
  readonly bucket: string;
  readonly key: string;
  /** S3's entity tag; of a file its size and time of change. */
  readonly etag: string;
}

/** The ledger's row about an object that was read to its end. */
export interface ProcessedObject extends LogObjectId {
  readonly processedAt: Date;
  /** Elements of `Records`, malformed ones included. */
  readonly records: number;
  readonly malformedRecords: number;
  /** Events that went to at least one plugin. */
  readonly dispatched: number;
}

/** A check is one plugin looking at one event. */
export interface CheckKey {
  readonly accountId: string;
  readonly region: string;
  readonly eventId: string;
  readonly pluginId: string;
}

/**
 * A check that did not come to a decision: `pending` is tried again at `nextTryAt`, `failed` waits for a person to replay
 * it. Holds the record, so that no source is needed to try again.
 */
export interface UnfinishedCheck extends CheckKey {
  readonly state: 'pending' | 'failed';
  /** Stable code of the error, such as `FACT_UNAVAILABLE`. */
  readonly errorCode: string;
  readonly errorMessage: string;
  /** Tries so far; 0 after a person had it tried anew. */
  readonly attempts: number;
  /** `null` for failed checks. */
  readonly nextTryAt: Date | null;
  readonly firstTriedAt: Date;
  readonly lastTriedAt: Date;
  readonly record: JsonObject;
  readonly origin: EventOrigin;
}

/** What is stored together or not at all. */
export interface UnitOfWork {
  /** Name for `created_by` of what is new, such as a caller's. Default: who the store says is storing. */
  readonly actor?: string;
  readonly violations?: readonly Violation[];
  /** Rows of instances' histories; one that is stored already stays as it is. */
  readonly lifecycleEntries?: readonly LifecycleEntry[];
  /** Checks met for the first time; one that is stored already stays as it is. */
  readonly unfinishedChecks?: readonly UnfinishedCheck[];
  /** Checks tried again without a decision; each replaces its stored row. */
  readonly retriedChecks?: readonly UnfinishedCheck[];
  /** Checks tried again and decided; their rows go. */
  readonly decidedChecks?: readonly CheckKey[];
  /** Given with the last unit of an object: from now on the object counts as read. */
  readonly processedObject?: ProcessedObject;
}

/** What a unit of work changed. */
export interface CommitReport {
  readonly storedViolations: number;
  /** Violations that were stored before, by identity. */
  readonly duplicateViolations: number;
}

/** Stores findings. A unit of work is durable when `commit` resolves, and leaves no trace when it rejects. */
export interface FindingsStore {
  /** Makes violation types known; a text that a person changed stays changed. */
  registerViolationTypes(types: readonly ViolationType[]): Promise<void>;
  /** Whether the ledger has this version of the object. */
  isProcessed(object: LogObjectId): Promise<boolean>;
  commit(unit: UnitOfWork): Promise<CommitReport>;
}

/** Token of the {@link FindingsStore}. */
export const FINDINGS_STORE = Symbol.for('@fullstop/core:findings-store');

/** Some of the unfinished checks; what is not given is not restricted. */
export interface CheckFilter {
  readonly state?: UnfinishedCheck['state'];
  readonly pluginId?: string;
  readonly eventId?: string;
}

/** Hands out pending checks to be tried again. Shared by all replicas: a claimed check is hidden until its lease ends. */
export interface PendingChecks {
  /** Pending checks with `nextTryAt` not after `now`, longest waiting first; hidden from other callers until `leaseUntil`. */
  claimDue(now: Date, leaseUntil: Date, limit: number): Promise<UnfinishedCheck[]>;
  /** Makes unfinished checks due at once, as if they had never been tried. @returns how many there are. */
  requeue(filter: CheckFilter, now: Date): Promise<number>;
}

/** Token of {@link PendingChecks}. */
export const PENDING_CHECKS = Symbol.for('@fullstop/core:pending-checks');
