import type { InstanceHistory, LifecycleEntry } from '../effects/lifecycle-entry.js';
import { FullstopError } from '../errors/errors.js';
import { type Clock, systemClock } from '../ports/clock.js';
import {
  type CheckFilter,
  type CheckKey,
  type CommitReport,
  type FindingsStore,
  type LogObjectId,
  type PendingChecks,
  type ProcessedObject,
  type UnfinishedCheck,
  type UnitOfWork,
} from '../ports/findings-store.js';
import { identityKeyOf } from '../violation/fingerprint.js';
import type { Violation } from '../violation/violation.js';
import type { StoredViolation, StoredViolationType } from '../violation/violation-json.js';
import type { ViolationType } from '../violation/violation-type.js';

const ENGINE = 'FULLSTOP';

/** Keeps findings in memory: for one run of the command line, and for tests. */
export class InMemoryFindingsStore implements FindingsStore, PendingChecks, InstanceHistory {
  readonly #types = new Map<string, StoredViolationType>();
  readonly #violations = new Map<string, StoredViolation>();
  readonly #newestByFingerprint = new Map<string, StoredViolation>();
  readonly #checks = new Map<string, { check: UnfinishedCheck; leaseUntil: Date | undefined }>();
  readonly #lifecycle = new Map<string, LifecycleEntry>();
  readonly #processed = new Map<string, ProcessedObject>();
  readonly #clock: Clock;

  constructor(clock: Clock = systemClock) {
    this.#clock = clock;
  }

