import { type Clock, type Logger, messageOf, silentLogger, systemClock } from '@fullstop/core';
import type { DataSource, EntityManager } from 'typeorm';
import { inTransaction } from '../connection/transaction.js';
import { type Stamp, stampOf } from '../findings/stamp.js';
import { ActiveRules, lockRules } from './active-rules.js';
import { problemsOf, unknownTypeProblem, unknownTypes } from './check-rule.js';
import { type DryRun, dryRun } from './dry-run.js';
import { findEqualRules, keyOfDraft } from './equal-rules.js';
import { judgeEach } from './judge.js';
import { outsideTransactions } from './queries.js';
import { type RuleDraft, type RuleWithCoverage, type StoredRule, storableDraft } from './rule.js';
import { InvalidRuleError, RuleConflictError, type RuleFieldProblem } from './rule-errors.js';
import { findRules, getRule, listRules, listVersions, type RuleFilter } from './rule-queries.js';
import { endRule, insertRule, moveExpiry, requireInForce } from './rule-rows.js';
import { RuleSweeps } from './rule-sweeps.js';

const SWEEP_MILLISECONDS = 2000;

/** What a {@link RuleStore} may be told. */
export interface RuleStoreOptions {
  /** Default: the machine's clock. */
  readonly clock?: Clock;
  /** Default: says nothing. */
  readonly logger?: Logger;
  /** How long a change applies itself to stored violations before it leaves the rest to the {@link RuleSweeper}. Default 2000. */
  readonly sweepMilliseconds?: number;
}

/** How a rule is stored. */
export interface RuleChange {
  /** Who changes it. */
  readonly by: string;
  /** Whether violations that are open now are covered too. Default `true`. */
  readonly applyToOpen?: boolean;
}

/** What an import changed. */
export interface RuleImport {
  readonly created: readonly RuleWithCoverage[];
  /** Rules that were not created because an equal one is in force. */
  readonly unchanged: number;
}

/**
 * Whitelisting rules. A change is in force when its method resolves, for all processes; it is applied to stored violations
 * as far as that takes little time, and by the {@link RuleSweeper} otherwise.
 */
export class RuleStore {
  readonly #dataSource: DataSource;
  readonly #clock: Clock;
  readonly #logger: Logger;
  readonly #sweeps: RuleSweeps;
  readonly #sweepMilliseconds: number;

  constructor(dataSource: DataSource, options: RuleStoreOptions = {}) {
    const { clock = systemClock, logger = silentLogger } = options;
    this.#sweepMilliseconds = options.sweepMilliseconds ?? SWEEP_MILLISECONDS;
    this.#dataSource = dataSource;
    this.#clock = clock;
    this.#logger = logger;
    this.#sweeps = new RuleSweeps({ dataSource, rules: new ActiveRules({ logger }), clock, logger });
  }

