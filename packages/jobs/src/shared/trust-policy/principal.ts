/** What an AWS principal of a policy stands for. */
export type AwsPrincipal =
  | { readonly kind: 'everybody' }
  /** Twelve digits, unless the name has something else in their place; `undefined` when it has no account. */
  | { readonly kind: 'account'; readonly accountId: string | undefined }
  /** The id of a user, role or instance profile, which is what IAM leaves when that is deleted: it lets nobody in. */
  | { readonly kind: 'unique-id' };

const UNIQUE_ID_PREFIXES: readonly string[] = ['AIDA', 'AROA', 'ANPA'];

/** Reads a principal of the kind `AWS`: an ARN of any partition, an account number, a unique id, or `*`. */
export function parseAwsPrincipal(name: string): AwsPrincipal {
  if (name === '*') return { kind: 'everybody' };
  if (isUniqueId(name)) return { kind: 'unique-id' };
  return { kind: 'account', accountId: isAccountId(name) ? name : accountOfArn(name) };
}

/** Account in an ARN, as it is written there; `undefined` when it is no ARN. */
export function accountOfArn(arn: string): string | undefined {
  const [prefix, , , , accountId] = arn.split(':');
  return prefix === 'arn' ? accountId : undefined;
}

function isAccountId(text: string): boolean {
  return /^\d{12}$/.test(text);
}

function isUniqueId(name: string): boolean {
  return UNIQUE_ID_PREFIXES.some((prefix) => name.startsWith(prefix)) && /^[A-Z0-9]{16,}$/.test(name);
}
