import type { JsonObject, JsonValue } from '@fullstop/core';
import { TrustPolicyError } from './trust-policy-error.js';

/** Principals of a statement: `*` for everybody, else lists of names by their kind, such as `AWS` or `Service`. */
export type Principals = '*' | ReadonlyMap<string, readonly string[]>;

/** A statement of a trust policy, in one shape whatever shape the document chose. */
export interface TrustStatement {
  readonly effect: 'Allow' | 'Deny';
  /** Patterns of what the statement is about; with `isNegated`, of what it is not about. */
  readonly actions: { readonly patterns: readonly string[]; readonly isNegated: boolean };
  /** Whom it names; with `isNegated`, whom it leaves out. */
  readonly principals: { readonly named: Principals; readonly isNegated: boolean };
  /** As written; empty when there is none. */
  readonly condition: JsonObject;
}

/**
 * Reads a trust policy (`AssumeRolePolicyDocument`) as IAM gives it: JSON, URL-encoded.
 * @throws {TrustPolicyError} when any part of it is not as IAM documents it: what is not understood may be a grant.
 */
export function parseTrustPolicy(document: string): readonly TrustStatement[] {
  const policy = objectOf(jsonOf(document), 'the document');
  const { Statement: statements } = policy;
  if (statements === undefined) throw new TrustPolicyError('it has no Statement');
  const list = Array.isArray(statements) ? statements : [statements];
  return list.map((statement) => statementOf(objectOf(statement, 'a statement')));
}

function jsonOf(document: string): JsonValue {
  try {
    // An encoded document never begins like this.
    return JSON.parse(document.trimStart().startsWith('{') ? document : decodeURIComponent(document));
  } catch (cause) {
    throw new TrustPolicyError('it is no JSON', { cause });
  }
}

function statementOf(statement: JsonObject): TrustStatement {
  const { Effect: effect } = statement;
  if (effect !== 'Allow' && effect !== 'Deny')
    throw new TrustPolicyError('an Effect is neither Allow nor Deny');
  const [actions, noActions] = eitherOf(statement, 'Action', 'NotAction');
  const [principals, noPrincipals] = eitherOf(statement, 'Principal', 'NotPrincipal');
  return {
    effect,
    actions: { patterns: textsOf(actions, 'Action'), isNegated: noActions },
    principals: { named: principalsOf(principals), isNegated: noPrincipals },
    condition: statement.Condition === undefined ? {} : objectOf(statement.Condition, 'a Condition'),
  };
}

/** The one member of two that is there, and whether it is the second one. */
function eitherOf(statement: JsonObject, name: string, negated: string): [JsonValue, boolean] {
  const value = statement[name];
  const negatedValue = statement[negated];
  if (value !== undefined && negatedValue === undefined) return [value, false];
  if (negatedValue !== undefined && value === undefined) return [negatedValue, true];
  throw new TrustPolicyError(`a statement needs one of ${name} and ${negated}`);
}

function principalsOf(value: JsonValue): Principals {
  if (value === '*') return '*';
  const entries = Object.entries(objectOf(value, 'a Principal'));
  return new Map(entries.map(([kind, names]) => [kind, textsOf(names, `Principal ${kind}`)]));
}

function objectOf(value: JsonValue | undefined, what: string): JsonObject {
  if (typeof value === 'object' && value !== null && !Array.isArray(value)) return value as JsonObject;
  throw new TrustPolicyError(`${what} is no object`);
}

/** A text, or a list of texts, as a list. */
export function textsOf(value: JsonValue | undefined, what: string): string[] {
  const list = Array.isArray(value) ? value : [value];
  return list.map((text) => {
    if (typeof text !== 'string') throw new TrustPolicyError(`${what} is neither a text nor a list of texts`);
    return text;
  });
}
