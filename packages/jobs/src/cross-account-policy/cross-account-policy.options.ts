import { z } from 'zod';
import { accountIds, iamRegion, managementAccount } from '../shared/options/account-options.js';

/** Options of crossAccountPolicyForIAMJob. */
export const crossAccountPolicyOptions = z.strictObject({
  /** An account that may have roles everywhere. Default none. */
  managementAccount,
  /** Further accounts that may have roles everywhere. Default none. */
  trustedAccounts: accountIds,
  /** Region of the IAM client: any region of the partition. Default `eu-west-1`. */
  iamRegion,
});

/** Parsed options of crossAccountPolicyForIAMJob. */
export type CrossAccountPolicyOptions = z.infer<typeof crossAccountPolicyOptions>;
