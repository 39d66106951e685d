import type { JsonPath, Selector, Step } from './json-path.js';
import { parseCondition } from './parse-condition.js';
import { Scanner } from './scanner.js';

/** A name after a dot ends where something else can begin; other names are written `['…']`. */
const NAME = /[^\s.[\]()*,=!<>~&|'"?]+/y;

/**
 * Reads a JSONPath. One that does not begin with `$` gets `$.` in front.
 * @throws {RuleSyntaxError} saying where and what.
 */
export function parseJsonPath(given: string): JsonPath {
  const text = given.trim();
  const scanner = new Scanner(/^[$@]/.test(text) ? text : `$.${text}`);
  const path = parsePath(scanner);
  if (!scanner.isAtEnd) scanner.fail('expected the end, a dot or [');
  return path;
}

function parsePath(scanner: Scanner): JsonPath {
  const start = scanner.take('@') ? '@' : '$';
  if (start === '$') scanner.expect('$');
  const steps: Step[] = [];
  for (let step = parseStep(scanner); step !== undefined; step = parseStep(scanner)) steps.push(step);
  return { start, steps, isDefinite: steps.every(isDefinite) };
}

function isDefinite(step: Step, position: number, steps: readonly Step[]): boolean {
  if (step.isDeep) return false;
  // Several names at the end give one object; before the end they branch.
  if (step.kind === 'names') return step.names.length === 1 || position === steps.length - 1;
  return step.kind === 'indexes' && step.indexes.length === 1;
}

function parseStep(scanner: Scanner): Step | undefined {
  const isDeep = scanner.take('..');
  const isDotted = isDeep || scanner.take('.');
  if (scanner.take('[')) return { ...parseBrackets(scanner), isDeep };
  if (!isDotted) return undefined;
  if (scanner.take('*')) return { kind: 'wildcard', isDeep };
  const name = scanner.match(NAME) ?? scanner.fail('expected a name, * or [');
  if (scanner.peek() === '(') scanner.fail('functions are not available; see the operators size and empty');
  return { kind: 'names', names: [name], isDeep };
}

function parseBrackets(scanner: Scanner): Selector {
  scanner.skipBlanks();
  const selector = parseSelector(scanner);
  scanner.skipBlanks();
  scanner.expect(']');
  return selector;
}

function parseSelector(scanner: Scanner): Selector {
  if (scanner.take('*')) return { kind: 'wildcard' };
  if (scanner.take('?')) return parseFilter(scanner);
  if (/['"]/.test(scanner.peek())) return { kind: 'names', names: listOf(scanner, () => scanner.quoted()) };
  return parseIndexes(scanner);
}

function parseFilter(scanner: Scanner): Selector {
  scanner.skipBlanks();
  scanner.expect('(');
  const condition = parseCondition(scanner, parsePath);
  scanner.expect(')');
  return { kind: 'filter', condition };
}

function parseIndexes(scanner: Scanner): Selector {
  const first = scanner.integer();
  scanner.skipBlanks();
  if (scanner.take(':')) {
    scanner.skipBlanks();
    const to = scanner.integer();
    return { kind: 'slice', ...(first !== undefined && { from: first }), ...(to !== undefined && { to }) };
  }
  if (first === undefined) scanner.fail('expected a name in quotes, a number, a slice, * or a filter ?(…)');
  const others = scanner.take(',')
    ? listOf(scanner, () => scanner.integer() ?? scanner.fail('expected a number'))
    : [];
  return { kind: 'indexes', indexes: [first, ...others] };
}

function listOf<T>(scanner: Scanner, readOne: () => T): T[] {
  const list: T[] = [];
  do {
    scanner.skipBlanks();
    list.push(readOne());
    scanner.skipBlanks();
  } while (scanner.take(','));
  return list;
}
