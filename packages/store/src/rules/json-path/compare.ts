import { isDeepStrictEqual } from 'node:util';
import type { JsonValue } from '@fullstop/core';
import type { Operator } from './json-path.js';

/** A value of a filter; `undefined` is what a path did not find. */
export type FoundValue = JsonValue | undefined;

type Compare = (left: FoundValue, right: FoundValue) => boolean;

const COMPARISONS: Readonly<Record<Operator, Compare>> = {
  '==': isEqual,
  '!=': (left, right) => !isEqual(left, right),
  '===': isSame,
  '!==': (left, right) => !isSame(left, right),
  '<': (left, right) => isOrdered(left, right, (sign) => sign < 0),
  '<=': (left, right) => isOrdered(left, right, (sign) => sign <= 0),
  '>': (left, right) => isOrdered(left, right, (sign) => sign > 0),
  '>=': (left, right) => isOrdered(left, right, (sign) => sign >= 0),
  in: isIn,
  nin: (left, right) => !isIn(left, right),
  contains: (left, right) =>
    typeof left === 'string' ? typeof right === 'string' && left.includes(right) : isIn(right, left),
  all: (left, right) =>
    Array.isArray(left) && Array.isArray(right) && right.every((wanted) => isIn(wanted, left)),
  size: (left, right) => sizeOf(left) === right,
  empty: (left, right) => typeof right === 'boolean' && isEmpty(left) === right,
};

/** Whether the comparison holds, by Jayway's rules: what was not found equals nothing, not even `null`. */
export function compare(operator: Operator, left: FoundValue, right: FoundValue): boolean {
  return COMPARISONS[operator](left, right);
}

/** A number and a text are equal when they are written alike, or mean the same number. */
function isEqual(left: FoundValue, right: FoundValue): boolean {
  if (typeof left === 'number' && typeof right === 'string') return isNumberAsText(left, right);
  if (typeof left === 'string' && typeof right === 'number') return isNumberAsText(right, left);
  return isSame(left, right);
}

function isNumberAsText(number: number, text: string): boolean {
  return text.trim() !== '' && Number(text) === number;
}

function isSame(left: FoundValue, right: FoundValue): boolean {
  return left !== undefined && right !== undefined && (left === right || isDeepStrictEqual(left, right));
}

function isOrdered(left: FoundValue, right: FoundValue, holds: (sign: number) => boolean): boolean {
  if (typeof left === 'number' && typeof right === 'number') return holds(left - right);
  if (typeof left !== 'string' || typeof right !== 'string') return false;
  return holds(left === right ? 0 : left < right ? -1 : 1);
}

function isIn(value: FoundValue, list: FoundValue): boolean {
  return Array.isArray(list) && list.some((element) => isEqual(value, element));
}

function sizeOf(value: FoundValue): number | undefined {
  return typeof value === 'string' || Array.isArray(value) ? value.length : undefined;
}

function isEmpty(value: FoundValue): boolean | undefined {
  if (typeof value === 'object' && value !== null) return Object.keys(value).length === 0;
  return typeof value === 'string' ? value === '' : undefined;
}
