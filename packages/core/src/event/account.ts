import { textAt } from './json.js';

/**
 * Account of a record: `recipientAccountId`, else the caller's account, else the session issuer's, else the one in the
 * object key. The recipient owns the resource; the caller may be a foreign account.
 */
export function accountOf(record: unknown, keyAccountId?: string): string | undefined {
  return (
    textAt(record, 'recipientAccountId') ??
    textAt(record, 'userIdentity', 'accountId') ??
    textAt(record, 'userIdentity', 'sessionContext', 'sessionIssuer', 'accountId') ??
    keyAccountId
  );
}
