import type { JsonValue } from '@fullstop/core';
import { LinearPattern } from '../linear-pattern.js';
import {
  type Condition,
  type JsonPath,
  type Operand,
  type Operator,
  SYMBOL_OPERATORS,
  WORD_OPERATORS,
} from './json-path.js';
import type { Scanner } from './scanner.js';

/** Reads a path that begins with `$` or `@`. */
type ParsePath = (scanner: Scanner) => JsonPath;

/** Reads what stands between the parentheses of a filter; `&&` binds closer than `||`. */
export function parseCondition(scanner: Scanner, parsePath: ParsePath): Condition {
  let left = parseConjunction(scanner, parsePath);
  while (scanner.take('||')) left = { kind: 'or', left, right: parseConjunction(scanner, parsePath) };
  return left;
}

function parseConjunction(scanner: Scanner, parsePath: ParsePath): Condition {
  let left = parseTerm(scanner, parsePath);
  while (scanner.take('&&')) left = { kind: 'and', left, right: parseTerm(scanner, parsePath) };
  return left;
}

function parseTerm(scanner: Scanner, parsePath: ParsePath): Condition {
  scanner.skipBlanks();
  const term = parseBareTerm(scanner, parsePath);
  scanner.skipBlanks();
  return term;
}

function parseBareTerm(scanner: Scanner, parsePath: ParsePath): Condition {
  if (scanner.take('!')) return { kind: 'not', condition: parseTerm(scanner, parsePath) };
  if (scanner.take('(')) {
    const condition = parseCondition(scanner, parsePath);
    scanner.expect(')');
    return condition;
  }
  return parseComparison(scanner, parsePath);
}

function parseComparison(scanner: Scanner, parsePath: ParsePath): Condition {
  const left = parseOperand(scanner, parsePath);
  scanner.skipBlanks();
  if (scanner.take('=~')) {
    scanner.skipBlanks();
    return { kind: 'matches', value: left, pattern: parsePattern(scanner) };
  }
  const asksForExistence = scanner.match(/exists\b/iy) !== undefined;
  const operator = asksForExistence ? undefined : parseOperator(scanner);
  if (operator === undefined) {
    if (left.kind === 'literal') return scanner.fail('expected an operator after a value');
    return parseExistence(scanner, left.path, asksForExistence);
  }
  scanner.skipBlanks();
  return { kind: 'compare', operator, left, right: parseOperand(scanner, parsePath) };
}

/** `@.a`, or `@.a exists true`, or `@.a exists false`. */
function parseExistence(scanner: Scanner, path: JsonPath, isSpelledOut: boolean): Condition {
  const exists: Condition = { kind: 'exists', path };
  if (!isSpelledOut) return exists;
  scanner.skipBlanks();
  if (scanner.take('true')) return exists;
  scanner.expect('false');
  return { kind: 'not', condition: exists };
}

function parseOperator(scanner: Scanner): Operator | undefined {
  const symbol = SYMBOL_OPERATORS.find((operator) => scanner.take(operator));
  if (symbol !== undefined) return symbol;
  const word = scanner.match(/[A-Za-z]+/y);
  if (word === undefined) return undefined;
  const operator = WORD_OPERATORS.find((known) => known === word.toLowerCase());
  return (
    operator ?? scanner.fail(`there is no operator ${word}; use one of ${WORD_OPERATORS.join(', ')}, exists`)
  );
}

function parsePattern(scanner: Scanner): LinearPattern {
  const literal = scanner.match(/\/(?:[^/\\]|\\[\s\S])*\/[A-Za-z]*/y);
  if (literal === undefined) return scanner.fail('expected a regular expression, such as /name-.+/i');
  const end = literal.lastIndexOf('/');
  return new LinearPattern(literal.slice(1, end).replaceAll('\\/', '/'), literal.slice(end + 1));
}

function parseOperand(scanner: Scanner, parsePath: ParsePath): Operand {
  if (/[$@]/.test(scanner.peek())) return { kind: 'path', path: parsePath(scanner) };
  return { kind: 'literal', value: parseLiteral(scanner) };
}

const WORDS: ReadonlyMap<string, JsonValue> = new Map<string, JsonValue>([
  ['true', true],
  ['false', false],
  ['null', null],
]);

function parseLiteral(scanner: Scanner): JsonValue {
  if (/['"]/.test(scanner.peek())) return scanner.quoted();
  if (scanner.take('[')) return parseArray(scanner);
  if (scanner.take('{')) return parseObject(scanner);
  const number = scanner.match(/-?\d+(?:\.\d+)?(?:[eE][+-]?\d+)?/y);
  if (number !== undefined) return Number(number);
  const value = WORDS.get(scanner.match(/[a-z]+/y) ?? '');
  return value === undefined
    ? scanner.fail('expected a path, a text in quotes, a number, true, false, null or [')
    : value;
}

function parseArray(scanner: Scanner): JsonValue {
  const elements: JsonValue[] = [];
  scanner.skipBlanks();
  if (scanner.take(']')) return elements;
  do {
    scanner.skipBlanks();
    elements.push(parseLiteral(scanner));
    scanner.skipBlanks();
  } while (scanner.take(','));
  scanner.expect(']');
  return elements;
}

function parseObject(scanner: Scanner): JsonValue {
  const members: [string, JsonValue][] = [];
  scanner.skipBlanks();
  if (scanner.take('}')) return {};
  do {
    scanner.skipBlanks();
    const name = scanner.quoted();
    scanner.skipBlanks();
    scanner.expect(':');
    scanner.skipBlanks();
    members.push([name, parseLiteral(scanner)]);
    scanner.skipBlanks();
  } while (scanner.take(','));
  scanner.expect('}');
  return Object.fromEntries(members);
}
