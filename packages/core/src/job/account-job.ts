import type { Finding } from '../violation/finding.js';

/** What one scan looks at. */
export interface ScanTarget {
  readonly accountId: string;
  /** Region to scan; for a job about whole accounts, the region that its findings are stored with. */
  readonly region: string;
}

/** One bad state that a job saw. It is the same one in every scan, as long as type, event id and resource are. */
export interface JobFinding<Type extends string = string> extends Finding<Type> {
  /** Default: the job's event id. The same in every scan. */
  readonly eventId?: string;
}

/** What a job gets beside the target. */
export interface ScanContext {
  /** Aborted when the scan's time limit passes, or the process stops. Hand it to every outside call. */
  readonly signal: AbortSignal;
  /** When the run began. */
  readonly now: Date;
  /**
   * Notes that one resource could not be looked at, and why. The scan goes on, but counts as incomplete: what it did not
   * find is not taken for gone.
   */
  problem(resource: string, error: unknown): void;
}

/** What a run found in one account and region. */
export interface ScanFindings<Type extends string = string> {
  readonly target: ScanTarget;
  readonly findings: readonly JobFinding<Type>[];
}

/** A finding of a whole run, with the account that it is stored under. */
export interface RunFinding<Type extends string = string> extends JobFinding<Type> {
  readonly accountId: string;
  readonly region: string;
}

/** Audits accounts. One instance serves all runs, several targets at a time. */
export interface AccountJob<Type extends string = string> {
  /**
   * Looks at one account (and region).
   * @returns everything that is wrong there now: what was found earlier and is not in the list counts as mended.
   * @throws when the target could not be looked at; nothing is stored, and nothing counts as mended.
   */
  scan(target: ScanTarget, context: ScanContext): Promise<readonly JobFinding<Type>[]>;

  /** Findings about a run as a whole. Asked once, after all targets, when every one of them was scanned. */
  conclude?(results: readonly ScanFindings<Type>[]): readonly RunFinding<Type>[];
}
