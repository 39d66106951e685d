import { isJsonObject, type JsonValue, valueAt } from '@fullstop/core';
import { Budget } from './budget.js';
import { evaluatePath } from './json-path/evaluate-path.js';
import type { JsonPath } from './json-path/json-path.js';
import { parseJsonPath } from './json-path/parse-path.js';
import { LinearPattern } from './linear-pattern.js';
import { hasNoCriteria, MAX_PATTERN_LENGTH, type RuleCriteria, trimmedCriteria } from './rule.js';
import { RuleNotEvaluableError, RuleSyntaxError } from './rule-errors.js';

/** What rules look at. Every violation has it, before and after it is stored. */
export interface RuleSubject {
  readonly accountId: string;
  readonly region: string;
  readonly type: string;
  readonly applicationId: string | null;
  readonly applicationVersion: string | null;
  readonly metaInfo: JsonValue;
}

type Test = (subject: RuleSubject) => boolean;

/** A rule ready to be asked about many violations. */
export class CompiledRule {
  readonly #tests: readonly Test[];

  /** Pattern and JSONPath are compiled when they are first needed: most violations differ in something cheaper. */
  constructor(given: RuleCriteria) {
    const criteria = trimmedCriteria(given);
    this.#tests = hasNoCriteria(criteria) ? [() => false] : testsOf(criteria);
  }

  /**
   * Whether all criteria hold.
   * @throws {RuleSyntaxError} when pattern or JSONPath cannot be read; counts as "no match".
   * @throws {RuleNotEvaluableError} when the rule makes no sense on this violation; counts as "no match", too.
   */
  matches(subject: RuleSubject): boolean {
    return this.#tests.every((test) => test(subject));
  }
}

/** The pattern of `image_name`, compiled. @throws {RuleSyntaxError} */
export function compilePattern(text: string): LinearPattern {
  requireLength(text);
  return new LinearPattern(text);
}

/** The JSONPath of `meta_info_json_path`, compiled. @throws {RuleSyntaxError} */
export function compilePath(text: string): JsonPath {
  requireLength(text);
  return parseJsonPath(text);
}

function requireLength(text: string): void {
  if (text.length > MAX_PATTERN_LENGTH)
    throw new RuleSyntaxError(`longer than ${MAX_PATTERN_LENGTH} characters; make it shorter`);
}

/** One test for each criterion, cheap ones first. */
function testsOf(criteria: RuleCriteria): Test[] {
  const tests: Test[] = [];
  for (const name of ['accountId', 'region', 'type', 'applicationId', 'applicationVersion'] as const) {
    const wanted = criteria[name];
    if (wanted !== null) tests.push((subject) => subject[name] === wanted);
  }
  const { imageOwner, imageName, metaInfoJsonPath } = criteria;
  if (imageOwner !== null) tests.push(({ metaInfo }) => imageText(metaInfo, 'ami_owner_id') === imageOwner);
  if (imageName !== null) tests.push(imageNameTest(once(() => compilePattern(imageName))));
  if (metaInfoJsonPath !== null) tests.push(metaInfoTest(once(() => compilePath(metaInfoJsonPath))));
  return tests;
}

/** Makes it when it is first asked for; what was thrown then is thrown each time. */
function once<T>(make: () => T): () => T {
  let outcome: { readonly value: T } | { readonly error: unknown } | undefined;
  return () => {
    outcome ??= attempt(make);
    if ('error' in outcome) throw outcome.error;
    return outcome.value;
  };
}

function attempt<T>(make: () => T): { readonly value: T } | { readonly error: unknown } {
  try {
    return { value: make() };
  } catch (error) {
    return { error };
  }
}

function imageNameTest(pattern: () => LinearPattern): Test {
  return ({ metaInfo }) => {
    const name = imageText(metaInfo, 'ami_name');
    return name !== undefined && pattern().matches(name, new Budget());
  };
}

function imageText(metaInfo: JsonValue, key: string): string | undefined {
  const value = valueAt(metaInfo, key) ?? undefined;
  if (value === undefined || typeof value === 'string') return value;
  throw new RuleNotEvaluableError(`meta_info.${key} is not a text`);
}

function metaInfoTest(compiled: () => JsonPath): Test {
  return ({ metaInfo }) => {
    // Nothing is below a scalar, whatever the path.
    if (!Array.isArray(metaInfo) && !isJsonObject(metaInfo)) return false;
    const path = compiled();
    const found = evaluatePath(path, metaInfo, new Budget());
    const [value] = found;
    if (!path.isDefinite || value === undefined) return found.length > 0;
    if (Array.isArray(value)) return value.length > 0;
    throw new RuleNotEvaluableError(
      'meta_info_json_path leads to one value where a list is needed; use a filter [?(…)]',
    );
  };
}
