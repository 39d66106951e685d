import { z } from 'zod';
import { iamRegion, managementAccount } from '../shared/options/account-options.js';

/** Options of noPasswordsJob. */
export const noPasswordsOptions = z
  .strictObject({
    /** The account that the list of `listRootUsers` is stored under. Default none. */
    managementAccount,
    /** Whether all root users that were found are also reported together, under the management account. Default `false`. */
    listRootUsers: z.boolean().or(z.stringbool()).default(false),
    /** Region of the IAM client: any region of the partition. Default `eu-west-1`. */
    iamRegion,
  })
  .refine(({ listRootUsers, managementAccount: account }) => !listRootUsers || account !== undefined, {
    path: ['managementAccount'],
    message: 'needed with listRootUsers (FULLSTOP_JOBS_MANAGEMENT_ACCOUNT)',
  });

/** Parsed options of noPasswordsJob. */
export type NoPasswordsOptions = z.infer<typeof noPasswordsOptions>;
