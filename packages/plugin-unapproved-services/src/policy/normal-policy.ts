import { isJsonObject, type JsonObject, type JsonValue } from '@fullstop/core';

const SETS = new Set(['Action', 'NotAction', 'Resource', 'NotResource']);
const PRINCIPALS = new Set(['Principal', 'NotPrincipal']);

/**
 * A policy in a form in which policies that IAM takes for the same are equal: one value is a list of one; lists of actions,
 * resources, principals and condition values are sets. Statements stay in order. Anything else stays as it is.
 */
export function normalPolicy(policy: JsonValue): JsonValue {
  if (!isJsonObject(policy) || policy.Statement === undefined) return policy;
  const statements = Array.isArray(policy.Statement) ? policy.Statement : [policy.Statement];
  return { ...policy, Statement: statements.map(normalStatement) };
}

function normalStatement(statement: JsonValue): JsonValue {
  return mapMembers(statement, (value, name) => {
    if (SETS.has(name)) return asSet(value);
    // The principal may also be a bare "*".
    if (PRINCIPALS.has(name)) return mapMembers(value, asSet);
    if (name === 'Condition') return mapMembers(value, (keys) => mapMembers(keys, asSet));
    return value;
  });
}

function mapMembers(value: JsonValue, map: (value: JsonValue, name: string) => JsonValue): JsonValue {
  if (!isJsonObject(value)) return value;
  const members = Object.entries(value).map(([name, member]) => [name, map(member, name)] as const);
  return Object.fromEntries(members) satisfies JsonObject;
}

function asSet(value: JsonValue): JsonValue {
  const values = Array.isArray(value) ? value : [value];
  // IAM takes `true` and "true" for the same.
  const texts = values.map((one) => (typeof one === 'string' ? one : JSON.stringify(one)));
  return [...new Set(texts)].sort();
}
