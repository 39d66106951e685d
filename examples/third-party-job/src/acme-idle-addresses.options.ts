import { commaList } from '@fullstop/core';
import { z } from 'zod';

/** Options of the job. */
export const acmeIdleAddressesOptions = z.strictObject({
  /** Allocation ids that are never reported; a list, or a text with commas. Default none. */
  allowed: z.preprocess(commaList, z.array(z.string().trim().min(1)).default([])),
});

/** Parsed options of the job. */
export type AcmeIdleAddressesOptions = z.infer<typeof acmeIdleAddressesOptions>;
