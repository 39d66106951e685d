import type { JsonValue } from '@fullstop/core';
import type { LinearPattern } from '../linear-pattern.js';

/** A JSONPath in the dialect of Jayway 2.2, as far as whitelisting rules rely on it. */
export interface JsonPath {
  /** `@` is what a filter looks at, `$` the whole document. */
  readonly start: '$' | '@';
  readonly steps: readonly Step[];
  /** Whether it leads to one place at most; else its result is a list. */
  readonly isDefinite: boolean;
}

/** One step on the way; `isDeep` after two dots: it starts from every object and array below. */
export type Step = Selector & { readonly isDeep: boolean };

/** What a step selects of an object or an array. */
export type Selector =
  | { readonly kind: 'names'; readonly names: readonly string[] }
  | { readonly kind: 'wildcard' }
  | { readonly kind: 'indexes'; readonly indexes: readonly number[] }
  | { readonly kind: 'slice'; readonly from?: number; readonly to?: number }
  | { readonly kind: 'filter'; readonly condition: Condition };

/** What a filter asks. */
export type Condition =
  | { readonly kind: 'and' | 'or'; readonly left: Condition; readonly right: Condition }
  | { readonly kind: 'not'; readonly condition: Condition }
  | { readonly kind: 'exists'; readonly path: JsonPath }
  | {
      readonly kind: 'compare';
      readonly operator: Operator;
      readonly left: Operand;
      readonly right: Operand;
    }
  | { readonly kind: 'matches'; readonly value: Operand; readonly pattern: LinearPattern };

/** Operators between two operands, longest first where one begins with another. */
export const SYMBOL_OPERATORS = ['===', '!==', '==', '!=', '<=', '>=', '<', '>'] as const;
export const WORD_OPERATORS = ['in', 'nin', 'contains', 'all', 'size', 'empty'] as const;

export type Operator = (typeof SYMBOL_OPERATORS)[number] | (typeof WORD_OPERATORS)[number];

/** One side of a comparison. */
export type Operand =
  | { readonly kind: 'path'; readonly path: JsonPath }
  | { readonly kind: 'literal'; readonly value: JsonValue };