  /** Rules by ascending id. */
  list(filter: RuleFilter = {}): Promise<RuleWithCoverage[]> {
    return listRules(this.#dataSource, filter, this.#clock.now());
  }

  /** @throws {RuleNotFoundError} when there is no such rule. */
  get(id: number): Promise<RuleWithCoverage> {
    return getRule(this.#dataSource, id);
  }

  /** The rule, those it replaced and those that replaced it, oldest first. @throws {RuleNotFoundError} */
  versions(id: number): Promise<RuleWithCoverage[]> {
    return listVersions(this.#dataSource, id);
  }

  /** What a rule would cover if it were created now. @throws {InvalidRuleError} for a rule that could not be. */
  async dryRun(given: RuleDraft): Promise<DryRun> {
    const draft = storableDraft(given);
    // What a rule covers does not depend on why.
    await this.#requireValid([{ ...draft, reason: draft.reason || 'dry run' }]);
    return dryRun(this.#dataSource, draft);
  }

  /** @throws {InvalidRuleError} naming every field that is wrong. */
  async create(given: RuleDraft, change: RuleChange): Promise<RuleWithCoverage> {
    const { created } = await this.#add([given], change, () => Promise.resolve(new Set()));
    return created[0] as RuleWithCoverage;
  }

  /**
   * Creates all of the rules or none, except those that equal one in force.
   * @throws {InvalidRuleError} naming every field that is wrong, such as `rules[2].image_name`.
   */
  import(given: readonly RuleDraft[], change: RuleChange): Promise<RuleImport> {
    return this.#add(given, change, (manager, now) => findEqualRules(manager, now));
  }

  /**
   * Ends a rule and creates another in its place; what it covered is covered by the new one or reopens.
   * @param expectedVersion - of the old rule, as the caller has read it; `undefined` does not care.
   * @throws {InvalidRuleError} {@link RuleNotFoundError} {@link RuleExpiredError} {@link RuleConflictError}
   */
  async replace(
    id: number,
    given: RuleDraft,
    change: RuleChange,
    expectedVersion?: number,
  ): Promise<RuleWithCoverage> {
    const draft = storableDraft(given);
    const { applyToOpen = true } = change;
    // Once more below; here, so that what is said of the draft does not hide that the rule has ended.
    await requireInForce(outsideTransactions(this.#dataSource), id, this.#clock.now());
    await this.#requireValid([draft]);
    const rule = await this.#change(change, async (manager, stamp) => {
      const replaces = await requireInForce(manager, id, stamp.at);
      if (expectedVersion !== undefined && replaces.version !== expectedVersion)
        throw new RuleConflictError(id, expectedVersion, replaces.version);
      const created = await insertRule(manager, { draft, applyToOpen, replaces }, stamp);
      await endRule(manager, id, stamp, created.id);
      return created;
    });
    await this.#sweep([id, rule.id]);
    return this.get(rule.id);
  }

  /**
   * Gives a rule another expiry, or ends it now; then what it covered reopens.
   * @param expiry - `undefined` means now.
   * @throws {InvalidRuleError} when the expiry is not in the future. {@link RuleNotFoundError} {@link RuleExpiredError}
   */
  async expire(id: number, expiry: Date | undefined, change: Pick<RuleChange, 'by'>): Promise<void> {
    await this.#change(change, async (manager, stamp) => {
      await requireInForce(manager, id, stamp.at);
      if (expiry === undefined) return endRule(manager, id, stamp);
      if (expiry <= stamp.at)
        throw new InvalidRuleError([{ field: 'expiryDate', problem: 'expected an instant in the future' }]);
      await moveExpiry(manager, id, expiry, stamp);
    });
    if (expiry === undefined) await this.#sweep([id]);
  }

  async #add(
    given: readonly RuleDraft[],
    change: RuleChange,
    findEqual: (manager: EntityManager, now: Date) => Promise<ReadonlySet<string>>,
  ): Promise<RuleImport> {
    const drafts = given.map(storableDraft);
    await this.#requireValid(drafts);
    const rules = await this.#change(change, async (manager, stamp) => {
      const known = new Set(await findEqual(manager, stamp.at));
      const created: StoredRule[] = [];
      for (const draft of drafts) {
        const key = keyOfDraft(draft);
        if (known.has(key)) continue;
        if (drafts.length > 1) known.add(key);
        const { applyToOpen = true } = change;
        created.push(await insertRule(manager, { draft, applyToOpen, replaces: null }, stamp));
      }
      return created;
    });
    await this.#sweep(rules.map(({ id }) => id));
    const created = await findRules(
      this.#dataSource,
      rules.map(({ id }) => id),
    );
    return { created, unchanged: drafts.length - created.length };
  }

  /** Runs a change while nobody judges violations. */
  #change<T>(
    { by }: Pick<RuleChange, 'by'>,
    work: (manager: EntityManager, stamp: Stamp) => Promise<T>,
  ): Promise<T> {
    return inTransaction(this.#dataSource, async (manager) => {
      await lockRules(manager);
      // After the lock, because waiting for it took time.
      return work(
        manager,
        stampOf(this.#clock, () => by),
      );
    });
  }

  /** Before the rules are locked, because compiling patterns may take a while. */
  async #requireValid(drafts: readonly RuleDraft[]): Promise<void> {
    const now = this.#clock.now();
    const types = drafts.map(({ type }) => type);
    const unknown = await unknownTypes(outsideTransactions(this.#dataSource), types);
    const problems = await judgeEach(drafts, (draft) => [
      ...problemsOf(draft, now),
      ...(draft.type !== null && unknown.has(draft.type) ? [unknownTypeProblem(draft.type)] : []),
    ]);
    const all = problems.flatMap((ofOne, position) =>
      ofOne.map((problem) => located(problem, position, drafts.length)),
    );
    if (all.length > 0) throw new InvalidRuleError(all);
  }

  async #sweep(ids: readonly number[]): Promise<void> {
    const end = performance.now() + this.#sweepMilliseconds;
    try {
      for (const id of ids) await this.#sweeps.sweep(id, () => performance.now() < end);
    } catch (error) {
      // The change itself is stored; reported as failed, it would be made once more.
      const fields = { err: error, rule_ids: ids };
      this.#logger.warn(fields, `Rules are applied to stored violations later: ${messageOf(error)}`);
    }
  }
}

/** Says which of several rules has the problem. */
function located(problem: RuleFieldProblem, position: number, count: number): RuleFieldProblem {
  return count === 1 ? problem : { ...problem, field: `rules[${position}].${problem.field}` };
}
