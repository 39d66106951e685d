import { RuleNotEvaluableError } from './rule-errors.js';

/** Enough for any sensible rule, and at most some 10 ms of work. */
const MAX_STEPS = 300_000;

/** Bounds the work of applying one rule to one violation, whatever its author wrote and the violation holds. */
export class Budget {
  #left = MAX_STEPS;

  /** @throws {RuleNotEvaluableError} when the work exceeds the bound. */
  spend(steps: number): void {
    this.#left -= steps;
    if (this.#left < 0) throw new RuleNotEvaluableError('it takes too much work on this violation');
  }
}
