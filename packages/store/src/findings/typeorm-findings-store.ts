import {
  type CheckFilter,
  type Clock,
  type CommitReport,
  type FindingsStore,
  type InstanceHistory,
  type LifecycleEntry,
  type Logger,
  type LogObjectId,
  type PendingChecks,
  systemClock,
  type UnfinishedCheck,
  type UnitOfWork,
  type ViolationType,
} from '@fullstop/core';
import type { DataSource } from 'typeorm';
import { SCHEMA } from '../connection/database-options.js';
import {
  inOneStatement,
  inShortTransaction,
  inTransaction,
  runQuery,
  type Statements,
} from '../connection/transaction.js';
import { CHECK_SELECT_LIST, type CheckRow, checkOf } from '../queries/check-row.js';
import { ActiveRules } from '../rules/active-rules.js';
import type { RuleListener } from '../rules/rule-set.js';
import { addChecks, removeChecks, requeueChecks, updateChecks } from './checks.js';
import { addToLedger, FIND_OBJECT } from './ledger.js';
import { FIND_NEWEST, type LifecycleRow, lifecycleEntryOf, saveLifecycle } from './lifecycle.js';
import { type Stamp, SYSTEM_USER, stampOf } from './stamp.js';
import {
  firstOfEachIdentity,
  storableCheck,
  storableCheckKey,
  storableLifecycle,
  storableObjectId,
  storableViolation,
} from './storable-unit.js';
import { saveViolationTypes } from './violation-types.js';
import { type SavedViolations, saveViolations } from './violations.js';

/** What a {@link TypeormFindingsStore} may be told. */
export interface FindingsStoreOptions {
  /** Default: the machine's clock. */
  readonly clock?: Clock;
  /** Name for `created_by`, asked at each commit. Default `FULLSTOP`; inside a web request, the caller's. */
  readonly currentUser?: () => string;
  /** Hears of whitelisting rules that cannot be applied, once for each. Default: nobody does. */
  readonly logger?: Logger;
  /** Hears each time that a whitelisting rule could not be applied to a violation, which is stored nevertheless. */
  readonly onRuleNotEvaluable?: RuleListener['onNotEvaluable'];
  /** Hears how many of a unit's new violations are covered by whitelisting rules, once they are stored. */
  readonly onWhitelisted?: (count: number) => void;
}

// SKIP LOCKED: replicas that ask at the same time get different checks and do not wait for each other.
const CLAIM = `
  WITH due AS (
    SELECT id FROM ${SCHEMA}.plugin_check
     WHERE state = 'pending' AND next_try_at <= $1::timestamptz
       AND (claimed_until IS NULL OR claimed_until <= $1::timestamptz)
     ORDER BY next_try_at, id
     LIMIT $3
       FOR UPDATE SKIP LOCKED),
  claimed AS (
    UPDATE ${SCHEMA}.plugin_check stored SET claimed_until = $2::timestamptz
      FROM due WHERE stored.id = due.id
    RETURNING stored.*)
  SELECT ${CHECK_SELECT_LIST} FROM claimed ORDER BY next_try_at, id`;

/**
 * Stores findings in PostgreSQL. Everything rejects with `DatabaseUnavailableError` when later may work; a commit whose
 * outcome got lost with the connection can be repeated, for what is stored already is not stored again.
 */
export class TypeormFindingsStore implements FindingsStore, PendingChecks, InstanceHistory {
  private readonly clock: Clock;
  private readonly currentUser: () => string;
  private readonly rules: ActiveRules;
  private readonly onWhitelisted: (count: number) => void;

  constructor(
    private readonly dataSource: DataSource,
    options: FindingsStoreOptions = {},
  ) {
    const { clock = systemClock, currentUser = () => SYSTEM_USER, logger, onRuleNotEvaluable } = options;
    this.clock = clock;
    this.currentUser = currentUser;
    this.onWhitelisted = options.onWhitelisted ?? (() => undefined);
    this.rules = new ActiveRules({
      ...(logger && { logger }),
      ...(onRuleNotEvaluable && { onNotEvaluable: onRuleNotEvaluable }),
    });
  }

  async registerViolationTypes(types: readonly ViolationType[]): Promise<void> {
    await inTransaction(this.dataSource, (manager) => saveViolationTypes(manager, types, this.clock.now()));
  }

  async isProcessed(object: LogObjectId): Promise<boolean> {
    const { bucket, key, etag } = storableObjectId(object);
    return (await runQuery(this.dataSource, FIND_OBJECT, [bucket, key, etag])).length > 0;
  }

  /** @throws {UnknownViolationTypeError} when a violation's type was never registered. */
  async commit(unit: UnitOfWork): Promise<CommitReport> {
    const { actor, violations: given = [] } = unit;
    const stamp = stampOf(this.clock, actor === undefined ? this.currentUser : () => actor);
    const save = (statements: Statements) => this.save(statements, unit, stamp);
    const run = isOnlyObject(unit) ? inOneStatement : inShortTransaction;
    const { stored, whitelisted } = await run(this.dataSource, save);
    if (whitelisted > 0) this.onWhitelisted(whitelisted);
    return { storedViolations: stored, duplicateViolations: given.length - stored };
  }

  private async save(statements: Statements, unit: UnitOfWork, stamp: Stamp): Promise<SavedViolations> {
    const violations = firstOfEachIdentity((unit.violations ?? []).map(storableViolation));
    const saved = await saveViolations(statements, violations, stamp, this.rules);
    await saveLifecycle(statements, (unit.lifecycleEntries ?? []).map(storableLifecycle), stamp);
    await addChecks(statements, (unit.unfinishedChecks ?? []).map(storableCheck));
    await updateChecks(statements, (unit.retriedChecks ?? []).map(storableCheck));
    await removeChecks(statements, (unit.decidedChecks ?? []).map(storableCheckKey));
    const object = unit.processedObject;
    if (object !== undefined) await addToLedger(statements, storableObjectId(object), object);
    return saved;
  }

  async claimDue(now: Date, leaseUntil: Date, limit: number): Promise<UnfinishedCheck[]> {
    const parameters = [now.toISOString(), leaseUntil.toISOString(), limit];
    const rows = await inTransaction(this.dataSource, (manager) =>
      manager.query<CheckRow[]>(CLAIM, parameters),
    );
    return rows.map(checkOf);
  }

  async newest(accountId: string, region: string, instanceId: string): Promise<LifecycleEntry | undefined> {
    const [row] = await runQuery<LifecycleRow>(this.dataSource, FIND_NEWEST, [accountId, region, instanceId]);
    return row && lifecycleEntryOf(row);
  }

  async requeue(filter: CheckFilter, now: Date): Promise<number> {
    return inTransaction(this.dataSource, (manager) => requeueChecks(manager, filter, now));
  }
}

/** Whether a unit is one row of the ledger and nothing else, as it is for most objects: that is one statement. */
function isOnlyObject({ processedObject, actor: _, ...findings }: UnitOfWork): boolean {
  return processedObject !== undefined && Object.values(findings).every((list) => !list?.length);
}
