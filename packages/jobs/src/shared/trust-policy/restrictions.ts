import type { JsonObject } from '@fullstop/core';
import { isJsonObject } from '@fullstop/core';
import { textsOf } from './parse-trust-policy.js';
import { TrustPolicyError } from './trust-policy-error.js';

/** A condition key that can narrow down who is meant. */
interface NarrowingKey {
  /** Whether a value narrows it down; one with a wildcard in the wrong place does not. */
  narrows(value: string): boolean;
  /** Whether every request has the key, so that "if it exists" and "for all values" say as much as without. */
  readonly isAlwaysThere: boolean;
}

const PRINCIPAL_KEYS: ReadonlyMap<string, NarrowingKey> = new Map([
  ['aws:principalorgid', { narrows: isFixed, isAlwaysThere: false }],
  // o-…/r-…/ou-…/*
  ['aws:principalorgpaths', { narrows: (value) => beginOf(value).includes('/'), isAlwaysThere: false }],
  ['aws:principalaccount', { narrows: isFixed, isAlwaysThere: true }],
  ['aws:principalarn', { narrows: (value) => isFixed(value.split(':')[4] ?? '*'), isAlwaysThere: true }],
]);
const EXTERNAL_ID = 'sts:externalid';
const EXTERNAL_ID_KEY: NarrowingKey = { narrows: hasBegin, isAlwaysThere: false };
const TOKEN_KEY: NarrowingKey = { narrows: hasBegin, isAlwaysThere: true };
/** Endings of the keys that say for whom a token was made, or about whom it is. */
const TOKEN_CLAIMS: readonly string[] = ['aud', 'sub', 'app_id', 'oaud', 'azp'];

const COMPARISONS: ReadonlySet<string> = new Set([
  'stringequals',
  'stringequalsignorecase',
  'stringlike',
  'arnequals',
  'arnlike',
]);

/** Whether a condition asks for an external id. @throws {TrustPolicyError} when it cannot be read. */
export function requiresExternalId(condition: JsonObject): boolean {
  return narrowed(condition, (key) => (key === EXTERNAL_ID ? EXTERNAL_ID_KEY : undefined));
}

/** Whether a condition says which AWS principals are meant, or asks for an external id. @throws {TrustPolicyError} */
export function restrictsPrincipals(condition: JsonObject): boolean {
  return requiresExternalId(condition) || narrowed(condition, (key) => PRINCIPAL_KEYS.get(key));
}

/**
 * Whether a condition looks at the audience or the subject of an identity provider's tokens.
 * @param provider - as in the condition's keys, such as `token.actions.githubusercontent.com`.
 * @throws {TrustPolicyError}
 */
export function restrictsTokens(condition: JsonObject, provider: string): boolean {
  const keys = new Set(TOKEN_CLAIMS.map((claim) => `${provider.toLowerCase()}:${claim}`));
  return narrowed(condition, (key) => (keys.has(key) ? TOKEN_KEY : undefined));
}

function narrowed(condition: JsonObject, findKey: (key: string) => NarrowingKey | undefined): boolean {
  // All operators and keys must hold, so one that narrows is enough.
  return Object.entries(condition).some(([operator, comparisons]) => {
    if (!isJsonObject(comparisons)) throw new TrustPolicyError(`the Condition ${operator} is no object`);
    const { isComparison, needsKey } = kindOf(operator);
    return Object.entries(comparisons).some(([name, value]) => {
      const key = isComparison ? findKey(name.toLowerCase()) : undefined;
      if (!key || !(needsKey || key.isAlwaysThere)) return false;
      const values = textsOf(value, `Condition ${name}`);
      return values.length > 0 && values.every((each) => key.narrows(each));
    });
  });
}

/** What an operator such as `ForAnyValue:StringLike` or `StringEqualsIfExists` does. */
function kindOf(operator: string) {
  const [last = '', set] = operator.toLowerCase().split(':').reverse();
  const ifExists = last.endsWith('ifexists');
  const base = ifExists ? last.slice(0, -'ifexists'.length) : last;
  return { isComparison: COMPARISONS.has(base), needsKey: !ifExists && set !== 'forallvalues' };
}

function isFixed(value: string): boolean {
  return beginOf(value) === value;
}

function hasBegin(value: string): boolean {
  return beginOf(value) !== '';
}

/** What is before the first wildcard. */
function beginOf(value: string): string {
  const end = [value.indexOf('*'), value.indexOf('?')].filter((at) => at >= 0);
  return end.length === 0 ? value : value.slice(0, Math.min(...end));
}
