import { z } from 'zod';
import { iamRegion, managementAccount } from '../shared/options/account-options.js';

/** Options of noPasswordsJob. */
export const noPasswordsOptions = z
  .strictObject({
    managementAccount: managementAccount.describe(
      'The account that the list of `listRootUsers` is stored under. Default: none.',
    ),
    listRootUsers: z
      .boolean()
      .or(z.stringbool())
      .default(false)
      .describe(
        'Whether all root users that were found are also reported together, under the management account.',
      ),
    iamRegion,
  })
  .refine(({ listRootUsers, managementAccount: account }) => !listRootUsers || account !== undefined, {
    path: ['managementAccount'],
    message: 'needed with listRootUsers (FULLSTOP_JOBS_MANAGEMENT_ACCOUNT)',
  });

/** Parsed options of noPasswordsJob. */
export type NoPasswordsOptions = z.infer<typeof noPasswordsOptions>;
