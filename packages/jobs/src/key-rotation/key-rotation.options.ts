import { z } from 'zod';
import { iamRegion } from '../shared/options/account-options.js';

/** Options of keyRotationJob. */
export const keyRotationOptions = z.strictObject({
  /** Age at which an access key is too old, in days; a key that is made today is 0 days old. Default 30. */
  accessKeysExpireAfterDays: z.coerce.number().int().min(1).max(36_500).default(30),
  /** Region of the IAM client: any region of the partition. Default `eu-west-1`. */
  iamRegion,
});

/** Parsed options of keyRotationJob. */
export type KeyRotationOptions = z.infer<typeof keyRotationOptions>;
