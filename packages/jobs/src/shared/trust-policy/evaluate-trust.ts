import type { JsonObject } from '@fullstop/core';
import { grantsRole } from './grants-role.js';
import type { TrustStatement } from './parse-trust-policy.js';
import { accountOfArn, parseAwsPrincipal } from './principal.js';
import { requiresExternalId, restrictsPrincipals, restrictsTokens } from './restrictions.js';
import { TrustPolicyError } from './trust-policy-error.js';

/** Who may assume a role without belonging to a trusted account. */
export interface ForeignTrust {
  /** Principals as the policy names them, `*` for everybody, `NotPrincipal` for everybody but those named. Sorted, each once. */
  readonly grantees: readonly string[];
  /** Whether everybody may: no condition says which principals are meant, and no external id is asked for. */
  readonly isPublic: boolean;
  /** Conditions of the statements that grant it, as written; each once. */
  readonly conditions: readonly JsonObject[];
  /** Whether all of these statements ask for an external id. */
  readonly isExternalIdRequired: boolean;
}

interface Grant {
  readonly grantee: string;
  readonly isPublic: boolean;
  readonly condition: JsonObject;
}

/**
 * Evaluates a trust policy. Statements that deny are left aside: they can only narrow what others grant.
 * @param trustedAccounts - the role's own account, and all others that may have the role.
 * @returns `undefined` when nobody else is let in.
 * @throws {TrustPolicyError} when a principal or a condition cannot be understood.
 */
export function foreignTrust(
  statements: readonly TrustStatement[],
  trustedAccounts: ReadonlySet<string>,
): ForeignTrust | undefined {
  const grants = statements.filter(grantsRole).flatMap((statement) => grantsOf(statement, trustedAccounts));
  if (grants.length === 0) return undefined;
  const conditions = grants
    .map(({ condition }) => condition)
    .filter((condition) => Object.keys(condition).length > 0);
  const byText = new Map(conditions.map((condition) => [JSON.stringify(condition), condition]));
  return {
    grantees: [...new Set(grants.map(({ grantee }) => grantee))].sort(),
    isPublic: grants.some(({ isPublic }) => isPublic),
    // In an order that does not change when statements change places.
    conditions: [...byText.keys()].sort().map((text) => byText.get(text)!),
    isExternalIdRequired: grants.every(({ condition }) => requiresExternalId(condition)),
  };
}

function grantsOf({ principals, condition }: TrustStatement, trusted: ReadonlySet<string>): Grant[] {
  const { named, isNegated } = principals;
  const everybody = (grantee: string): Grant => ({
    grantee,
    isPublic: !restrictsPrincipals(condition),
    condition,
  });
  if (isNegated) return [everybody('NotPrincipal')];
  if (named === '*') return [everybody('*')];
  return [...named].flatMap(([kind, names]) =>
    names.flatMap((name) => {
      if (kind === 'Service') return [];
      if (kind === 'AWS' && parseAwsPrincipal(name).kind === 'everybody') return [everybody('*')];
      if (!isForeign(kind, name, condition, trusted)) return [];
      return [{ grantee: name, isPublic: false, condition }];
    }),
  );
}

function isForeign(kind: string, name: string, condition: JsonObject, trusted: ReadonlySet<string>): boolean {
  if (kind === 'AWS') {
    const principal = parseAwsPrincipal(name);
    return principal.kind === 'account' && !isTrusted(principal.accountId, trusted);
  }
  if (kind === 'Federated') return isForeignProvider(name, condition, trusted);
  throw new TrustPolicyError(`a principal is of the kind ${kind}, which trust policies do not have`);
}

/** An identity provider of our own is foreign, too, when it takes tokens that were made for others. */
function isForeignProvider(name: string, condition: JsonObject, trusted: ReadonlySet<string>): boolean {
  // Those that everybody has, such as `accounts.google.com`, are named without an ARN.
  if (!name.startsWith('arn:')) return !restrictsTokens(condition, name);
  if (!isTrusted(accountOfArn(name), trusted)) return true;
  const provider = name.split(':oidc-provider/')[1];
  return provider !== undefined && !restrictsTokens(condition, provider);
}

function isTrusted(accountId: string | undefined, trusted: ReadonlySet<string>): boolean {
  return accountId !== undefined && trusted.has(accountId);
}
