import { z } from 'zod';
import { accountIds, iamRegion, managementAccount } from '../shared/options/account-options.js';

/** Options of crossAccountPolicyForIAMJob. */
export const crossAccountPolicyOptions = z.strictObject({
  managementAccount: managementAccount.describe('An account that may have roles everywhere. Default: none.'),
  trustedAccounts: accountIds.describe('Further accounts that may have roles everywhere. Default: none.'),
  iamRegion,
});

/** Parsed options of crossAccountPolicyForIAMJob. */
export type CrossAccountPolicyOptions = z.infer<typeof crossAccountPolicyOptions>;
