import { messageOf } from '@fullstop/core';
import { RE2JS } from 're2js';
import type { Budget } from './budget.js';
import { re2TextOf } from './re2-text.js';
import { RuleSyntaxError } from './rule-errors.js';

/** Instructions that a compiled pattern may have; repetitions such as `(.{0,1000}){20}` make a short text a large program. */
const MAX_PROGRAM_SIZE = 5000;

/** Flags that may follow a regular expression in a JSONPath filter; `u` is always on. */
const FLAGS: Readonly<Record<string, number>> = {
  i: RE2JS.CASE_INSENSITIVE,
  m: RE2JS.MULTILINE,
  s: RE2JS.DOTALL,
  u: 0,
};

const REMEDY =
  'Patterns have the syntax of RE2, so that matching takes linear time: it has no look-arounds, back references, ' +
  'possessive quantifiers or atomic groups';

/** A regular expression that is matched against whole values in linear time. */
export class LinearPattern {
  readonly #expression: RE2JS;
  readonly #size: number;

  /**
   * @param text - Java's syntax, as far as RE2 has it.
   * @param flags - letters `i`, `m`, `s` and `u`.
   * @throws {RuleSyntaxError} when RE2 cannot read it, or it becomes too large.
   */
  constructor(text: string, flags = '') {
    this.#expression = compile(re2TextOf(text), flagsOf(flags));
    this.#size = this.#expression.programSize();
    if (this.#size > MAX_PROGRAM_SIZE) {
      throw new RuleSyntaxError(`the pattern "${text}" is too large; use smaller repetitions`);
    }
  }

  /**
   * Whether the pattern matches the entire value, case-sensitively unless it says otherwise.
   * @throws {RuleNotEvaluableError} when the value is too long for it.
   */
  matches(value: string, budget: Budget): boolean {
    budget.spend(this.#size * (value.length + 1));
    return this.#expression.matches(value);
  }
}

function compile(text: string, flags: number): RE2JS {
  try {
    return RE2JS.compile(text, flags);
  } catch (error) {
    const reason = messageOf(error).replace('error parsing regexp: ', '');
    throw new RuleSyntaxError(`cannot read the pattern: ${reason}. ${REMEDY}`, { cause: error });
  }
}

function flagsOf(letters: string): number {
  return [...letters].reduce((flags, letter) => {
    const flag = FLAGS[letter];
    if (flag === undefined) {
      throw new RuleSyntaxError(`a regular expression cannot have the flag "${letter}"; use i, m, s or u`);
    }
    return flags | flag;
  }, 0);
}
