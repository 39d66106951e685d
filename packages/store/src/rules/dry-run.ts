import type { DataSource } from 'typeorm';
import { SCHEMA } from '../connection/database-options.js';
import { CompiledRule } from './compiled-rule.js';
import { judgeEach } from './judge.js';
import { endOfSpan, openSubjects, type StoredSubject } from './judged-violations.js';
import { outsideTransactions } from './queries.js';
import type { RuleCriteria } from './rule.js';
import { RuleNotEvaluableError } from './rule-errors.js';

const SPAN_ROWS = 2000;
const MAX_SAMPLES = 10;
const MAX_MILLISECONDS = 5000;

/** What a rule would cover. */
export interface DryRun {
  /** Open violations that it matches. */
  readonly matches: number;
  /** Violations that it makes no sense on, which count as "no match". */
  readonly notEvaluable: number;
  /** Whether all open violations were looked at; else there were too many for the time, and the numbers are too low. */
  readonly isComplete: boolean;
  /** Most frequent first. */
  readonly byType: readonly DryRunCount[];
  readonly byAccount: readonly DryRunCount[];
  /** The first ones it matches, by id. */
  readonly samples: readonly StoredSubject[];
}

/** How many violations of a type, or of an account, a rule would cover. */
export interface DryRunCount {
  readonly name: string;
  readonly quantity: number;
}

/** Looks at the open violations as a new rule would, and changes nothing. Takes trimmed criteria. */
export async function dryRun(dataSource: DataSource, criteria: RuleCriteria): Promise<DryRun> {
  const tally = new Tally(new CompiledRule(criteria));
  const deadline = performance.now() + MAX_MILLISECONDS;
  const queries = outsideTransactions(dataSource);
  const [row] = await queries.query<{ id: string | null }[]>(`SELECT max(id) AS id FROM ${SCHEMA}.violation`);
  const untilId = Number(row?.id ?? 0);
  let afterId = 0;
  while (performance.now() < deadline) {
    const end = await endOfSpan(queries, criteria, { afterId, untilId }, SPAN_ROWS);
    if (end === undefined) return tally.report(true);
    const subjects = await openSubjects(queries, criteria, { afterId, untilId: end });
    const judged = await judgeEach(subjects, (each) => performance.now() < deadline && tally.judge(each));
    if (judged.includes(false)) break;
    afterId = end;
  }
  return tally.report(false);
}

/** Counts what a rule matches. */
class Tally {
  readonly #rule: CompiledRule;
  readonly #byType = new Map<string, number>();
  readonly #byAccount = new Map<string, number>();
  readonly #samples: StoredSubject[] = [];
  #matches = 0;
  #notEvaluable = 0;

  constructor(rule: CompiledRule) {
    this.#rule = rule;
  }

  judge(subject: StoredSubject): true {
    if (this.#covers(subject)) this.#count(subject);
    return true;
  }

  #count(subject: StoredSubject): void {
    this.#matches++;
    this.#byType.set(subject.type, (this.#byType.get(subject.type) ?? 0) + 1);
    this.#byAccount.set(subject.accountId, (this.#byAccount.get(subject.accountId) ?? 0) + 1);
    if (this.#samples.length < MAX_SAMPLES) this.#samples.push(subject);
  }

  report(isComplete: boolean): DryRun {
    return {
      matches: this.#matches,
      notEvaluable: this.#notEvaluable,
      isComplete,
      byType: countsOf(this.#byType),
      byAccount: countsOf(this.#byAccount),
      samples: this.#samples,
    };
  }

  #covers(subject: StoredSubject): boolean {
    try {
      return this.#rule.matches(subject);
    } catch (error) {
      if (!(error instanceof RuleNotEvaluableError)) throw error;
      this.#notEvaluable++;
      return false;
    }
  }
}

function countsOf(counts: ReadonlyMap<string, number>): DryRunCount[] {
  return [...counts]
    .map(([name, quantity]) => ({ name, quantity }))
    .sort((a, b) => b.quantity - a.quantity || (a.name < b.name ? -1 : 1));
}
