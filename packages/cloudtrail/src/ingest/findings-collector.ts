import type {
  CheckOutcome,
  CommitReport,
  FindingsStore,
  LifecycleEntry,
  ProcessedObject,
  UnfinishedCheck,
  Violation,
} from '@fullstop/core';

/** Figures about the checks of one object. */
export interface FindingsCounts {
  /** Events that went to at least one plugin. */
  readonly dispatched: number;
  /** Checks that ran. */
  readonly checks: number;
  readonly storedViolations: number;
  readonly duplicateViolations: number;
  readonly pendingChecks: number;
  readonly failedChecks: number;
}

/** Collects what checks of one object found, and stores it in few transactions of bounded size. */
export class FindingsCollector {
  readonly #store: FindingsStore;
  readonly #maxUncommitted: number;
  #violations: Violation[] = [];
  #lifecycleEntries: LifecycleEntry[] = [];
  #unfinishedChecks: UnfinishedCheck[] = [];
  readonly #counts = {
    dispatched: 0,
    checks: 0,
    storedViolations: 0,
    duplicateViolations: 0,
    pendingChecks: 0,
    failedChecks: 0,
  };

  constructor(store: FindingsStore, maxUncommitted: number) {
    this.#store = store;
    this.#maxUncommitted = maxUncommitted;
  }

  get counts(): FindingsCounts {
    return { ...this.#counts };
  }

  /** Takes the outcomes of events, one list per event; stores what has come together when it is too much. */
  async add(outcomesByEvent: readonly (readonly CheckOutcome[])[]): Promise<void> {
    this.#counts.dispatched += outcomesByEvent.length;
    for (const outcome of outcomesByEvent.flat()) this.#take(outcome);
    if (this.#uncommitted >= this.#maxUncommitted) await this.#commit();
  }

  /** Stores the rest; with the ledger row of the object, when there is one. */
  async finish(processedObject: ProcessedObject | undefined): Promise<void> {
    await this.#commit(processedObject);
  }

  #take(outcome: CheckOutcome): void {
    this.#counts.checks += 1;
    this.#violations.push(...outcome.violations);
    this.#lifecycleEntries.push(...outcome.lifecycleEntries);
    if (!outcome.unfinished) return;
    this.#unfinishedChecks.push(outcome.unfinished);
    if (outcome.state === 'pending') this.#counts.pendingChecks += 1;
    else this.#counts.failedChecks += 1;
  }

  async #commit(processedObject?: ProcessedObject): Promise<void> {
    const violations = this.#violations;
    const lifecycleEntries = this.#lifecycleEntries;
    const unfinishedChecks = this.#unfinishedChecks;
    if (this.#uncommitted === 0 && !processedObject) return;

    const report: CommitReport = await this.#store.commit({
      violations,
      lifecycleEntries,
      unfinishedChecks,
      processedObject,
    });
    this.#counts.storedViolations += report.storedViolations;
    this.#counts.duplicateViolations += report.duplicateViolations;
    this.#violations = [];
    this.#lifecycleEntries = [];
    this.#unfinishedChecks = [];
  }

  get #uncommitted(): number {
    return this.#violations.length + this.#lifecycleEntries.length + this.#unfinishedChecks.length;
  }
}
