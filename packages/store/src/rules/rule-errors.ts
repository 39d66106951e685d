import { FullstopError } from '@fullstop/core';

/** A pattern or a path of a rule cannot be read. The message says what is wrong with it, and what to write instead. */
export class RuleSyntaxError extends FullstopError {
  constructor(problem: string, options?: ErrorOptions) {
    super('RULE_SYNTAX', problem, options);
  }
}

/** A rule cannot be applied to this violation; it counts as "no match", so that nothing is hidden by accident. */
export class RuleNotEvaluableError extends FullstopError {
  constructor(problem: string) {
    super('RULE_NOT_EVALUABLE', problem);
  }
}

/** What is wrong with one field of a rule that somebody wants to store. */
export interface RuleFieldProblem {
  /** Name of the field on the wire, such as `image_name`. */
  readonly field: string;
  readonly problem: string;
}

/** A rule cannot be stored as given; nothing was changed. */
export class InvalidRuleError extends FullstopError {
  readonly problems: readonly RuleFieldProblem[];

  constructor(problems: readonly RuleFieldProblem[]) {
    const lines = problems.map(({ field, problem }) => `${field}: ${problem}`);
    super('INVALID_RULE', `The rule was not stored. ${lines.join('; ')}`);
    this.problems = problems;
  }
}

/** No rule has this id. */
export class RuleNotFoundError extends FullstopError {
  constructor(id: number) {
    super('RULE_NOT_FOUND', `There is no whitelisting rule ${id}.`);
  }
}

/** @throws {RuleNotFoundError} for an id that no row can have, and that the database would not read. */
export function requirePossibleId(id: number): void {
  if (!Number.isSafeInteger(id)) throw new RuleNotFoundError(id);
}

/** The rule has ended; it cannot be changed any more, and its expiry stays what it was. */
export class RuleExpiredError extends FullstopError {
  constructor(id: number, at: Date) {
    super(
      'RULE_EXPIRED',
      `Whitelisting rule ${id} expired at ${at.toISOString()}. Create a new one instead.`,
    );
  }
}

/** Somebody else changed the rule since it was read; nothing was changed. */
export class RuleConflictError extends FullstopError {
  constructor(id: number, expected: number, found: number) {
    super(
      'RULE_CONFLICT',
      `Whitelisting rule ${id} has version ${found}, not ${expected}: it was changed since it was read. Read it again.`,
    );
  }
}
