import { isJsonObject, type JsonObject, type JsonValue } from '@fullstop/core';
import type { Budget } from '../budget.js';
import { compare, type FoundValue } from './compare.js';
import type { Condition, JsonPath, Operand, Selector, Step } from './json-path.js';

/** What a path is followed through. */
interface Document {
  readonly root: JsonValue;
  readonly budget: Budget;
}

/**
 * Everything the path leads to; of a definite path one value at most.
 * @throws {RuleNotEvaluableError} when it takes too much work.
 */
export function evaluatePath(path: JsonPath, root: JsonValue, budget: Budget): JsonValue[] {
  return follow(path, root, { root, budget });
}

function follow({ start, steps }: JsonPath, current: JsonValue, document: Document): JsonValue[] {
  let found: JsonValue[] = [start === '@' ? current : document.root];
  steps.forEach((step, position) => {
    const isLast = position === steps.length - 1;
    found = found.flatMap((value) => take(step, value, isLast, document));
  });
  return found;
}

function take(step: Step, value: JsonValue, isLast: boolean, document: Document): JsonValue[] {
  if (!step.isDeep) return select(step, value, isLast, document);
  const below = withDescendants(value, document.budget);
  // A filter that searches looks at each object as it is; elements of arrays are objects of their own here.
  const candidates = step.kind === 'filter' ? below.filter((each) => !Array.isArray(each)) : below;
  return candidates.flatMap((each) => select(step, each, isLast, document));
}

/** The value and everything below it, as far as they are objects or arrays. Without recursion: documents may be deep. */
function withDescendants(value: JsonValue, budget: Budget): JsonValue[] {
  const found: JsonValue[] = isContainer(value) ? [value] : [];
  for (let position = 0; position < found.length; position++) {
    const children = childrenOf(found[position] ?? null);
    budget.spend(children.length + 1);
    for (const child of children) if (isContainer(child)) found.push(child);
  }
  return found;
}

function select(selector: Selector, value: JsonValue, isLast: boolean, document: Document): JsonValue[] {
  document.budget.spend(1);
  switch (selector.kind) {
    case 'names':
      return isJsonObject(value) ? membersOf(value, selector.names, isLast) : [];
    case 'wildcard':
      return counted(childrenOf(value), document);
    case 'indexes':
      return Array.isArray(value) ? elementsAt(value, selector.indexes) : [];
    case 'slice':
      return Array.isArray(value) ? counted(value.slice(selector.from, selector.to), document) : [];
    case 'filter':
      // An object is tested itself, where other dialects test its members.
      if (isJsonObject(value)) return holds(selector.condition, value, document) ? [value] : [];
      return Array.isArray(value) ? value.filter((each) => holds(selector.condition, each, document)) : [];
  }
}

function membersOf(object: JsonObject, names: readonly string[], isLast: boolean): JsonValue[] {
  const present = names.filter((name) => Object.hasOwn(object, name));
  const members = present.map((name): [string, JsonValue] => [name, object[name] ?? null]);
  // At the end of a path, several names give one object that has them.
  if (isLast && names.length > 1) return members.length === 0 ? [] : [Object.fromEntries(members)];
  return members.map(([, member]) => member);
}

function elementsAt(array: readonly JsonValue[], indexes: readonly number[]): JsonValue[] {
  return indexes.flatMap((index) => {
    const element = array.at(index);
    return element === undefined ? [] : [element];
  });
}

function counted(values: JsonValue[], { budget }: Document): JsonValue[] {
  budget.spend(values.length);
  return values;
}

function holds(condition: Condition, current: JsonValue, document: Document): boolean {
  document.budget.spend(1);
  switch (condition.kind) {
    case 'and':
      return holds(condition.left, current, document) && holds(condition.right, current, document);
    case 'or':
      return holds(condition.left, current, document) || holds(condition.right, current, document);
    case 'not':
      return !holds(condition.condition, current, document);
    case 'exists':
      return follow(condition.path, current, document).length > 0;
    case 'compare': {
      const left = operandValue(condition.left, current, document);
      const right = operandValue(condition.right, current, document);
      const [leftSize, rightSize] = [sizeOf(left, document.budget), sizeOf(right, document.budget)];
      // Only `all` may look at each pair of elements.
      document.budget.spend(condition.operator === 'all' ? leftSize * rightSize : leftSize + rightSize);
      return compare(condition.operator, left, right);
    }
    case 'matches': {
      const value = operandValue(condition.value, current, document);
      const isScalar = typeof value === 'string' || typeof value === 'number' || typeof value === 'boolean';
      return isScalar && condition.pattern.matches(String(value), document.budget);
    }
  }
}

function operandValue(operand: Operand, current: JsonValue, document: Document): FoundValue {
  if (operand.kind === 'literal') return operand.value;
  const found = follow(operand.path, current, document);
  return operand.path.isDefinite ? found[0] : found;
}

/** How much work it is to compare with a value. */
function sizeOf(value: FoundValue, budget: Budget): number {
  if (typeof value === 'string') return 1 + value.length / 16;
  if (value === undefined || !isContainer(value)) return 1;
  return withDescendants(value, budget).reduce<number>((size, each) => size + childrenOf(each).length, 1);
}

function childrenOf(value: JsonValue): JsonValue[] {
  return isContainer(value) ? Object.values(value) : [];
}

function isContainer(value: JsonValue): value is JsonValue[] | JsonObject {
  return typeof value === 'object' && value !== null;
}
