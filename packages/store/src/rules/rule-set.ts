import { type Logger, messageOf } from '@fullstop/core';
import { CompiledRule, type RuleSubject } from './compiled-rule.js';
import type { RuleCriteria, StoredRule } from './rule.js';

/** Who hears about rules while they are applied. */
export interface RuleListener {
  readonly logger: Logger;
  /** A rule could not be applied to a violation, which counts as "no match". */
  readonly onNotEvaluable: (ruleId: number) => void;
}

/** A rule as sets of rules take it. */
export type ActiveRule = RuleCriteria &
  Pick<StoredRule, 'id' | 'reason' | 'expiryDate'> & { readonly appliesToOpen: boolean };

interface Entry {
  readonly rule: ActiveRule;
  readonly compiled: CompiledRule;
}

/** The rules in force, compiled once. */
export class RuleSet {
  readonly #entries: readonly Entry[];
  readonly #listener: RuleListener;
  /** Rules whose trouble is in the log: once is enough, there may be thousands of violations. */
  readonly #logged = new Set<number>();

  constructor(rules: readonly ActiveRule[], listener: RuleListener) {
    this.#listener = listener;
    const byId = [...rules].sort((a, b) => a.id - b.id);
    this.#entries = byId.map((rule) => ({ rule, compiled: new CompiledRule(rule) }));
  }

  /**
   * The rule with the lowest id that covers the violation; one that expires exactly `now` covers nothing any more.
   * @param accept - leaves out rules; by default none.
   */
  firstMatch(
    subject: RuleSubject,
    now: Date,
    accept: (rule: ActiveRule) => boolean = () => true,
  ): ActiveRule | undefined {
    return this.#entries.find(
      (entry) => entry.rule.expiryDate > now && accept(entry.rule) && this.#covers(entry, subject),
    )?.rule;
  }

  #covers({ rule, compiled }: Entry, subject: RuleSubject): boolean {
    try {
      return compiled.matches(subject);
    } catch (error) {
      // Whatever it is: a violation must not get lost because of a rule.
      this.#tell(rule.id, error);
      this.#listener.onNotEvaluable(rule.id);
      return false;
    }
  }

  #tell(ruleId: number, error: unknown): void {
    if (this.#logged.has(ruleId)) return;
    this.#logged.add(ruleId);
    const fields = { rule_id: ruleId, err: error };
    this.#listener.logger.warn(
      fields,
      `Whitelisting rule ${ruleId} is skipped where it cannot be applied: ${messageOf(error)}`,
    );
  }
}

const COMMENT_PREFIX = 'Whitelisted automatically because of:';

/** The comment of violations that a rule covers. */
export function commentOf({ reason }: Pick<StoredRule, 'reason'>): string {
  return `${COMMENT_PREFIX}${reason}`;
}

/** Comments of rules as a pattern of LIKE; any other comment is a person's. */
export const COMMENTS_OF_RULES = `${COMMENT_PREFIX}%`;