  /** All violations, in the order in which they were stored. */
  get violations(): StoredViolation[] {
    return [...this.#violations.values()];
  }

  /** All unfinished checks, in the order in which they were first stored. */
  get checks(): UnfinishedCheck[] {
    return [...this.#checks.values()].map(({ check }) => check);
  }

  /** The histories of instances, in the order in which they were stored. */
  get lifecycleEntries(): LifecycleEntry[] {
    return [...this.#lifecycle.values()];
  }

  /** The rows of the ledger. */
  get processedObjects(): ProcessedObject[] {
    return [...this.#processed.values()];
  }

  /** A registered type. @throws {FullstopError} for an unknown id. */
  violationType(id: string): StoredViolationType {
    const type = this.#types.get(id);
    if (!type) throw new FullstopError('UNKNOWN_VIOLATION_TYPE', `Violation type ${id} is not registered.`);
    return type;
  }

  /** Resolves a violation, as a person does. */
  resolve(id: number, comment: string): void {
    for (const [key, violation] of this.#violations) {
      if (violation.id === id) this.#keep(key, { ...violation, comment, version: violation.version + 1 });
    }
  }

  async registerViolationTypes(types: readonly ViolationType[]): Promise<void> {
    const now = this.#clock.now();
    for (const type of types) {
      const known = this.#types.get(type.id);
      const stamp = {
        created: known?.created ?? now,
        createdBy: ENGINE,
        lastModified: now,
        lastModifiedBy: ENGINE,
      };
      this.#types.set(type.id, { ...type, ...stamp, version: 0 });
    }
  }

  async isProcessed(object: LogObjectId): Promise<boolean> {
    return this.#processed.has(objectKey(object));
  }

  async commit(unit: UnitOfWork): Promise<CommitReport> {
    // Everything that can be wrong is looked at before anything is changed.
    const violations = unit.violations ?? [];
    for (const { type } of violations) this.violationType(type);

    let storedViolations = 0;
    const actor = unit.actor ?? ENGINE;
    for (const violation of [...violations].sort(byTime)) {
      storedViolations += this.#insert(violation, actor) ? 1 : 0;
    }
    for (const entry of unit.lifecycleEntries ?? []) {
      if (!this.#lifecycle.has(lifecycleKey(entry))) this.#lifecycle.set(lifecycleKey(entry), entry);
    }
    for (const check of unit.unfinishedChecks ?? []) {
      if (!this.#checks.has(checkKey(check))) this.#putCheck(check);
    }
    // One that somebody else has decided in the meantime does not come back.
    for (const check of unit.retriedChecks ?? [])
      if (this.#checks.has(checkKey(check))) this.#putCheck(check);
    for (const check of unit.decidedChecks ?? []) this.#checks.delete(checkKey(check));
    const object = unit.processedObject;
    if (object && !this.#processed.has(objectKey(object))) this.#processed.set(objectKey(object), object);
    return { storedViolations, duplicateViolations: violations.length - storedViolations };
  }

  async claimDue(now: Date, leaseUntil: Date, limit: number): Promise<UnfinishedCheck[]> {
    const due = [...this.#checks.values()]
      .filter(
        ({ check, leaseUntil }) =>
          check.nextTryAt && check.nextTryAt <= now && !(leaseUntil && leaseUntil > now),
      )
      .sort((left, right) => Number(left.check.nextTryAt) - Number(right.check.nextTryAt))
      .slice(0, limit);
    for (const entry of due) entry.leaseUntil = leaseUntil;
    return due.map(({ check }) => check);
  }

  async requeue({ state, pluginId, eventId }: CheckFilter, now: Date): Promise<number> {
    const meant = this.checks.filter(
      (check) =>
        check.state === (state ?? check.state) &&
        check.pluginId === (pluginId ?? check.pluginId) &&
        check.eventId === (eventId ?? check.eventId),
    );
    for (const check of meant) this.#putCheck({ ...check, state: 'pending', attempts: 0, nextTryAt: now });
    return meant.length;
  }

  async newest(accountId: string, region: string, instanceId: string): Promise<LifecycleEntry | undefined> {
    const ofInstance = this.lifecycleEntries.filter(
      (entry) => entry.accountId === accountId && entry.region === region && entry.instanceId === instanceId,
    );
    return ofInstance.sort((left, right) => left.eventDate.getTime() - right.eventDate.getTime()).at(-1);
  }

  #insert(violation: Violation, actor: string): boolean {
    const key = identityKeyOf(violation);
    if (this.#violations.has(key)) return false;
    const now = this.#clock.now();
    const previous = this.#newestByFingerprint.get(violation.fingerprint);
    const resolved = previous && previous.comment !== null && previous.ruleId === null;
    this.#keep(key, {
      ...violation,
      id: this.#violations.size + 1,
      version: 0,
      comment: null,
      ruleId: null,
      created: now,
      createdBy: actor,
      lastModified: now,
      lastModifiedBy: actor,
      occurrences: (previous?.occurrences ?? 0) + 1,
      firstSeen: earlier(previous?.firstSeen, violation.eventTime),
      lastSeen: later(previous?.lastSeen, violation.eventTime),
      recurrenceOf: resolved ? previous.id : null,
    });
    return true;
  }

  #keep(key: string, violation: StoredViolation): void {
    this.#violations.set(key, violation);
    const newest = this.#newestByFingerprint.get(violation.fingerprint);
    if (!newest || newest.id <= violation.id) this.#newestByFingerprint.set(violation.fingerprint, violation);
  }

  #putCheck(check: UnfinishedCheck): void {
    this.#checks.set(checkKey(check), { check, leaseUntil: undefined });
  }
}

function objectKey({ bucket, key, etag }: LogObjectId): string {
  return JSON.stringify([bucket, key, etag]);
}

function lifecycleKey({ accountId, region, instanceId, eventType, eventDate }: LifecycleEntry): string {
  return JSON.stringify([accountId, region, instanceId, eventType, eventDate]);
}

function checkKey({ accountId, region, eventId, pluginId }: CheckKey): string {
  return JSON.stringify([accountId, region, eventId, pluginId]);
}

function byTime(left: Violation, right: Violation): number {
  return left.eventTime.getTime() - right.eventTime.getTime();
}

function earlier(left: Date | undefined, right: Date): Date {
  return left && left < right ? left : right;
}

function later(left: Date | undefined, right: Date): Date {
  return left && left > right ? left : right;
}
