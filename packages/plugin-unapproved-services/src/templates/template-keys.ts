/** The keys of a role's templates. */
export interface TemplateKeys {
  /** The role as its template names it. */
  readonly roleName: string;
  /** Key of what the inline policy must be. */
  readonly policyKey: string;
  /** Key of what the trust policy must be; absent when that is free. */
  readonly trustKey?: string;
}

const POLICY = '.json';
const TRUST = '.trust.json';

/**
 * The roles that have a template directly below a prefix, by their names in lower case: IAM does not tell apart roles whose
 * names differ in nothing but case.
 * @param prefix empty, or ending with `/`.
 */
export function templateKeysByRole(
  keys: readonly string[],
  prefix: string,
): ReadonlyMap<string, TemplateKeys> {
  const names = keys.filter((key) => key.startsWith(prefix)).map((key) => key.slice(prefix.length));
  const policies = names.filter((name) => name.endsWith(POLICY) && !name.endsWith(TRUST));
  const direct = policies.filter((name) => name !== POLICY && !name.includes('/'));
  return new Map(
    direct.map((name): [string, TemplateKeys] => {
      const roleName = name.slice(0, -POLICY.length);
      const policyKey = `${prefix}${name}`;
      const trustKey = `${prefix}${roleName}${TRUST}`;
      return [roleName.toLowerCase(), { roleName, policyKey, ...(keys.includes(trustKey) && { trustKey }) }];
    }),
  );
}
