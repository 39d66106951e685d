import type { CredentialRow } from '../shared/credential-report/parse-credential-report.js';

/** What a violation says about a root user; the flags are the texts `true` and `false`. */
export interface RootUserDetails {
  readonly account_id: string;
  readonly user: string;
  readonly arn: string;
  readonly is_password_enabled: string;
  readonly is_mfa_active: string;
  readonly is_access_key_1_active: string;
  readonly is_access_key_2_active: string;
}

/** Whether a root user has an access key, or may log in with nothing but a password. */
export function isUnsafe({ accessKeys, mfaActive, passwordEnabled }: CredentialRow): boolean {
  if (accessKeys.some(({ isActive }) => isActive)) return true;
  // Where IAM does not say whether there is a password, there may be one.
  return mfaActive !== true && passwordEnabled !== false;
}

/** The root user of an account, as violations tell of him. */
export function detailsOf(accountId: string, row: CredentialRow): RootUserDetails {
  const [first, second] = row.accessKeys;
  return {
    account_id: accountId,
    user: row.user,
    arn: row.arn,
    is_password_enabled: String(row.passwordEnabled === true),
    is_mfa_active: String(row.mfaActive === true),
    is_access_key_1_active: String(first.isActive),
    is_access_key_2_active: String(second.isActive),
  };
}
