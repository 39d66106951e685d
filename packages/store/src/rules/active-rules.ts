import { silentLogger } from '@fullstop/core';
import { SCHEMA } from '../connection/database-options.js';
import type { Statements } from '../connection/transaction.js';
import { type RuleRow, ruleOf } from './rule-row.js';
import { type RuleListener, RuleSet } from './rule-set.js';

/** Advisory lock of the rules: any number that nothing else in the database uses. */
export const RULES_LOCK = 7_158_204_393;

/** Reads the revision of the rules, as one value. */
export const RULES_REVISION = `SELECT revision FROM ${SCHEMA}.rule_revision`;

const SELECT_IN_FORCE = `SELECT * FROM ${SCHEMA}.rule WHERE ended_at IS NULL ORDER BY id`;

/**
 * The rules in force, compiled once and never stale. Who stores violations holds the lock shared, who changes rules holds
 * it alone: a violation is judged either by the rules before a change, and then stored before the change is, or after it.
 */
export class ActiveRules {
  readonly #listener: RuleListener;
  #revision: string | undefined;
  #rules: RuleSet;

  /** @param listener - by default nobody hears anything. */
  constructor(listener: Partial<RuleListener> = {}) {
    this.#listener = { logger: silentLogger, onNotEvaluable: () => {}, ...listener };
    this.#rules = new RuleSet([], this.#listener);
  }

  /**
   * The rules, which stay the same until the transaction of `statements` ends. To be called before rows are locked: who changes
   * rules waits for everybody who has them.
   */
  async share(statements: Statements): Promise<RuleSet> {
    await statements.query('SELECT pg_advisory_xact_lock_shared($1)', [RULES_LOCK]);
    // In a statement of its own: that of the lock began before a change that it may have waited for.
    const [row] = await statements.query<{ revision: string }[]>(RULES_REVISION);
    return this.ofRevision(statements, row?.revision);
  }

  /**
   * The same where the caller has locked and read by itself, together with other things.
   * @param revision - what {@link RULES_REVISION} gave after {@link RULES_LOCK} was taken shared, in the same transaction.
   */
  async ofRevision(statements: Statements, revision: string | undefined): Promise<RuleSet> {
    if (revision !== undefined && revision === this.#revision) return this.#rules;
    const rows = await statements.query<RuleRow[]>(SELECT_IN_FORCE);
    const rules = rows.map((each) => ({ ...ruleOf(each), appliesToOpen: each.applies_to_open }));
    this.#rules = new RuleSet(rules, this.#listener);
    this.#revision = revision;
    return this.#rules;
  }
}

/** Waits until nobody judges violations, and keeps others from it until the transaction ends. To be called before a change. */
export async function lockRules(manager: Statements): Promise<void> {
  await manager.query('SELECT pg_advisory_xact_lock($1)', [RULES_LOCK]);
  await manager.query(`UPDATE ${SCHEMA}.rule_revision SET revision = revision + 1`);
}
