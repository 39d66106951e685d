import { z } from 'zod';
import { iamRegion } from '../shared/options/account-options.js';

/** Options of keyRotationJob. */
export const keyRotationOptions = z.strictObject({
  accessKeysExpireAfterDays: z.coerce
    .number()
    .int()
    .min(1)
    .max(36_500)
    .default(30)
    .describe('Age at which an access key is too old, in days; a key that is made today is 0 days old.'),
  iamRegion,
});

/** Parsed options of keyRotationJob. */
export type KeyRotationOptions = z.infer<typeof keyRotationOptions>;
